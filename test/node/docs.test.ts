/** `docs/mappings.md`, `mapping-reference.md` and `from-segment.md` say what the code does: every example of it is run here, and nothing of the language is missing in it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseFql, validate } from '@segment/destination-subscriptions'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCall } from '../../src/delivery/call.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { directives } from '../../src/mapping/directives/table.ts'
import { filters } from '../../src/mapping/filters/table.ts'
import type { Issue } from '../../src/mapping/context/issues.ts'
import { formatIssue } from '../../src/mapping/context/issues.ts'
import { isObject } from '../../src/values/json.ts'
import type { JsonObject } from '../../src/values/json.ts'
import type { Mapping, Subscription } from '../../src/mapping/file/mapping.ts'
import { rootNames } from '../../src/mapping/context/compile-context.ts'
import { preview } from '../../src/mapping/preview.ts'
import { MappingFile } from '../../src/mapping/file/schema.ts'
import { scopeOf } from '../../src/mapping/context/scope.ts'
import type { Step } from '../../src/mapping/file/steps.ts'
import type { Item } from '../../src/mapping/translate.ts'
import { planFor } from '../../src/mapping/translate.ts'
import { settingVariable } from '../../src/mapping/file/settings.ts'
import { Case, compiled, playCase } from '../kit/cases.ts'
import { run } from '../kit/command.ts'
import type { Block, Table } from '../kit/page.ts'
import { codeIn, readPage } from '../kit/page.ts'
import type { ProjectCopy } from '../kit/project.ts'
import { copyProject, projectRoot } from '../kit/project.ts'

const readText = (...path: readonly string[]): string => readFileSync(join(projectRoot, ...path), 'utf8')
const page = readPage(
  ['mappings', 'mapping-reference', 'from-segment'].map((name) => readText(`docs/${name}.md`)).join('\n'),
)
const now = Date.parse('2026-11-22T12:00:00.000Z')
const settings = { apiKey: 'key' }

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'))
}

function objectIn(text: string): JsonObject {
  const json: unknown = JSON.parse(text)
  if (!isObject(json)) throw new Error(`no object: ${text}`)
  return json
}

function blocksOf(kind: string): readonly Block[] {
  return page.blocks.filter((block) => block.kind === kind)
}

function firstOf(kind: string): string {
  const [block] = blocksOf(kind)
  if (block === undefined) throw new Error(`the page has no block "${kind}"`)
  return block.text
}

/** The first mapping of the page, which the examples change. */
const base = objectIn(firstOf('json mapping'))

type Cells = readonly string[]

/** The code of a cell: JSON of it, or its text where it is none; `*absent*` is `undefined`. */
function valueIn(cell: string | undefined): unknown {
  if (cell === '*absent*') return undefined
  const code = textIn(cell)
  try {
    return JSON.parse(code)
  } catch {
    return code
  }
}

/** The code of a cell as it stands. */
function textIn(cell: string | undefined): string {
  const [code] = codeIn(cell ?? '')
  if (code === undefined) throw new Error(`no code in the cell "${cell ?? ''}"`)
  return code
}

function eventIn(cell: string | undefined): JsonObject & { readonly type: string } {
  const event = valueIn(cell)
  if (!isObject(event)) throw new Error(`no event: ${cell ?? ''}`)
  return { type: 'track', ...event }
}

/** The base mapping with its first subscription alone, some keys of it changed, and no authentication. */
function withSubscription(change: JsonObject): Mapping {
  const [first] = v.parse(MappingFile, base).subscriptions
  const { auth: _, ...file } = base
  return compiled({ ...file, subscriptions: [{ ...first, ...change }] })
}

function subscriptionOf({ subscriptions: [first] }: Mapping): Subscription {
  if (first === undefined) throw new Error('no subscription')
  return first
}

function stepOf({ steps: [first] }: { readonly steps: readonly Step[] }): Step {
  if (first === undefined) throw new Error('no request')
  return first
}

function made(value: unknown, event: JsonObject): unknown {
  return subscriptionOf(withSubscription({ requires: [], item: value })).item?.(scopeOf({ event, settings }))
}

const segment: unknown = createRequire(import.meta.url)('@segment/actions-core/mapping-kit')

/** What Segment's library makes of a mapping, as it would leave as JSON. */
function madeBySegment(mapping: unknown, event: JsonObject): unknown {
  const transform = isObject(segment) ? segment['transform'] : undefined
  if (typeof transform !== 'function') throw new Error('no transform in mapping-kit')
  const result: unknown = Reflect.apply(transform, undefined, [mapping, event])
  return JSON.parse(JSON.stringify(result))
}

/** Whether a condition holds, with the text of `settings.events`, which is not set where it is empty. */
function holds(condition: string, event: JsonObject, events = ''): string {
  const { mapping, issues } = compileMapping({
    ...base,
    settings: { ...v.parse(MappingFile, base).settings, events: { label: 'Events' } },
    subscriptions: [
      { name: 'One', subscribe: condition, request: { method: 'POST', url: '{{ hosts.api }}/', json: {} } },
    ],
  })
  if (mapping === undefined) return issues.length > 0 ? 'error' : 'no issue'
  const given = { ...settings, ...(events !== '' && { events }) }
  return subscriptionOf(mapping).matches(scopeOf({ event, settings: given })) ? 'yes' : 'no'
}

function holdsAtSegment(condition: string, event: JsonObject): string {
  const parsed = parseFql(condition)
  if ('error' in parsed && parsed.error !== undefined) return 'error'
  return validate(parsed, event) ? 'yes' : 'no'
}

/** What a request looks like when it leaves: its line, its headers, its body; or why it does not. */
function sentOf(request: JsonObject, event: JsonObject & { readonly type: string }): readonly string[] {
  const file = { method: 'POST', url: '{{ hosts.api }}/v1', ...request }
  const mapping = withSubscription({
    subscribe: 'exists(type)',
    requires: [],
    item: '{{ $ }}',
    batch: {},
    request: file,
  })
  const shown = preview(mapping, event, { settings, now })
    .flatMap((rule) => rule.requests)
    .at(-1)
  const built = stepOf(subscriptionOf(mapping)).build(scopeOf({ settings, event, item: event, items: [event] }))
  if (built.kind === 'refused') return [`${built.outcome}: ${built.message}`]
  const headers = Object.entries(shown?.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  return [`${shown?.method} ${shown?.url}`, ...headers, built.body ?? 'no body']
}

/** What became of an event under a list of requirements. */
function requiredOf(requires: unknown, event: JsonObject & { readonly type: string }): string {
  const mapping = withSubscription({ requires: [requires] })
  const { ended } = planFor(subscriptionOf(mapping), event, { mapping, settings, now })
  return ended === undefined ? 'sent' : `${ended.status}: ${ended.message}`
}

/** What became of three items under rules, with the answers in turn: one text where it is the same for all. */
async function outcomesOf(outcomes: unknown, answers: readonly string[]): Promise<readonly string[]> {
  const rule = subscriptionOf(withSubscription({ outcomes }))
  const given = answers.map((text) => v.parse(Answer, JSON.parse(text)))
  const event = { type: 'track' }
  const items: readonly Item[] = ['a', 'b', 'c'].map((id) => ({ value: { id }, event }))
  const found = await runCall(
    { rule, items, key: undefined },
    {
      settings,
      now: () => now,
      log: () => undefined,
      send: () => Promise.resolve({ kind: 'answered', answer: given.shift() ?? v.parse(Answer, {}) }),
    },
  )
  const texts = found
    .toSorted((a, b) => items.indexOf(a.item) - items.indexOf(b.item))
    .map(({ outcome, message, retryAfterMs }) => {
      const text = message === undefined ? outcome : `${outcome}: ${message}`
      return retryAfterMs === undefined ? text : `${text} (wait ${retryAfterMs / 1_000} s)`
    })
  return new Set(texts).size === 1 ? texts.slice(0, 1) : texts
}

const Answer = v.object({
  status: v.optional(v.number(), 200),
  headers: v.pipe(
    v.optional(v.record(v.string(), v.string()), {}),
    v.transform((all) => Object.fromEntries(Object.entries(all).map(([name, text]) => [name.toLowerCase(), text]))),
  ),
  body: v.optional(v.unknown(), {}),
})

/** What a status means, without rules, in the five places of the table. */
function defaultsOf(status: number): readonly string[] {
  const request = { method: 'POST', url: '{{ hosts.api }}/x', json: {} }
  const early = { ...request, name: 'early', idempotent: true }
  const mapping = withSubscription({ request: undefined, requests: [early, { ...request, name: 'late' }] })
  const deleted = compiled({ ...base, deletion: { request: { method: 'DELETE', url: '{{ hosts.api }}/x' } } }).deletion
  const poll = { every: '1h', request: { method: 'GET', url: '{{ hosts.api }}/x' } }
  const polled = compiled({ ...base, deletion: { request, poll } }).deletion
  if ('unsupported' in deleted || 'unsupported' in polled || polled.poll === undefined) throw new Error('no deletion')
  const [first, last] = subscriptionOf(mapping).steps
  return [last, first, stepOf(deleted), stepOf(polled), stepOf(polled.poll)].map((step) => {
    const scope = scopeOf({ settings }).with({ answer: { status, headers: {}, body: {} } })
    return step?.judge(scope, now).outcome ?? 'no request'
  })
}

/** A copy of a JSON value with another value at a JSON pointer; objects on the way that are missing are made. */
function changed(json: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(json))
    return json.map((element, i) => (String(i) === key ? changed(element, rest, value) : element))
  const object = isObject(json) ? json : {}
  return { ...object, [key]: changed(object[key], rest, value) }
}

/** What the checker says of the first mapping with another value at a JSON pointer. */
function issuesOf(pointer: string, value: unknown): readonly Issue[] {
  return compileMapping(changed(base, pointer.split('/').slice(1), value)).issues
}

type Runner = (cells: Cells, nth: number) => void | Promise<void>

/** How the rows of a table are run, by its columns. */
const runners: Readonly<Record<string, Runner>> = {
  'value | event | result': ([value, event, result]) =>
    expect(made(valueIn(value), eventIn(event))).toStrictEqual(valueIn(result)),
  'filter | input | result | what it does': ([filter, input, result]) => {
    const from = valueIn(input)
    const value = from === undefined ? '{{ $.nothing }}' : { '@literal': from }
    const piped = textIn(filter) === 'compact' ? { '@compact': value } : { '@pipe': [value, textIn(filter)] }
    expect(made(piped, eventIn('`{}`'))).toStrictEqual(valueIn(result))
  },
  'condition | event | holds | ': ([condition, event, answer]) =>
    expect(holds(textIn(condition), eventIn(event))).toBe(answer),
  'condition | `settings.events` | event | holds': ([condition, events, event, answer]) =>
    expect(holds(textIn(condition), eventIn(event), events === '' ? '' : textIn(events))).toBe(answer),
  'condition | event | here | Segment | why': ([condition, event, ...answers]) =>
    expect([holds, holdsAtSegment].map((ask) => ask(textIn(condition), eventIn(event)))).toEqual(answers.slice(0, 2)),
  'value | event | here | Segment | why': ([value, event, ...results]) =>
    expect([made, madeBySegment].map((make) => make(valueIn(value), eventIn(event)))).toStrictEqual(
      results.slice(0, 2).map(valueIn),
    ),
  'requires | event | result': ([requires, event, result]) =>
    expect(requiredOf(valueIn(requires), eventIn(event))).toBe(textIn(result)),
  'item | event | items': ([item, event, items]) => {
    const mapping = withSubscription({ requires: [], item: valueIn(item) })
    const delivery = planFor(subscriptionOf(mapping), eventIn(event), { mapping, settings, now })
    expect(delivery.items.map(({ value }) => value)).toEqual(valueIn(items))
  },
  'request | event | sent': ([request, event, sent]) =>
    expect(sentOf(objectIn(textIn(request)), eventIn(event))).toContain(textIn(sent)),
  'status | last | earlier | last, `DELETE` of a deletion | last, deletion with `poll` | last of a `poll`': ([
    statuses,
    ...outcomes
  ]) => {
    for (const status of codeIn(statuses ?? ''))
      expect([status, ...defaultsOf(Number(status))]).toEqual([status, ...outcomes.map(textIn)])
  },
  'rules | answer | outcome': async ([rules, answers, outcome]) =>
    expect(await outcomesOf(valueIn(rules), codeIn(answers ?? ''))).toEqual(codeIn(outcome ?? '')),
  'at | written | the checker says': ([at, written, said]) => {
    const quoted = textIn(said)
    const found = issuesOf(textIn(at), valueIn(written)).map(
      ({ severity, message }) => (severity === 'warning' ? 'warning: ' : '') + message,
    )
    expect(quoted.endsWith('…') ? found.map((text) => `${text.slice(0, quoted.length - 1)}…`) : found).toContain(quoted)
  },
  'mapping | setting | variable': ([slug, setting, variable]) =>
    expect(settingVariable(textIn(slug), textIn(setting))).toBe(textIn(variable)),
}

function nameOf({ columns }: Table): string {
  return columns.join(' | ')
}

const running = page.tables.filter((table) => Object.hasOwn(runners, nameOf(table)))

describe.each(running.map((table) => ({ name: nameOf(table), rows: table.rows })))('$name', ({ name, rows }) => {
  test.each(rows.map(({ cells, line }, nth) => ({ line, first: cells[0], cells, nth })))(
    'line $line: $first',
    ({ cells, nth }) => runners[name]?.(cells, nth),
  )
})

/** Tables that only explain, by their first column. */
const explaining = /^(to|key of .*|root|directive|outcome|kind)$/

/** The names in the code of the page that explains: what is only in an example is not explained. */
const explained: ReadonlySet<string> = new Set(
  [withoutExamples(), ...page.tables.filter(({ columns: [first = ''] }) => explaining.test(first)).map(cellsOf)]
    .flatMap(codeIn)
    .flatMap((code) => code.match(/[$@]?\w+/g) ?? []),
)

/** The page without its blocks and tables. */
function withoutExamples(): string {
  return page.blocks.reduce((text, block) => text.replace(block.text, ''), page.text).replaceAll(/^\|.*$/gm, '')
}

function cellsOf({ rows }: Table): string {
  return rows.flatMap(({ cells }) => cells).join(' ')
}

describe('the page', () => {
  test('has no other tables than those that are run and those that explain', () => {
    const others = page.tables.filter((table) => !running.includes(table) && !explaining.test(table.columns[0] ?? ''))
    expect(others.map(nameOf)).toEqual([])
  })

  test('has an example of every table that can be run', () => {
    expect(Object.keys(runners).filter((name) => !running.some((table) => nameOf(table) === name))).toEqual([])
  })

  test('runs every filter', () => {
    const names = rowsOf('filter | input | result | what it does').map(([filter]) => /^\w+/.exec(textIn(filter))?.[0])
    expect([...new Set(names)].toSorted()).toEqual(Object.keys(filters).toSorted())
  })

  test('runs every directive', () => {
    const names = rowsOf('value | event | result').flatMap(([value]) => directivesIn(valueIn(value)))
    expect([...new Set(names)].toSorted()).toEqual(Object.keys(directives).toSorted())
  })

  test.each([
    ['a mapping', MappingFile],
    ['a case', Case],
  ] as const)('names every key of %s', (_, schema) => {
    expect([...keysOf(schema)].filter((key) => !explained.has(key))).toEqual([])
  })

  test('names every root that a path can have', () => {
    const roots = rowsOf('root | what it is | where it exists').flatMap(([root]) => codeIn(root ?? ''))
    expect(rootNames.filter((root) => !roots.some((code) => code.split('.')[0] === root))).toEqual([])
  })

  test('has the headings that its links, and comments of the code, speak of', () => {
    expect(page.links.filter((anchor) => !page.anchors.has(anchor))).toEqual([])
    expect(headingsInCode().filter((heading) => !page.headings.includes(heading))).toEqual([])
  })
})

function rowsOf(name: string): readonly Cells[] {
  return page.tables.filter((table) => nameOf(table) === name).flatMap(({ rows }) => rows.map(({ cells }) => cells))
}

function directivesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Object.keys(value).filter((key) => key.startsWith('@'))
  return [...own, ...Object.values(value).flatMap(directivesIn)]
}

/** The keys of all objects of a Valibot schema. */
function keysOf(schema: unknown): ReadonlySet<string> {
  if (!isObject(schema)) return new Set()
  const entries = isObject(schema['entries']) ? schema['entries'] : {}
  const inner = ['item', 'value', 'wrapped'].map((key) => schema[key])
  const options = Array.isArray(schema['options']) ? schema['options'] : []
  const deeper = [...Object.values(entries), ...inner, ...options].flatMap((part) => [...keysOf(part)])
  return new Set([...Object.keys(entries), ...deeper])
}

/** The headings that comments name: `docs/mapping-reference.md`, "Values". */
function headingsInCode(): readonly string[] {
  const files = readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
  const texts = files.filter((name) => name.endsWith('.ts')).map((name) => readText('src', name))
  return texts.flatMap((text) =>
    [...text.matchAll(/docs\/mapping-reference\.md`, "([^"]+)"/g)].map(([, name = '']) => name),
  )
}

describe('a block', () => {
  const kinds =
    /^(json (mapping|event|file|subscription|deletion|cases( acme)?)|text( checker| preview| cases| difference)?|sh)$/

  test('is of a kind that is run, or text', () => {
    expect(page.blocks.filter(({ kind }) => !kinds.test(kind))).toEqual([])
  })

  test.each(blocksOf('json mapping'))('with the mapping at line $line is in order', ({ text }) => {
    expect(compileMapping(JSON.parse(text)).issues).toEqual([])
  })

  test.each(blocksOf('json file'))('with keys of the file at line $line is in order', ({ text }) => {
    expect(compileMapping({ ...base, ...objectIn(text) }).issues).toEqual([])
  })

  test.each(blocksOf('json subscription'))('with keys of a subscription at line $line is in order', ({ text }) => {
    expect(withSubscription({ requires: [], ...objectIn(text) }).subscriptions).toHaveLength(1)
  })

  test.each(blocksOf('json deletion'))('with a deletion at line $line is in order', ({ text }) => {
    expect(compileMapping({ ...base, deletion: objectIn(text) }).issues).toEqual([])
  })

  test.each(
    page.blocks
      .filter(({ kind }) => kind.startsWith('json cases'))
      .flatMap((block) =>
        v.parse(v.array(Case), JSON.parse(block.text)).map((one) => ({ name: one.name, one, block })),
      ),
  )('holds the case "$name", which is as expected', async ({ one, block }) => {
    const above = blocksOf('json mapping').findLast(({ line }) => line < block.line)
    const mapping = block.kind === 'json cases acme' ? base : objectIn(above?.text ?? '')
    expect((await playCase(compiled(mapping), one)).differences).toEqual([])
  })

  test('shows a difference as a case does', async () => {
    const [one] = v.parse(v.array(Case), JSON.parse(firstOf('json cases acme')))
    const place = 'exchanges/0/request/json/events/0/properties/plan'.split('/')
    const { differences } = await playCase(compiled(base), v.parse(Case, changed(one, place, 'Pro')))
    expect(differences).toEqual([firstOf('text difference')])
  })

  test('shows a mistake as the checker does', () => {
    const [[at, written] = []] = rowsOf('at | written | the checker says')
    const shown = issuesOf(textIn(at), valueIn(written)).map((issue) => formatIssue('mappings/acme.json', issue))
    expect(shown).toEqual([firstOf('text checker')])
  })
})

describe('the first ten minutes', () => {
  let copy: ProjectCopy
  beforeAll(async () => {
    copy = await copyProject(['mappings', 'docs', 'bench'])
    mkdirSync(join(copy.root, 'mappings'))
    await run(['node', 'scripts/new.ts', 'acme'], copy.root)
  })
  afterAll(() => copy.remove())

  test('`new` writes the mapping and the cases of the page', () => {
    expect(readJson(copy.root, 'mappings/acme.json')).toEqual(base)
    expect(readJson(copy.root, 'test/cases/acme.json')).toEqual(JSON.parse(firstOf('json cases acme')))
  })

  test('what `new` writes has the form that lint wants, and `format` gives it to any mapping', async () => {
    const [mapping, cases] = ['mappings/acme.json', 'test/cases/acme.json']
    const format = async (...args: readonly string[]): Promise<number | null> =>
      (await run(['oxfmt', ...args], copy.root)).code
    expect(await format('--check', mapping, cases)).toBe(0)
    const text = readFileSync(join(copy.root, mapping), 'utf8')
    writeFileSync(join(copy.root, mapping), JSON.stringify(JSON.parse(text), null, 8))
    expect(await format('--check', mapping)).toBe(1)
    expect(await format()).toBe(0)
    expect(readFileSync(join(copy.root, mapping), 'utf8')).toBe(text)
  })

  test('`check` finds it in order', async () => {
    const { code, output } = await run(['node', 'scripts/check.ts', 'mappings/acme.json'], copy.root)
    expect([code, output.trim()]).toEqual([0, '1 mapping in order'])
  })

  test('`cases` says what the page says', async () => {
    const { output } = await run(['node', 'scripts/cases.ts', 'acme'], copy.root)
    expect(output.trimEnd()).toBe(firstOf('text cases'))
  })

  test('`preview` shows what the page shows', async () => {
    writeFileSync(join(copy.root, 'event.json'), firstOf('json event'))
    const { output } = await run(['node', 'scripts/preview.ts', 'acme', 'event.json'], copy.root)
    expect(output.trim()).toBe(firstOf('text preview'))
  })
})
