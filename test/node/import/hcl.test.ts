import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hcl } from '../../../scripts/import/hcl.ts'
import { HclExpression, parseHcl } from '../../../scripts/import/hcl.ts'
import { projectRoot } from '../../kit/project.ts'

/** The values of a block that holds the lines. */
function valuesOf(lines: string): unknown {
  const read = parseHcl(`block {\n${lines}\n}`)
  return read.ok ? read.blocks[0]?.values : read
}

describe('a value of HCL', () => {
  test.for<[text: string, value: unknown]>([
    ['"a \\"b\\" \\\\ \\n\\t\\r \\u00e9 \\U0001F600"', 'a "b" \\ \n\t\r é 😀'],
    ['"costs $${a} 5%%{b} $ % $$ }"', 'costs ${a} 5%{b} $ % $$ }'],
    ['-1.5e3', -1500],
    ['true # a comment', true],
    ['null // another', null],
    ['/* one\nmore */ "a"', 'a'],
    ['[]', []],
    ['[\n  1, # one\n  "b",\n]', [1, 'b']],
    ['[{\n "@path" = "$.a"\n }, {\n b = { c = 1 }\n }]', [{ '@path': '$.a' }, { b: { c: 1 } }]],
    ['{ "a b" : 1, c = 2 }', { 'a b': 1, c: 2 }],
    ['jsonencode({\n a = ["b", null]\n})', '{"a":["b",null]}'],
    ['jsonencode({ a = jsonencode({ b = 1 }) })', '{"a":"{\\"b\\":1}"}'],
    ['<<EOT\n a $${b}\n\n"c"\nEOT', ' a ${b}\n\n"c"\n'],
    ['<<-EOT\n    a\n      b\n  EOT', 'a\n  b\n'],
  ])('%j', ([text, value]) => {
    expect(valuesOf(`a = ${text}`)).toEqual({ a: value })
  })

  test.for([
    'segment_destination.id-1.id',
    'var.names[0] + 1',
    'file("${path.module}/a.js")',
    '"a ${join("}", [1])} b"',
    '{ for k, v in x : k => v }',
    '1 + (2 *\n 3)',
    'jsonencode(var.x)',
  ])('%s is for Terraform to compute, and kept as it stands', (text) => {
    expect(valuesOf(`a = ${text}\nb = 1`)).toEqual({
      a: new HclExpression(text === 'jsonencode(var.x)' ? 'var.x' : text, 2),
      b: 1,
    })
  })

  test('a key named __proto__ is a key', () => {
    const values = valuesOf('a = { __proto__ = { b = 1 } }')
    expect(JSON.stringify(values)).toBe('{"a":{"__proto__":{"b":1}}}')
  })
})

test('blocks have their labels and lines, and blocks inside them are passed over', () => {
  expect(parseHcl('\n# a\nresource "a" b {\n  c = 1\n  lifecycle {\n    d = 2\n  }\n}\nimport {\n}\n')).toEqual({
    ok: true,
    blocks: [
      { type: 'resource', labels: ['a', 'b'], line: 3, values: { c: 1 } },
      { type: 'import', labels: [], line: 9, values: {} },
    ],
  } satisfies Hcl)
})

test.for<[source: string, line: number, message: string]>([
  ['a {\n b = 1', 2, 'expected the name of a value or of a block, found the end'],
  ['a {\n b = "x\n}', 2, 'this text has no closing "'],
  ['a {\n b = "x ${"\n}', 2, 'this text has no closing "'],
  ['a {\n b =\n}', 2, 'expected a value, found the end of the line'],
  ['a {\n b = }\n}', 2, 'expected a value, found "}"'],
  ['a {\n b = (1]\n}', 2, 'expected another bracket, found "]"'],
  ['a {\n b = (\n\n', 4, 'expected ")" for the "(" of line 2, found the end'],
  ['a {\n b = "\\q"\n}', 2, 'unknown escape \\q in a text'],
  ['a {\n b = <<X\n c\n}', 2, 'the text that begins with <<X has no line X'],
  ['/* a\n', 1, 'this comment has no */'],
  ['a b', 1, 'expected "{", found the end'],
  ['{"a": 1}', 1, 'expected the name of a value or of a block, found "{"'],
  [`a = ${'['.repeat(100_000)}`, 1, 'this is nested more than 200 levels deep'],
  [`${'a {\n'.repeat(300)}`, 201, 'this is nested more than 200 levels deep'],
  [`a = ${'('.repeat(100_000)}`, 1, 'expected ")" for the "(" of line 1, found the end'],
])('%j is a fault with its line', ([source, line, message]) => {
  expect(parseHcl(source)).toEqual({ ok: false, line, message })
})

describe('odd files', () => {
  const real = readdirSync(join(projectRoot, 'test/data/gitsync'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tf'))
    .map((name) => readFileSync(join(projectRoot, 'test/data/gitsync', name), 'utf8'))
  const pieces = fc.constantFrom(
    'a',
    ' = ',
    '"',
    '\\',
    '${',
    '%{',
    '}',
    '{',
    '[',
    ']',
    '(',
    ')',
    ',',
    '\n',
    '<<A\n',
    '<<-A\n',
    'A',
    '#',
    '/*',
    '*/',
    '1',
    'jsonencode(',
    'for ',
    ':',
  )

  test('never throw', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
        (text) => {
          expect(typeof parseHcl(text).ok).toBe('boolean')
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('cut off anywhere are read, or are a fault', () => {
    for (const text of real)
      for (let length = 0; length < text.length; length++)
        expect(typeof parseHcl(text.slice(0, length)).ok).toBe('boolean')
  })

  test.for(['a = "${', '"', '<<A\n', '/*', '{', 'a = [{', '$${', 'a = 1\n'])(
    'of many %j are read in linear time',
    (piece) => {
      const time = (count: number): number => {
        const text = `a = 1\n${piece.repeat(count)}`
        const started = process.cpuUsage().user
        parseHcl(text)
        return process.cpuUsage().user - started
      }
      time(20_000)
      expect(time(200_000)).toBeLessThan(2_000_000)
    },
  )
})
