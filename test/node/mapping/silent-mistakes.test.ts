/** Mistakes that once passed without a word, or with words that did not say what to write. Each is found, at a place that the file has. */
import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { turnSeconds } from '../../../src/mapping/file/limits.ts'
import { variables } from '../../../src/runtime/variables.ts'
import { itemOf, made } from './item.ts'

type Json = Readonly<Record<string, unknown>>

const request = { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' }
const subscription = { name: 'Track', subscribe: 'type = "track"', request }
const base = {
  name: 'Partner',
  settings: {
    key: { label: 'Key', secret: true },
    region: { label: 'Region', choices: ['us', 'eu'], default: 'us' },
  },
  hosts: { api: 'https://api.example.com' },
  subscriptions: [subscription],
}

/** The base file with other keys; `sub` changes its subscription, `req` that subscription's request. */
function file(change: Json, sub: Json = {}, req: Json = {}): Json {
  return { ...base, subscriptions: [{ ...subscription, request: { ...request, ...req }, ...sub }], ...change }
}

/** Whether a file has the place of a JSON pointer. */
function hasPlace(json: unknown, pointer: string): boolean {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return (
    keys.reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined,
      json,
    ) !== undefined
  )
}

function said(json: unknown): readonly string[] {
  const { issues } = compileMapping(json)
  expect(issues.filter(({ pointer }) => !hasPlace(json, pointer))).toEqual([])
  return issues.map(({ pointer, message }) => `${pointer} ${message}`)
}

const at = '/subscriptions/0'

describe('the form of a file', () => {
  test('every unknown key of an object is said', () => {
    const json = file({ hots: 1, webhook: 2 }, { subcribe: 'x' }, { header: {}, gzpi: true })
    expect(said(json).map((text) => text.split(';')[0])).toEqual([
      `${at}/request/header unknown key "header", did you mean "headers"?`,
      `${at}/request/gzpi unknown key "gzpi", did you mean "gzip"?`,
      `${at}/subcribe unknown key "subcribe", did you mean "subscribe"?`,
      '/hots unknown key "hots", did you mean "hosts"?',
      '/webhook unknown key "webhook"',
    ])
  })

  test.for([
    [
      {},
      {},
      { outcomes: [] },
      `${at}/request/outcomes unknown key "outcomes": write "outcomes" beside "request", not inside it`,
    ],
    [
      {},
      {},
      { body: {} },
      `${at}/request/body unknown key "body": the body of a request is written as "json", "form" or "text"`,
    ],
    [{}, {}, { params: {} }, `${at}/request/params unknown key "params": parameters stand under "query"`],
    [{}, { mapping: {} }, {}, `${at}/mapping unknown key "mapping": what an event becomes stands under "item"`],
    [{}, { batch: { size: 5 } }, {}, `${at}/batch/size unknown key "size": how many items stands under "max"`],
    [
      {},
      {},
      { headers: ['X-A: b'] },
      `${at}/request/headers expected an object, found a list: write {"X-Name": "value"}`,
    ],
    [{ headers: [] }, {}, {}, '/headers expected an object, found a list: write {"X-Name": "value"}'],
    [
      { hosts: ['https://api.example.com'] },
      {},
      {},
      '/hosts expected an object, found a list: write {"api": "https://api.example.com"}',
    ],
    [{ limits: [] }, {}, {}, '/limits expected an object, found a list: write {"requests": ...}'],
    [{}, {}, { query: [] }, `${at}/request/query expected an object, found a list: write {"name": value}`],
    [{}, { requires: [['userId']] }, {}, `${at}/requires/0 expected an object, found a list: write {"anyOf": ...}`],
    [{}, { batch: 100 }, {}, `${at}/batch expected an object, found 100: write {"max": 100}`],
    [{}, { buffer: 10 }, {}, `${at}/buffer expected an object, found 10: write {"seconds": 10}`],
    [{ limits: 5 }, {}, {}, '/limits expected an object, found 5: write {"requests": 5, "seconds": 1}'],
    [
      { limits: { giveUpAfter: 3600 } },
      {},
      {},
      '/limits/giveUpAfter expected a text, found 3600: write it with its unit: "3600s" are 3600 seconds; there are s, m, h and d',
    ],
    [
      { limits: { requests: '5' } },
      {},
      {},
      '/limits/requests expected a number, found "5": write it without quotes: 5',
    ],
    [{}, { requires: 'userId' }, {}, `${at}/requires expected a list, found "userId": write ["userId"]`],
    [{ unknown: 'rety' }, {}, {}, '/unknown expected ("retry" or "drop"), found "rety", did you mean "retry"?'],
    [{}, {}, { method: 'post' }, `${at}/request/method found "post": write "POST"`],
    [
      {},
      {},
      { gzip: 'true' },
      `${at}/request/gzip expected true or false, found "true": write it without quotes: true`,
    ],
    [{ name: 5 }, {}, {}, '/name expected a text, found 5: write it in quotes: "5"'],
    [
      { version: 2 },
      {},
      {},
      '/version expected 1, found 2: write 1, the one version of the language (docs/mapping-version.md), or leave it out',
    ],
    [
      { version: '1' },
      {},
      {},
      '/version expected 1, found "1": write 1, the one version of the language (docs/mapping-version.md), or leave it out',
    ],
  ] as const)('%j %j %j', ([change, sub, req, message]) => {
    expect(said(file(change, sub, req)).map((text) => text.split('; known here')[0])).toEqual([message])
  })

  test('the version may be said', () => {
    expect(said(file({ version: 1 }))).toEqual([])
  })

  test('what is missing is said of what it is missing in', () => {
    const { subscriptions: _, ...rest } = base
    expect(said(rest)).toEqual([' "subscriptions" is missing'])
    expect(said(file({ subscriptions: [{ name: 'x', request }] }))).toEqual([`${at} "subscribe" is missing`])
  })
})

describe('the choices of a setting', () => {
  test.for([
    {
      settings: { region: { ...base.settings.region, default: 'eur' } },
      hosts: base.hosts,
      message: '/settings/region "default" is "eur", which is none of the "choices", did you mean "eu"?',
    },
    {
      settings: base.settings,
      hosts: {
        api: { by: 'region', us: 'https://a.example.com', eu: 'https://b.example.com', uss: 'https://c.example.com' },
      },
      message: '/hosts/api/uss "uss" is no choice of settings.region, did you mean "us"?; there are us, eu',
    },
  ])('$message', ({ message, ...change }) => {
    expect(said(file(change))).toEqual([message])
  })
})

describe('what comes from the top of the file', () => {
  const get = { method: 'GET', url: '{{ hosts.api }}/x' }
  const deletion = { request, poll: { every: '1h', request: get } }

  test('a header is said at the top, once', () => {
    const json = file({ headers: { Host: 'x', 'X-A': '{{ settings.kye }}' }, check: get, deletion })
    expect(said(json)).toEqual([
      '/headers/Host the forwarder writes the header "Host" itself',
      '/headers/X-A unknown setting "kye", did you mean "key"?',
    ])
  })

  test('so are the authentication and the rules', () => {
    const json = file({
      auth: { bearer: '{{ settings.kye }}' },
      outcomes: [{ when: 'status = 400', message: '{{ body | x }}' }],
      check: get,
      deletion,
    })
    expect(said(json)).toEqual([
      '/auth/bearer unknown setting "kye", did you mean "key"?',
      '/outcomes/0/message unknown filter "x"',
    ])
  })

  test('a lone request of a poll and a check are said where they stand', () => {
    const bad = { ...get, url: '{{ hosts.apo }}/x' }
    expect(said(file({ check: bad, deletion: { request, poll: { every: '1h', request: bad } } }))).toEqual([
      '/check/url unknown host "apo", did you mean "api"?',
      '/deletion/poll/request/url unknown host "apo", did you mean "api"?',
    ])
  })

  test("Segment's key of a directive is no other place", () => {
    const json = file(
      {},
      {
        item: {
          __segment_internal_directive: { '@transform': { apply: { a: '{{ event | x }}' } } },
          b: '{{ event | y }}',
        },
      },
    )
    expect(said(json)).toEqual([
      `${at}/item/__segment_internal_directive/@transform/apply/a unknown filter "x"`,
      `${at}/item/b unknown filter "y"`,
    ])
  })
})

const unknownField = (name: string, path: string, hint = '') =>
  `"${name}" is no root and no field of Segment's events${hint}; for a field of the event write ${path}`

describe('the first part of a path', () => {
  test.for([
    ['{{ propertees.total }}', unknownField('propertees', '$.propertees.total', ', did you mean "properties"?'), 3],
    [
      '{{ event ?? now }}',
      unknownField('now', '$.now', ': the time of the event is "timestamp", that of its arrival "receivedAt"'),
      12,
    ],
    ['{{ ctx.page.url }}', unknownField('ctx', '$.ctx.page.url', ': write "context"'), 3],
    ['{{ auth.token }}', unknownField('auth', '$.auth.token', ': what an account says is "settings.name"'), 3],
    ['{{ event | append: nmae }}', unknownField('nmae', '$.nmae', ', did you mean "name"?'), 19],
    ['{{ foo["a b"] }}', unknownField('foo', '$.foo["a b"]'), 3],
    [
      '{{ event.properties.total }}',
      '"event" is the name of the event, a text: its fields are written without it, as in properties.total',
      3,
    ],
  ] as const)('%s', ([text, message, offset]) => {
    expect(itemOf(text).issues).toEqual([{ pointer: '', message, at: offset }])
  })

  test.for([
    ['a condition', { subscribe: 'propertees.total > 5' }, `${at}/subscribe`],
    ['a requirement', { requires: ['propertees.total'] }, `${at}/requires/0`],
    ["Segment's @path without $.", { item: { '@path': 'propertees.total' } }, `${at}/item/@path`],
    ["Segment's @template", { item: { '@template': '{{propertees.total}}' } }, `${at}/item/@template`],
  ] as const)('in %s', ([, sub, pointer]) => {
    const message = unknownField('propertees', '$.propertees.total', ', did you mean "properties"?')
    expect(said(file({}, sub))).toEqual([`${pointer} ${message}`])
  })

  test('in redact', () => {
    expect(said(file({ redact: ['trait.ssn'] }))).toEqual([
      `/redact/0 ${unknownField('trait', '$.trait.ssn', ', did you mean "traits"?')}`,
    ])
  })

  test.for([
    ['a field of the event behind $', '{{ $.now }}', { now: 1 }, 1],
    ["one of Segment's common fields", '{{ _metadata.bundled[0] }}', { _metadata: { bundled: ['x'] } }, 'x'],
    ["Segment's @path with $.", { '@path': '$.now' }, { now: 1 }, 1],
    [
      'a field of an element',
      { '@arrayPath': ['$.list', { id: { '@path': 'sku' }, n: '{{ sku }}' }] },
      { list: [{ sku: 'A' }] },
      [{ id: 'A', n: 'A' }],
    ],
    [
      'a field that @transform made',
      { '@transform': { apply: { total: 5 }, mapping: { n: '{{ total }}' } } },
      {},
      { n: 5 },
    ],
  ] as const)('may be %s', ([, value, event, result]) => {
    expect(made(value, event)).toEqual(result)
  })

  test('a call of many events has one fault, not two', () => {
    const issues = said(
      file({}, { batch: { max: 2 }, outcomes: [{ when: 'status = 400', message: '{{ error.message }}' }] }),
    )
    expect(issues).toEqual([
      `${at}/outcomes/0/message ${unknownField('error', '$.error.message', ': what an answer says is "body", as in body.error')}`,
    ])
  })
})

const literal = '; a text that is no template is written {"@literal": "text"}'
const condition = 'a condition stands in {"@when": {"if": "FQL", "then": value, "else": value}}'
const end = 'expected "|", "??" or "}}", found'

const twoBraces = (path: string) =>
  `write {{ ${path} }}: a placeholder has two braces; text with one brace is written {"@literal": "text"}`

describe('what other languages write', () => {
  test.for([
    ["{{ event == 'x' }}", `${end} "== 'x' }}": ${condition}${literal}`],
    ['{{ event ? name : type }}', `${end} "? name : typ": ${condition}${literal}`],
    ['{{ event && name }}', `${end} "&& name }}": ${condition}${literal}`],
    ['{{ event and name }}', `${end} "and name }}": ${condition}${literal}`],
    ['{{ !event }}', `expected a path, found "!event }}": ${condition}${literal}`],
    ['{{ event || name }}', `expected a filter, found "| name }}": write ?? for the first that is there${literal}`],
    [
      '{{ event + name }}',
      `${end} "+ name }}": write the filter plus, as in {{ a | plus: b }}; texts are joined as "{{ a }}{{ b }}"${literal}`,
    ],
    ['{{ event * 2 }}', `${end} "* 2 }}": write the filter times, as in {{ a | times: b }}${literal}`],
    ['{{ event / 2 }}', `${end} "/ 2 }}": write the filter divided_by, as in {{ a | divided_by: b }}${literal}`],
    [
      '{{ upcase(event) }}',
      `${end} "(event) }}": there are no functions: a filter stands behind its value, as in {{ event | upcase }}${literal}`,
    ],
    ['{{ context?.page }}', `${end} "?.page }}": write "." alone: what is missing on the way is absent${literal}`],
    [
      '{{ properties.list[*].id }}',
      `one position is taken here, as in [0]: of each element a path is taken by the filter map: 'key'${literal}`,
    ],
    ['{{{ event }}}', `expected a path, found "{ event }}}": a placeholder has two braces: {{ path }}${literal}`],
    [
      '{% if event %}x{% endif %}',
      'there are no tags as in Liquid: a choice is written {"@when": {"if": "FQL", "then": a, "else": b}}',
    ],
    ['{{ event | trim }}', 'unknown filter "trim": write strip'],
    ['{{ event | lower }}', 'unknown filter "lower": write downcase'],
    ['{{ event | toLowerCase }}', 'unknown filter "toLowerCase": write downcase'],
    ['{{ event | upper }}', 'unknown filter "upper": write upcase'],
    ['{{ event | length }}', 'unknown filter "length": write size'],
    ['{{ event | to_string }}', 'unknown filter "to_string": write string'],
    ['{{ event | int }}', 'unknown filter "int": write integer'],
    ['{{ event | float }}', 'unknown filter "float": write number'],
    ['{{ event | hash }}', 'unknown filter "hash": write sha256'],
    ['{{ event | truncate: 5 }}', 'unknown filter "truncate": write slice: 0, 100'],
    ["{{ event | date_format: 'x' }}", 'unknown filter "date_format": write date: \'%Y-%m-%d\''],
  ] as const)('%s', ([text, message]) => {
    expect(itemOf(text).issues.map((issue) => issue.message)).toEqual([message])
    expect(itemOf(text).issues[0]?.at).toBeTypeOf('number')
  })

  test.for([
    ['{ values.url }', 'values.url', 0],
    ['${values.url}', 'values.url', 0],
    ['a {userId} b', 'userId', 2],
    ['{{ event }} ${ $.plan }', '$.plan', 12],
    ['{settings.region}-{{ event }}', 'settings.region', 0],
  ] as const)('one brace: %s', ([text, path, offset]) => {
    expect(itemOf(text).issues).toEqual([{ pointer: '', message: twoBraces(path), at: offset }])
  })

  test('one brace in a url and in the authentication', () => {
    expect(said(file({}, {}, { url: '{{ hosts.api }}/users/{userId}', auth: { bearer: '{settings.key}' } }))).toEqual([
      `${at}/request/url ${twoBraces('userId')}`,
      `${at}/request/auth/bearer ${twoBraces('settings.key')}`,
    ])
  })

  test.for(['{ "a": 1 }', 'mutation { track { event } }', '{name of it}', 'a } {b} c', "{{ '{event}' }}"])(
    'is no placeholder: %s',
    (text) => {
      expect(itemOf(text).issues).toEqual([])
    },
  )

  test('of a long text is found as fast as it is read', () => {
    const long = ['{a', '{ ', '{userId', '{ {userId}', 'x {b}'].map((text) => text.repeat(50_000))
    const started = process.threadCpuUsage()
    for (const text of long) itemOf(text)
    const { user, system } = process.threadCpuUsage(started)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })

  test('a text with one brace may stand as it is', () => {
    expect(made({ '@literal': '{event}' }, {})).toBe('{event}')
  })
})

test.for([
  ['a path without its directive', 'properties'],
  ['a text with more than a placeholder', 'a {{ event }}'],
  ['a list', ['{{ properties }}']],
] as const)('@transform does not apply %s', ([, apply]) => {
  const message =
    '"apply" makes the event that "mapping" sees: write an object, such as {"total": {"@path": "$.properties.total"}}'
  expect(itemOf({ '@transform': { apply, mapping: {} } }).issues).toEqual([{ pointer: '/@transform/apply', message }])
  expect(
    made({ '@transform': { apply: '{{ properties }}', mapping: '{{ plan }}' } }, { properties: { plan: 'pro' } }),
  ).toBe('pro')
})

describe('a secret in the path of a url', () => {
  const message =
    'settings.key is secret, and logs keep the path of a url: send it with "auth"; where the partner wants it in the path, let a setting be the whole secret URL, and "hosts": {"name": "{{ settings.url }}"}'

  test.for([
    ['as it is', {}, '{{ hosts.api }}/bot{{ settings.key }}/send'],
    ['by a named value', { values: { bot: 'bot{{ settings.key }}' } }, '{{ hosts.api }}/{{ values.bot }}'],
  ] as const)('is refused %s', ([, change, url]) => {
    expect(said(file(change, {}, { url }))).toEqual([`${at}/request/url ${message}`])
  })

  test('is refused of a token', () => {
    const oauth2 = {
      grant: 'client_credentials',
      tokenUrl: '{{ hosts.api }}/{{ settings.key }}',
      clientId: 'a',
      clientSecret: 'b',
    }
    expect(said(file({ auth: { oauth2 } }))).toEqual([`/auth/oauth2/tokenUrl ${message}`])
  })

  test('may be a whole URL', () => {
    expect(said(file({ hosts: { api: '{{ settings.key }}' } }))).toEqual([])
  })
})

const late = (count: number, seconds: number) =>
  `a sequence makes ${count} requests, which takes ${seconds} seconds under these limits: it would never end, for after ${turnSeconds} seconds it is begun anew; allow it more "requests" or fewer "seconds"`

describe('limits under which a sequence never ends', () => {
  const step = (name: string, more: Json = {}) => ({ name, ...request, idempotent: true, ...more })
  const two = { request: undefined, requests: [step('a'), step('b')] }
  const rare = { requests: 1, seconds: 31 }
  const polled = { request, poll: { every: '1h', requests: two.requests } }

  test.for([
    ['of the file', { limits: rare }, two, [`/limits ${late(2, 31)}`]],
    ['of the subscription', { limits: { requests: 9 } }, { ...two, limits: rare }, [`${at}/limits ${late(2, 31)}`]],
    [
      'of the file, where the subscription says something else',
      { limits: rare },
      { ...two, limits: { giveUpAfter: '1h' } },
      [`/limits ${late(2, 31)}`],
    ],
    ['of the deletion', { deletion: { ...two, limits: rare } }, {}, [`/deletion/limits ${late(2, 31)}`]],
    ['of a poll', { deletion: { ...polled, limits: rare } }, {}, [`/deletion/limits ${late(2, 31)}`]],
    [
      'three of them',
      { limits: { requests: 1, seconds: 20 } },
      { request: undefined, requests: [step('a'), step('b'), step('c')] },
      [`/limits ${late(3, 40)}`],
    ],
    [
      'in which one of two is made',
      { limits: { requests: 1, seconds: 20 } },
      {
        request: undefined,
        requests: [step('a'), step('b', { if: 'exists(userId)' }), step('c', { if: 'not exists(userId)' })],
      },
      undefined,
    ],
    ['that end in one turn', { limits: { requests: 1, seconds: 30 } }, two, []],
    ['that a second window ends', { limits: { requests: 1 } }, two, []],
    ['of one request', { limits: { requests: 1, seconds: 3600 } }, {}, []],
    ['that a subscription allows', { limits: rare }, { ...two, limits: { requests: 2, seconds: 3600 } }, []],
    [
      'without a number',
      { limits: { seconds: 5 } },
      {},
      ['/limits "seconds" needs "requests": at most so many requests in so many seconds'],
    ],
  ] as const)('%s', ([, change, sub, messages]) => {
    const issues = said(file(change, sub))
    if (messages === undefined) expect(issues.filter((text) => text.includes('never end'))).toEqual([])
    else expect(issues).toEqual(messages)
  })

  test('a turn is half of what an alarm works by default', () => {
    expect(turnSeconds * 1_000).toBe(variables.ALARM_WORK_MS.default / 2)
  })
})

const sent = { method: 'GET', url: '{{ hosts.api }}/x' }
const fields = (text: string, field: string) =>
  `this is the text "${text}"; write it in quotes if it is meant; to compare two fields, make a list of the other in "values" and write \`${field} in values.name\``

describe('a word without quotes that is the name of a field', () => {
  test.for([
    ['userId = anonymousId', ['anonymousId', 'userId']],
    ['properties.a != userId', ['userId', 'properties.a']],
    ['event in (properties, B)', ['properties', 'event']],
    ['properties.a = items', ['items', 'properties.a']],
    ['lowercase(event) = name', ['name', 'lowercase(event)']],
    ['userId = "anonymousId"', undefined],
    ['event = Registered', undefined],
    ['event in (A, B)', undefined],
  ] as const)('%s', ([subscribe, words]) => {
    const { mapping, issues } = compileMapping(file({}, { subscribe }))
    expect(issues.map(({ severity, message }) => [severity, message])).toEqual(
      words === undefined ? [] : [['warning', fields(words[0], words[1])]],
    )
    expect(mapping).toBeDefined()
  })
})

describe('what the deletion takes of the file', () => {
  const shared = { request, batch: { max: 5 } }
  const unused = 'every subscription says its own: leave this one out'
  const own = { batch: { max: 2 } }

  test.for([
    ['all of it', { ...shared, deletion: { item: '{{ userId }}' } }, []],
    [
      'the request in a batch of its own',
      { ...shared, deletion: { item: '{{ userId }}', ...own } },
      [`/batch ${unused}`],
    ],
    ['nothing', { ...shared, deletion: { request } }, [`/request ${unused}`, `/batch ${unused}`]],
    [
      'nothing, for it is not supported',
      { ...shared, deletion: { unsupported: 'no' } },
      [`/request ${unused}`, `/batch ${unused}`],
    ],
  ] as const)('%s', ([, change, messages]) => {
    expect(said(file(change, own))).toEqual(messages)
  })
})

const hint = (seconds: number) =>
  `expected a text, found ${seconds}: write it with its unit: "${seconds}s" are ${seconds} seconds; there are s, m, h and d`

describe('a mistake is said in plain words', () => {
  const optional = '"optional" is about the whole placeholder: write it as the last filter, {{ a | b | optional }}'
  const many =
    'a call that carries many events has no single event: take the value into the item, or set batch.max to 1'
  const ofPoll =
    'a poll sees no event: take from "items" what the deletion sent, or from "answers" what the partner said'
  const step = { name: 'find', ...sent }
  const login = { method: 'POST', url: '{{ hosts.api }}/login' }
  const branches = '{"@when": {"if": "FQL", "then": value, "else": value}}'

  test.for([
    [
      'a position in redact',
      { redact: ['properties.list[0].x', '$.items[0]'] },
      {},
      [
        '/redact/0 a path of "redact" leads through objects only, not into lists: redact the whole list, properties.list',
        '/redact/1 a path of "redact" leads through objects only, not into lists: redact the whole list, $.items',
      ],
    ],
    [
      'a method that may be GET beside a body',
      {},
      { request: { ...request, method: { '@switch': { on: 'a', cases: { A: 'GET' }, default: 'PUT' } } } },
      [`${at}/request a GET request has no body, and the "method" here may be GET`],
    ],
    [
      'cache as a number',
      {},
      {
        request: undefined,
        requests: [
          { ...step, cache: 60 },
          { name: 'last', ...request },
        ],
      },
      [`${at}/requests/0/cache ${hint(60)}`],
    ],
    [
      'lasts as a number',
      { auth: { token: { request: login, value: '{{ body.token }}', lasts: 3600 } } },
      {},
      [`/auth/token/lasts ${hint(3600)}`],
    ],
    [
      'every as a number',
      { deletion: { request, poll: { every: 60, request: sent } } },
      {},
      [`/deletion/poll/every ${hint(60)}`],
    ],
    [
      'no credentials of a login',
      { auth: { token: { request: { ...login, auth: {} }, value: '{{ body.token }}' } } },
      {},
      ['/auth/token/request/auth write one of bearer, basic, header, query'],
    ],
    [
      'credentials that a login does not have',
      { auth: { token: { request: { ...login, auth: { bearer: 'x', hmac: {} } }, value: '{{ body.token }}' } } },
      {},
      ['/auth/token/request/auth/hmac unknown key "hmac"; known here: bearer, basic, header, query'],
    ],
    [
      'outcomes of a login',
      { auth: { token: { request: { ...login, outcomes: [] }, value: '{{ body.token }}' } } },
      {},
      [
        '/auth/token/request/outcomes unknown key "outcomes"; known here: method, url, query, headers, json, form, text, auth',
      ],
    ],
    [
      'optional before another filter',
      {},
      {
        item: [
          '{{ event | optional | upcase }}',
          "{{ (event | optional) ?? 'x' }}",
          '{{ (event | optional) | upcase }}',
        ],
      },
      [`${at}/item/0 ${optional}`, `${at}/item/1 ${optional}`, `${at}/item/2 ${optional}`],
    ],
    [
      'optional in filters of the file',
      { filters: { plain: 'strip | optional' } },
      {},
      ['/filters/plain "optional" is about a whole placeholder: write it there, behind the name of these filters'],
    ],
    [
      'lists of nothing',
      { settings: { ...base.settings, b: { label: 'b', choices: [] } } },
      { requires: [{ anyOf: [] }] },
      [`${at}/requires/0/anyOf write at least one path`, '/settings/b/choices write at least one choice'],
    ],
    [
      'numbers that are too small',
      { limits: { requests: 0 } },
      { batch: { max: 1.5 }, buffer: { seconds: -1 } },
      [
        '/limits/requests write a whole number, 1 or more',
        `${at}/batch/max write a whole number, 1 or more`,
        `${at}/buffer/seconds write a whole number of seconds, 0 or more`,
      ],
    ],
    [
      'names that do not fit',
      { hosts: { 'a-b': 'https://a.example.com' }, filters: { Plain: 'strip' }, values: { 'a b': 1 } },
      { request: undefined, requests: [{ ...request, name: 'make it' }] },
      [
        '/hosts/a-b the name of a host begins with a letter and has letters and digits only, 40 at most, such as "api"',
        '/filters/Plain the name of a chain of filters begins with a small letter and has small letters, digits and "_" only, 40 at most, such as "hashed"',
        '/values/a b the name of a value begins with a letter, "_" or "$" and has letters, digits, "_", "$" and "-" only, 80 at most, such as "common"',
        `${at}/requests/0/name the name of a request begins with a letter and has letters, digits and "_" only, 40 at most, such as "find"`,
      ],
    ],
    [
      'roots without a name',
      { values: { common: 1, more: 2 } },
      { item: ['{{ values }}', '{{ hosts }}'] },
      [
        `${at}/item/0 write values.common: one of the "values" of this file; there are common, more`,
        `${at}/item/1 write hosts.api: one of the "hosts" of this file; there are api`,
      ],
    ],
    [
      'paths of other languages',
      {},
      { item: ['{{ properties.0 }}', '{{ properties.first name }}', '{{ $.a.b c d | upcase }}'] },
      [
        `${at}/item/0 expected a path, found "0 }}": a position in a list is written [0]${literal}`,
        `${at}/item/1 ${end} "name }}": a name with a space is written properties["first name"]${literal}`,
        `${at}/item/2 ${end} "c d | upcase": a name with a space is written $.a["b c d"]${literal}`,
      ],
    ],
    [
      'a list of one condition with its else',
      {},
      { item: { '@when': [{ if: 'all', then: '{{ settings.kye }}', else: 2 }] } },
      [
        `${at}/item/@when one condition needs no list: write ${branches}`,
        `${at}/item/@when/0/then unknown setting "kye", did you mean "key"?`,
      ],
    ],
    [
      'the event in a poll',
      { deletion: { request, poll: { every: '1h', request: { ...sent, query: { a: '{{ userId }}' } } } } },
      {},
      [`/deletion/poll/request/query/a ${ofPoll}`],
    ],
    [
      'the event in a check',
      { check: { ...sent, query: { a: '{{ userId }}' } } },
      {},
      ['/check/query/a a check sees no event: it takes from settings, hosts and values'],
    ],
    [
      'the event in a batch of the file',
      { batch: { max: 5 } },
      { request: { ...request, json: '{{ userId }}' } },
      [`${at}/request/json ${many} (the "batch" is that of the file)`],
    ],
    [
      'the event in a batch',
      {},
      { request: { ...request, json: '{{ userId }}' }, batch: { max: 5 } },
      [`${at}/request/json ${many}`],
    ],
    [
      'no version',
      { version: null },
      {},
      [
        '/version expected 1, found null: write 1, the one version of the language (docs/mapping-version.md), or leave it out',
      ],
    ],
    [
      'texts that say nothing',
      { drop: [{ name: '', if: 'all' }], outcomes: [{ when: 'status = 400', message: '' }] },
      { requires: [{ anyOf: ['userId'], message: ' ' }] },
      [
        '/outcomes/0/message write a text that says something',
        '/drop/0/name write a text that says something',
        `${at}/requires/0/message write a text that says something`,
      ],
    ],
  ] as const)('%s', ([, change, sub, messages]) => {
    expect(said(file(change, sub)).toSorted()).toEqual([...messages].toSorted())
  })

  test.for(['event', 'properties', 'userId', 'item', 'true', 'null'])('an element cannot be named %s', (element) => {
    expect(itemOf({ '@map': { over: '{{ properties.list }}', element, as: '{{ item }}' } }).issues).toEqual([
      { pointer: '/@map/element', message: `"${element}" has a meaning already: choose another name` },
    ])
  })

  test('values that grow without end are said once', () => {
    const values = Object.fromEntries(
      Array.from({ length: 1_100 }, (_, i) => [`a${i}`, i === 0 ? '{{ event }}' : `{{ values.a${i - 1} }}`]),
    )
    expect(said(file({ values }))).toHaveLength(1)
  })
})

const both = (one: string, other: string, name = 'Authorization') => [
  `/auth "${one}" and "${other}" both write the header "${name}": leave one of them out`,
]

describe('two kinds of authentication that write the same header', () => {
  const login = { request: { method: 'POST', url: '{{ hosts.api }}/login' }, value: '{{ body.token }}' }
  const oauth2 = { grant: 'client_credentials', tokenUrl: '{{ hosts.api }}/token', clientId: 'a', clientSecret: 'b' }
  const basic = ['a', 'b']
  const inParameter = { as: { query: 'token' } }

  test.for([
    [{ bearer: 'x', basic }, both('bearer', 'basic')],
    [{ bearer: 'x', token: login }, both('bearer', 'token')],
    [{ basic, oauth2 }, both('basic', 'oauth2')],
    [{ bearer: 'x', header: { authorization: 'y' } }, both('bearer', 'header.authorization', 'authorization')],
    [{ header: { 'X-A': 'x', 'x-a': 'y' } }, both('header.X-A', 'header.x-a', 'x-a')],
    [
      { header: { 'X-A': 'x' }, hmac: { algorithm: 'sha1', secret: 'x', header: 'X-A' } },
      both('header.X-A', 'hmac', 'X-A'),
    ],
    [{ oauth2, token: login }, ['/auth a request has one access token: write "oauth2" or "token"']],
    [{ bearer: 'x', header: { 'X-A': 'y' }, token: { ...login, ...inParameter } }, []],
  ] as const)('%j', ([auth, messages]) => {
    expect(said(file({ auth }))).toEqual(messages)
  })
})
