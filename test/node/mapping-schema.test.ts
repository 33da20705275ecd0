/** `mapping.schema.json`, by which editors complete and check mappings. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { directives } from '../../src/mapping/directives/table.ts'
import { isObject } from '../../src/values/json.ts'
import { readPage } from '../kit/page.ts'
import { projectRoot } from '../kit/project.ts'

type Json = Readonly<Record<string, unknown>>

const readText = (...path: readonly string[]): string => readFileSync(join(projectRoot, ...path), 'utf8')

function objectIn(text: string): Json {
  const json: unknown = JSON.parse(text)
  if (!isObject(json)) throw new Error(`no object: ${text}`)
  return json
}

const schema = objectIn(readText('mapping.schema.json'))
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

/** What the schema says of a file: the places of its mistakes. */
function places(file: unknown): readonly string[] {
  return validate(file) ? [] : [...new Set((validate.errors ?? []).map(({ instancePath }) => instancePath))]
}

const request = { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' }
const subscription = { name: 'Track', subscribe: 'type = "track"', request }
const base = { name: 'Partner', hosts: { api: 'https://api.example.com' }, subscriptions: [subscription] }

function withItem(item: unknown): Json {
  return { ...base, subscriptions: [{ ...subscription, item }] }
}

describe('takes', () => {
  const names = readdirSync(join(projectRoot, 'mappings')).filter((name) => name.endsWith('.json'))

  test.each(names)('mappings/%s', (name) => {
    expect(places(JSON.parse(readText('mappings', name)))).toEqual([])
  })

  const page = readPage(
    ['mappings', 'mapping-reference', 'from-segment'].map((name) => readText(`docs/${name}.md`)).join('\n'),
  )
  const files: Readonly<Record<string, (json: Json) => Json>> = {
    'json mapping': (json) => json,
    'json file': (json) => ({ ...base, ...json }),
    'json subscription': (json) => ({ ...base, subscriptions: [{ ...subscription, ...json }] }),
    'json deletion': (deletion) => ({ ...base, deletion }),
  }

  test.each(page.blocks.filter(({ kind }) => Object.hasOwn(files, kind)))(
    'the example of the docs at line $line',
    ({ kind, text }) => {
      expect(places(files[kind]?.(objectIn(text)))).toEqual([])
    },
  )

  const values = page.tables
    .filter(({ columns: [first, , third] }) => first === 'value' && third === 'result')
    .flatMap(({ rows }) =>
      rows.map(({ cells: [cell = ''] }) => cell.replaceAll(/^`+ ?| ?`+$/g, '').replaceAll('\\|', '|')),
    )
    .filter((text) => text.startsWith('{"'))

  test.each(values)('the value %s', (text) => {
    expect(places(withItem(JSON.parse(text)))).toEqual([])
  })
})

describe('refuses', () => {
  test.each([
    [{ '@spred': [] }, ''],
    [{ '@spread': {} }, '/@spread'],
    [{ '@spread': [], a: 1 }, ''],
    [{ a: [{ '@concat': 'a' }] }, '/a/0/@concat'],
    [{ '@map': { over: '{{ properties.list }}' } }, '/@map'],
    [{ '@map': { over: '{{ properties.list }}', as: 1, were: 'all' } }, '/@map'],
    [{ '@map': { over: [], as: { '@fist': [] } } }, '/@map/as'],
    [{ '@switch': { on: '{{ event }}' } }, '/@switch'],
    [{ '@pipe': ['{{ event }}'] }, '/@pipe'],
    [{ '@when': { then: 1 } }, '/@when'],
  ])('%j', (item, place) => {
    expect(places(withItem(item))).toContain(`/subscriptions/0/item${place}`)
  })

  test('a directive that is wrong, wherever a value stands', () => {
    const wrong = { '@nothing': 1 }
    const parts = { query: { a: wrong }, headers: { a: wrong }, json: wrong, form: { a: wrong } }
    const file = {
      ...base,
      values: { a: wrong },
      headers: wrong,
      subscriptions: [{ ...subscription, request: { ...request, ...parts } }],
    }
    const at = '/subscriptions/0/request'
    expect(places(file).toSorted()).toEqual(
      ['/headers', `${at}/form/a`, `${at}/headers/a`, `${at}/json`, `${at}/query/a`, '/values/a'].toSorted(),
    )
  })

  test('records of an answer anywhere but in a deletion', () => {
    const requests = [
      { name: 'find', ...request },
      { name: 'erase', for: '{{ answers.find.body }}', ...request },
    ]
    expect(places({ ...base, deletion: { requests } })).toEqual([])
    expect(places({ ...base, subscriptions: [{ name: 'A', subscribe: 'all', requests }] })).toEqual([
      '/subscriptions/0/requests/1',
    ])
    expect(places({ ...base, deletion: { request, poll: { every: '1h', requests } } })).toEqual([
      '/deletion/poll/requests/1',
    ])
  })
})

test('completes every directive', () => {
  const value = isObject(schema['$defs']) ? schema['$defs']['Value'] : undefined
  const known = isObject(value) && isObject(value['properties']) ? value['properties'] : {}
  expect(Object.keys(known).toSorted()).toEqual(Object.keys(directives).toSorted())
})

test('says of every property what it is', () => {
  expect(undescribed(schema, '')).toEqual([])
})

/** The places of properties without a description. */
function undescribed(node: unknown, place: string): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((element: unknown, i) => undescribed(element, `${place}/${i}`))
  if (!isObject(node)) return []
  return Object.entries(node).flatMap(([key, part]) => {
    const bare =
      key === 'properties' && isObject(part)
        ? Object.entries(part).filter(([, one]) => !isObject(one) || typeof one['description'] !== 'string')
        : []
    return [...bare.map(([name]) => `${place}/${name}`), ...undescribed(part, `${place}/${key}`)]
  })
}
