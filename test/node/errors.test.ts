import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../src/requests/error-codes.ts'
import { jsonFault } from '../../src/ingest/array-scan.ts'
import { codeIn, readPage } from '../kit/page.ts'
import { projectRoot } from '../kit/project.ts'

const page = readPage(readFileSync(join(projectRoot, 'docs/errors.md'), 'utf8'))
const rows = page.tables.flatMap((table) => table.rows.map(({ cells }) => cells))

describe('docs/errors.md', () => {
  test('has every code of the table in the code, with its status, and no other', () => {
    const written = rows.map(([code = '', status]) => [codeIn(code)[0], Number(status)])
    expect(written.toSorted()).toEqual(Object.entries(errorCodes).toSorted())
  })

  test('says of each code what it means and what to do', () => {
    expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell === ''))).toEqual([])
  })
})

describe('a body that is no JSON', () => {
  const encoder = new TextEncoder()

  test.for([
    ['', /^the body is empty/],
    ['\uFEFF', /: it ends too early, line 1, column 1$/],
    ['  \n', /: it ends too early, line 2, column 1$/],
    ['{"a": 1', /: it ends too early, line 1, column 8$/],
    ['{"a": "x', /: it ends too early, line 1, column 9$/],
    ['{"a": 1,}', /: see line 1, column 9$/],
    ['{"a": 01}', /: see line 1, column 8$/],
    ['{"a": nil}', /: see line 1, column 8$/],
    ["{'a': 1}", /: see line 1, column 2$/],
    ['{"a": "ä€😀"\n,\r\n  "b": }', /: see line 3, column 8$/],
    ['\uFEFF{"ä": x}', /: see line 1, column 7$/],
    ['[1, 2', /: it ends too early, line 1, column 6$/],
    ['{} {}', /: see line 1, column 4$/],
    ['"a\tb"', /: see line 1, column 3$/],
    ['tru', /: it ends too early, line 1, column 4$/],
    ['undefined', /: see line 1, column 1$/],
    ['['.repeat(100_000), /: it ends too early, line 1, column 100001$/],
  ] as const)('says where: %j', ([text, says]) => {
    expect(jsonFault(encoder.encode(text))).toEqual({ code: 'invalid_json', message: expect.stringMatching(says) })
  })

  test.for([
    [[0x22, 0xff, 0x22], 'line 1, column 2'],
    [[0x5b, 0x0a, 0xc3, 0x28], 'line 2, column 1'],
  ] as const)('and whether it is no UTF-8: %j', ([bytes, place]) => {
    const message = `the body is no valid UTF-8: see ${place}`
    expect(jsonFault(Uint8Array.from(bytes))).toEqual({ code: 'invalid_utf8', message })
  })

  test.for(['{}', '[]', '5', '"a"', ' {"a": [1, {"b": null}]}\n', '\uFEFF[1]'])(
    'has no fault where it is some: %j',
    (text) => {
      expect(jsonFault(encoder.encode(text))).toBeUndefined()
    },
  )
})
