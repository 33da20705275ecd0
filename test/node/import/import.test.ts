import { cp, mkdir, readFile } from 'node:fs/promises'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { destinationsOf, nameOf, slugOf } from '../../../scripts/import/destinations.ts'
import { importInto } from '../../../scripts/import/mapping.ts'
import { reportOf } from '../../../scripts/import/report.ts'
import type { Workspace } from '../../../scripts/import/workspace.ts'
import { readWorkspace } from '../../../scripts/import/workspace.ts'
import { checkText } from '../../../scripts/mappings.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { run } from '../../kit/command.ts'
import { copyProject, projectRoot } from '../../kit/project.ts'
import { filter, imported, subscription } from './kit.ts'

/** Processes take as long as the machine is busy. */
vi.setConfig({ testTimeout: 60_000 })

const folder = join(projectRoot, 'test/data/gitsync')

/** The made-up workspace of the test data, or some of its folders. */
function gitSync(...folders: readonly string[]): Workspace {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.tf') && (folders.length === 0 || folders.some((one) => name.startsWith(one))),
  )
  return readWorkspace(names.toSorted().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })))
}

/** What Segment's Public API answers. */
function api(data: unknown): Workspace {
  return readWorkspace([{ name: 'answer.json', text: JSON.stringify({ data }) }])
}

const toFillIn = ['/hosts/api', '/auth/bearer', '/subscriptions/0/request/url']
const placesOf = (file: unknown): readonly string[] => compileMapping(file).issues.map(({ pointer }) => pointer)

describe('a workspace', () => {
  test('of Git Sync is read, and what import does not take is named', () => {
    const { subscriptions, filters, destinations, others, faults } = gitSync()
    expect(faults).toEqual([])
    expect(subscriptions.map(({ name, enabled, destinationId }) => [name, enabled, destinationId])).toEqual([
      ['Orders', true, '000000000000000000000001'],
      ['Send', false, '000000000000000000000001'],
    ])
    expect(subscriptions[1]).toMatchObject({
      settings: { data: { '@path': '$.' }, method: 'POST', url: 'https://hooks.example.com/a' },
      trigger: 'properties.products.\\[0\\].brand = "new" or event = ""',
    })
    expect(filters.map(({ title, actions }) => [title, actions])).toEqual([
      ['Campaigns only', [{ type: 'DROP', fields: null, percent: null }]],
    ])
    expect(destinations.map(({ id, name }) => [id, name])).toEqual([
      ['000000000000000000000001', 'Example Orders (Actions)'],
    ])
    expect(others).toEqual(['function', 'transformation'])
  })

  test('holds no credential of a destination', () => {
    expect(JSON.stringify(gitSync())).not.toContain('example-key')
  })

  test('of the Public API is read', () => {
    const { from: _, ...one } = subscription({ modelId: '' })
    const { from: __, ...two } = filter({ type: 'DROP_PROPERTIES', fields: { properties: ['a'] } })
    const more = { id: 's1', actionId: 'a', actionSlug: 'b', createdAt: '2023-10-10T16:34:53.000Z' }
    const pagination = { current: 'MA==', totalEntries: 1 }
    expect(api({ subscriptions: [{ ...one, ...more }], pagination })).toMatchObject({
      subscriptions: [one],
      faults: [],
    })
    expect(api({ filters: [{ ...two, ...more }], pagination })).toMatchObject({ filters: [two], faults: [] })
    expect(api({ destination: { id: 'd1', name: 'Acme', settings: { key: 'x' } } }).destinations).toEqual([
      { id: 'd1', name: 'Acme', from: 'answer.json /destination' },
    ])
  })

  test.for<[name: string, text: string, fault: string]>([
    [
      'a.tf',
      'resource "segment_destination_subscription" "b" {\n  name = var.name\n}',
      'a.tf:2: only Terraform knows "var.name": write the value itself',
    ],
    ['a.tf', '\nresource "segment_destination_subscription" "b" {\n}', 'a.tf:2: "name" is missing'],
    [
      'a.tf',
      'resource "segment_destination_filter" "b" {\n',
      'a.tf:2: expected the name of a value or of a block, found the end',
    ],
    ['a.json', '{', 'a.json: this is no JSON'],
    [
      'a.json',
      '{"data":{"subscriptions":[{"name":1}]}}',
      'a.json /subscriptions/0: "name" is wrong: Invalid type: Expected string but received 1',
    ],
    [
      'a.json',
      '{"data":{"filters":[],"pagination":{"next":"Mg=="}}}',
      'a.json: the list goes on at another page: ask for all of it with ?pagination.count=200',
    ],
  ])('that cannot be read says where: %s %s', ([name, text, fault]) => {
    expect(readWorkspace([{ name, text }]).faults[0]).toBe(fault)
  })

  test('with settings that are nested too deep is a fault', () => {
    const settings = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    const text = `{"data":{"subscriptions":[{"name":"a","destinationId":"d","enabled":true,"trigger":"","settings":${settings}}]}}`
    expect(readWorkspace([{ name: 'a.json', text }]).faults).toEqual([
      'a.json /subscriptions/0: "settings" is wrong: nested more than 90 levels deep',
    ])
  })
})

describe('an import', () => {
  test('gives a file of which the checker names what is to be filled in, and nothing else', () => {
    const [destination] = destinationsOf(gitSync('destination_subscriptions', 'destinations'))
    if (destination === undefined) throw new Error('no destination')
    const { file, issues, subscriptions } = importInto(undefined, destination, 'Example')
    expect(placesOf(file)).toEqual(toFillIn)
    expect(issues).toEqual([])
    expect(file['name']).toBe('Example')
    expect(file['subscriptions']).toMatchObject([
      {
        name: 'Orders',
        subscribe: 'type = "track" and event = "Order Completed"',
        item: { note: 'costs ${amount} and 5%{off}' },
      },
    ])
    expect(subscriptions.map(({ name, notes }) => [name, notes[0]])).toEqual([
      ['Orders', "left out, for Segment's own code: batch_keys, batch_size, enable_batching"],
      [undefined, 'left out: it is disabled'],
    ])
  })

  test('with filters does so too', () => {
    const [destination] = destinationsOf(gitSync())
    if (destination === undefined) throw new Error('no destination')
    const { file, issues } = importInto(undefined, destination, 'Example')
    expect(issues).toEqual([])
    expect(placesOf(file)).toEqual(toFillIn)
  })

  test('that is filled in works', () => {
    const { file } = imported({})
    const text = JSON.stringify(file)
      .replace(/TODO: the origin[^"]*/, 'https://api.example.com')
      .replace(/TODO: (\{\{ settings\.apiKey \}\})[^"]*/, '$1')
      .replace(/TODO: (\{\{ hosts\.api \}\}\/)[^"]*/, '$1v1')
    expect(compileMapping(JSON.parse(text)).issues).toEqual([])
  })

  test.for([
    { why: 'a text that would be a template', settings: { a: 'x {{ y }}' }, item: { a: { '@literal': 'x {{ y }}' } } },
    { why: 'a text that would be a mark', settings: { a: ['TODO: x'] }, item: { a: [{ '@literal': 'TODO: x' }] } },
    {
      why: 'such a text in a directive',
      settings: { a: { '@if': { exists: { '@path': '$.a' }, then: '{{b}}' } } },
      item: { a: { '@if': { exists: { '@path': '$.a' }, then: { '@literal': '{{b}}' } } } },
    },
    {
      why: 'texts with one brace',
      settings: { a: '{userId}', b: ['${traits.name} x', '{x}'] },
      item: { a: { '@literal': '{userId}' }, b: [{ '@literal': '${traits.name} x' }, '{x}'] },
    },
    {
      why: 'paths that begin with no field of the spec',
      settings: {
        a: { '@path': 'plan' },
        b: { '@path': 'settings["a b"].c' },
        c: { '@path': 'traits.plan' },
        d: { '@path': '["a b"]' },
        e: { '@arrayPath': ['orders', { id: { '@path': '$.id' } }] },
        f: { '@template': 'a {{ plan }} {{{plan.x}}} {{userId}}' },
      },
      item: {
        a: { '@path': '$.plan' },
        b: { '@path': '$.settings["a b"].c' },
        c: { '@path': 'traits.plan' },
        d: { '@path': '$["a b"]' },
        e: { '@arrayPath': ['$.orders', { id: { '@path': '$.id' } }] },
        f: { '@template': 'a {{$.plan}} {{{$.plan.x}}} {{userId}}' },
      },
    },
    { why: '@template', settings: { a: { '@template': '{{name}}' } }, item: { a: { '@template': '{{name}}' } } },
    { why: '@literal', settings: { a: { '@literal': '{{a}}' } }, item: { a: { '@literal': '{{a}}' } } },
    { why: '@liquid', settings: { a: { '@liquid': '{{ event | upcase }}' } }, item: { a: '{{ event | upcase }}' } },
    { why: 'a sync mode', settings: { a: 1, __segment_internal_sync_mode: 'add' }, item: { a: 1 } },
  ])('takes $why', ({ settings, item }) => {
    const { file, issues } = imported({ subscriptions: [subscription({ settings })] })
    expect(file['subscriptions']).toMatchObject([{ item }])
    expect(issues).toEqual([])
  })

  test.for<[settings: object, note: RegExp]>([
    [{ enable_batching: true, batch_size: '50' }, /Segment sent batches.*"batch": \{"max": 50\}/],
    [{ a: { '@template': '{{b}}' } }, /^@template: .*\[object Object\]/],
    [{ a: [{ '@merge': { objects: [{}], direction: 'right' } }] }, /^@merge: /],
    [{ a: { '@if': { exists: 1, then: 2, else: false } } }, /^@if: its "else" gives false/],
  ])('says what %j means here', ([settings, note]) => {
    const { subscriptions } = imported({ subscriptions: [subscription({ settings: { ...settings } })] })
    expect(subscriptions[0]?.notes).toContainEqual(expect.stringMatching(note))
  })

  test.for<[trigger: string, note: string | undefined]>([
    ['type = "track" and event = "A"', undefined],
    ['event = "A" or event = "B" and type = "page"', 'is taken here and not by Segment'],
    ['type = "page" and (contains(event, "A") or type = "track")', 'is taken by Segment and not here'],
    ['properties.n != 5', 'is taken here and not by Segment'],
    ['properties.list[0] = "x"', "Segment's own parser cannot read it"],
  ])('compares the trigger %s with what Segment takes', ([trigger, note]) => {
    const { subscriptions, issues } = imported({ subscriptions: [subscription({ trigger })] })
    const found = subscriptions[0]?.notes.filter((one) => one.startsWith('subscribe: ')) ?? []
    expect(issues).toEqual([])
    expect(found).toEqual(note === undefined ? [] : [expect.stringContaining(note)])
  })

  test('says what the checker refuses, and keeps it in the file', () => {
    const { file, issues } = imported({ subscriptions: [subscription({ settings: { a: { '@path': '$.a..b' } } })] })
    expect(issues.map(({ pointer }) => pointer)).toEqual(['/subscriptions/0/item/a/@path'])
    expect(file['subscriptions']).toMatchObject([{ item: { a: { '@path': '$.a..b' } } }])
  })

  test('does not report a trigger that is no condition as taken over', () => {
    const change = { subscriptions: [subscription({ trigger: 'type = ' })] }
    const { file, issues } = imported(change)
    expect(file['subscriptions']).toMatchObject([{ subscribe: 'type = ' }])
    expect(issues.map(({ pointer }) => pointer)).toEqual(['/subscriptions/0/subscribe'])
    const report = reportOf('acme', imported(change), [])
    expect(report).toMatch(
      /^- Orders \(a\.tf:1\)\n {4}its mapping is "item"; its trigger .* is no condition here: expected/,
    )
    expect(report).toContain('mappings/acme.json: 0 of 1 subscriptions.')
  })

  test.for([
    {
      name: 'answer.json',
      text: '{"subscription":{"name":"A","destinationId":"d1","enabled":true,"trigger":"type = \\"track\\"","settings":{"id":12345678901234567890,"n":-0.5}}}',
    },
    {
      name: 'a.tf',
      text: 'resource "segment_destination_subscription" "a" {\n name = "A"\n destination_id = "d1"\n enabled = true\n trigger = "type = \\"track\\""\n settings = jsonencode({ id = 12345678901234567890, n = -00.5 })\n}',
    },
  ])('keeps the digits of a number of $name, also in what is deployed', (source) => {
    const { subscriptions, faults } = readWorkspace([source])
    expect(faults).toEqual([])
    const { file, issues } = imported({ subscriptions })
    expect(issues).toEqual([])
    const text = JSON.stringify(file)
    expect(text).toContain('"item":{"id":12345678901234567890,"n":-0.5}')
    const filled = text.replaceAll(
      /"TODO: (?:\{\{ settings\.apiKey \}\}|the origin)[^"]*"/g,
      '"https://api.example.com"',
    )
    const checked = checkText('acme', filled.replaceAll(/TODO: (\{\{ hosts\.api \}\}\/)[^"]*/g, '$1v1'))
    expect(checked).toMatchObject({ fault: undefined, json: expect.stringContaining('12345678901234567890') })
  })

  test('into a file that says "requires", "request" or "batch" for all says its own', () => {
    const shared = {
      name: 'Acme',
      hosts: { api: 'https://api.example.com' },
      requires: ['userId'],
      request: { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' },
      batch: { max: 100 },
    }
    const existing = { ...shared, subscriptions: [{ name: 'Page', subscribe: 'type = "page"' }] }
    const { file, subscriptions, issues } = imported({}, existing)
    expect(file['subscriptions']).toMatchObject([
      { name: 'Page' },
      { name: 'Orders', requires: [], batch: { max: 1 }, request: { json: '{{ item }}' } },
    ])
    expect(subscriptions[0]?.notes).toContainEqual(
      expect.stringContaining('says its own "request", "requires", "batch": remove what'),
    )
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([])
    const plain = imported({}, { ...existing, requires: [], batch: { max: 1 } })
    expect(Object.keys((plain.file['subscriptions'] as readonly object[])[1] ?? {})).toEqual([
      'name',
      'subscribe',
      'item',
      'request',
    ])
  })

  test('leaves out what is disabled or reads a warehouse, and gives equal names a number', () => {
    const { subscriptions } = imported({
      subscriptions: [
        subscription(),
        subscription(),
        subscription({ enabled: false }),
        subscription({ modelId: 'm1' }),
      ],
    })
    expect(subscriptions.map(({ name, notes }) => name ?? notes[0])).toEqual([
      'Orders',
      'Orders 2',
      'left out: it is disabled',
      'left out: it reads a model of a warehouse (reverse ETL), and no events',
    ])
  })

  test('into a file changes nothing of what stands there', () => {
    const { file } = imported({})
    const own = { ...file, drop: 'type = "page"', redact: ['context.ip'] }
    const again = imported(
      {
        subscriptions: [subscription(), subscription({ name: 'More' })],
        filters: [
          filter({ type: 'DROP' }, { if: 'type = "alias"' }),
          filter({ type: 'DROP_PROPERTIES', fields: { context: ['ip'], traits: ['ssn'] } }),
        ],
      },
      own,
    )
    expect(again.file).toMatchObject({
      name: 'Acme',
      drop: [
        { name: 'Before the import', if: 'type = "page"' },
        { name: 'Filter', if: 'type = "alias"' },
      ],
      redact: ['context.ip', 'traits.ssn'],
      subscriptions: [...(file['subscriptions'] as readonly object[]), { name: 'More' }],
    })
    expect(again.subscriptions[0]?.notes).toEqual([
      'left out: the file has a subscription of this name, which stays as it is',
    ])
  })
})

describe('a filter', () => {
  test.for([
    {
      fields: { context: ['ip'], 'context.traits': ['e mail', 'a.b'] },
      redact: ['context.ip', 'context.traits["e mail"]', 'context.traits["a.b"]'],
    },
    { fields: { '': ['userId', 'items', 'a b', 'plan'] }, redact: ['userId', '$.items', '$["a b"]', '$.plan'] },
    {
      fields: { context: { fields: ['ip'], traits: ['x'] }, traits: { fields: ['email'] } },
      redact: ['context.ip', 'context.traits.x', 'traits.email'],
    },
  ])('that takes $fields away is "redact"', ({ fields, redact }) => {
    const { file, filters } = imported({ filters: [filter({ type: 'DROP_PROPERTIES', fields })] })
    expect(file['redact']).toEqual(redact)
    expect(filters.map(({ state }) => state)).toEqual(['done'])
    expect(placesOf(file)).toEqual(toFillIn)
  })

  test.for([
    {
      action: { type: 'SAMPLE', percent: 0.2 },
      change: {},
      says: 'sends only a part of the events; here all are sent',
    },
    {
      action: { type: 'ALLOW_PROPERTIES', fields: { properties: ['a'] } },
      change: {},
      says: 'lets only properties.a pass',
    },
    { action: { type: 'HASH' }, change: {}, says: 'does HASH, which import does not know' },
    {
      action: { type: 'DROP_PROPERTIES', fields: { traits: ['ssn'] } },
      change: { if: 'type = "group"' },
      says: 'takes traits.ssn away of events for which type = "group"; "redact" is for all events',
    },
    {
      action: { type: 'DROP_PROPERTIES', fields: { 'properties.products': ['sku'] } },
      change: {},
      says: 'where properties.products is a list',
    },
  ])('that $action.type cannot be taken over is a place to be filled in', ({ action, change, says }) => {
    const { file, filters } = imported({ filters: [filter(action, { title: 'Ours', ...change })] })
    expect(filters).toMatchObject([{ state: 'open', text: expect.stringContaining(says) }])
    expect(compileMapping(file).issues[0]).toMatchObject({
      pointer: '/description',
      message: expect.stringContaining(`the filter "Ours" ${filters[0]?.text}`),
    })
  })

  test.for<[fields: Readonly<Record<string, unknown>> | null, redact: readonly string[] | undefined, unread: string]>([
    [null, undefined, 'its fields null are not read'],
    [{}, undefined, 'its fields {} are not read'],
    [{ context: {} }, undefined, 'its fields {"context":{}} are not read'],
    [{ traits: 'email' }, undefined, 'its fields {"traits":"email"} are not read'],
    [{ traits: ['a', 1] }, undefined, 'its fields {"traits":["a",1]} are not read'],
    [
      { properties: ['ssn'], context: { ip: true } },
      ['properties.ssn'],
      'is in "redact": properties.ssn; its fields {"context.ip":true} are not read',
    ],
    [{ properties: { user: ['ssn'] } }, ['properties.user.ssn'], 'where properties.user is a list'],
  ])('that takes %j away is a place to be filled in', ([fields, redact, unread]) => {
    const { file, filters } = imported({ filters: [filter({ type: 'DROP_PROPERTIES', fields })] })
    expect(file['redact']).toEqual(redact)
    expect(filters).toMatchObject([{ state: 'open', text: expect.stringContaining(unread) }])
    expect(placesOf(file)).toContain('/description')
  })

  test('in Terraform with nested fields is read', () => {
    const text = `resource "segment_destination_filter" "a" {
      title = "A"
      destination_id = "d1"
      enabled = true
      if = "all"
      actions = [{ type = "DROP_PROPERTIES", fields = jsonencode({ properties = ["ssn"], context = { traits = ["x"] } }) }]
    }`
    const { filters, faults } = readWorkspace([{ name: 'a.tf', text }])
    expect(faults).toEqual([])
    expect(imported({ filters }).file['redact']).toEqual(['properties.ssn', 'context.traits.x'])
  })

  test('with a condition that is none here is not reported as taken over', () => {
    const { file, filters, issues } = imported({ filters: [filter({ type: 'DROP' }, { if: 'type = ' })] })
    expect(file['drop']).toEqual([{ name: 'Filter', if: 'type = ' }])
    expect(filters).toMatchObject([{ state: 'refused', text: expect.stringContaining('is none here: expected') }])
    expect(issues.map(({ pointer }) => pointer)).toEqual(['/drop/0/if'])
    expect(reportOf('acme', imported({ filters: [filter({ type: 'DROP' }, { if: 'type = ' })] }), [])).toContain(
      '- filter Filter (f.tf:1)\n    not as in Segment: its condition is in "drop", but is none here',
    )
  })

  test('without actions does nothing, and is named', () => {
    const { filters } = imported({ filters: [{ ...filter({ type: 'DROP' }), actions: [] }] })
    expect(filters).toMatchObject([{ state: 'off', text: 'left out: it has no actions' }])
  })

  test('that looks at what another takes away is a place to be filled in: "redact" goes first', () => {
    const { filters } = imported({
      filters: [
        filter({ type: 'DROP' }, { if: 'traits.email = null' }),
        filter({ type: 'DROP_PROPERTIES', fields: { traits: ['email'] } }),
      ],
    })
    expect(filters.filter(({ state }) => state === 'open')).toMatchObject([
      { text: expect.stringContaining('looks at traits.email') },
    ])
  })

  test('that is disabled is left out, and equal titles get a number', () => {
    const { file, filters } = imported({
      filters: [
        filter({ type: 'DROP' }),
        filter({ type: 'DROP' }, { if: 'type = "page"' }),
        filter({ type: 'DROP' }, { enabled: false }),
      ],
    })
    expect(file['drop']).toEqual([
      { name: 'Filter', if: 'all' },
      { name: 'Filter 2', if: 'type = "page"' },
    ])
    expect(filters.map(({ state }) => state)).toEqual(['done', 'done', 'off'])
  })
})

test.for([
  ['Example Orders (Actions)', 'example-orders'],
  ['Actions Google Analytics 4', 'google-analytics-4'],
  ['Ünïcode & Co.', 'n-code-co'],
  ['日本', undefined],
])('%s is the slug %s', ([name, slug]) => {
  expect(slugOf(name ?? '')).toBe(slug)
})

test.for([
  [{ id: 'd1', name: 'Ours' }, 'Ours'],
  [{ id: 'd1', name: '', metadata: { name: 'Acme (Actions)' } }, 'Acme (Actions)'],
  [{ id: 'd1' }, undefined],
])('the name of the destination %j is %s', ([destination, name]) => {
  expect(api({ destination })).toMatchObject({ faults: [], destinations: [{ id: 'd1', name }] })
})

test('a file that no destination names has the name of its slug', () => {
  expect(nameOf('acme-crm-2')).toBe('Acme Crm 2')
})

test('the report names each subscription and filter, and what is not taken', () => {
  const { others } = gitSync()
  const report = reportOf(
    'acme',
    imported({
      subscriptions: [subscription(), subscription({ enabled: false })],
      filters: [filter({ type: 'SAMPLE' })],
    }),
    others,
  )
  expect(report).toContain('+ Orders (a.tf:1)\n    its trigger is "subscribe", its mapping is "item"\n')
  expect(report).toContain('- Orders (a.tf:1)\n    left out: it is disabled\n')
  expect(report).toContain('- filter Filter (f.tf:1)\n    not as in Segment: sends only a part of the events')
  expect(report).toContain('Import does not take: function (1), transformation (1)\n')
  expect(report).toContain(
    'mappings/acme.json: 1 of 2 subscriptions. Fill in what "npm run check -- mappings/acme.json" names',
  )
})

test('npm run import writes a new mapping, and overwrites none', async ({ signal }) => {
  const copy = await copyProject(['mappings', 'docs', 'bench', 'test'])
  await mkdir(join(copy.root, 'mappings'))
  await cp(folder, join(copy.root, 'segment'), { recursive: true })
  const command = ['node', 'scripts/import.ts', 'segment/destination_subscriptions']
  const first = await run([...command, '--into', 'acme'], copy.root, { signal })
  const text = await readFile(join(copy.root, 'mappings/acme.json'), 'utf8')
  const [again, nameless, filtersOnly] = await Promise.all([
    run([...command, '--into', 'acme'], copy.root, { signal }),
    run(command, copy.root, { signal }),
    run(['node', 'scripts/import.ts', 'segment/destination_filters', '--into', 'other'], copy.root, { signal }),
  ])
  expect(first).toEqual({ code: 0, output: expect.stringContaining('mappings/acme.json: 1 of 2 subscriptions.') })
  expect(again).toEqual({
    code: 1,
    output: expect.stringContaining('No file was written: there is nothing to import.'),
  })
  expect(nameless).toEqual({ code: 1, output: expect.stringContaining('name the mapping with --into <slug>') })
  expect(await readFile(join(copy.root, 'mappings/acme.json'), 'utf8')).toBe(text)
  expect(text).toContain('"name": "Acme"')
  expect(filtersOnly).toEqual({
    code: 1,
    output: expect.stringContaining('No file was written: a mapping needs a subscription, and none was taken over.'),
  })
  await copy.remove()
})
