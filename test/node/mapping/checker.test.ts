import { describe, expect, test } from 'vitest'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import { formatIssue } from '../../../src/mapping/context/issues.ts'

type Json = Readonly<Record<string, unknown>>

const request = { method: 'POST', url: '{{ hosts.api }}/v1', json: '{{ items }}' }
const subscription = { name: 'Track', subscribe: 'type = "track"', request }
const base = {
  name: 'Partner',
  settings: {
    key: { label: 'Key', secret: true },
    region: { label: 'Region', choices: ['us', 'eu'], default: 'us' },
    url: { label: 'URL' },
  },
  hosts: { api: 'https://api.example.com' },
  subscriptions: [subscription],
}

/** The base file with other keys; `sub` changes its subscription, `req` that subscription's request. */
function file(change: Json = {}, sub: Json = {}, req: Json = {}): Json {
  return { ...base, subscriptions: [{ ...subscription, request: { ...request, ...req }, ...sub }], ...change }
}

interface Row {
  readonly fault: string
  readonly file: unknown
  readonly pointer: string
  readonly message: RegExp
  readonly severity?: 'warning'
}

const rule = { when: 'status = 200', outcome: 'delivered' }
const poll = { every: '1h', request: { method: 'GET', url: '{{ hosts.api }}/{{ answers.request.body.id }}' } }
const steps = [
  { name: 'find', idempotent: true, method: 'POST', url: '{{ hosts.api }}/find', json: '{{ items }}' },
  { name: 'make', method: 'POST', url: '{{ hosts.api }}/{{ answers.find.body.id }}', json: '{{ items }}' },
]

const find = { name: 'find', method: 'GET', url: '{{ hosts.api }}/find' }
const last = { name: 'last', ...request }
const login = { method: 'POST', url: '{{ hosts.api }}/login', json: { key: '{{ settings.key }}' } }
const client = { grant: 'client_credentials', tokenUrl: '{{ hosts.api }}/token', clientId: 'x', clientSecret: 'x' }

const rows: readonly Row[] = [
  ...[
    '{{ answers.find.body | limit: 1 }}',
    '{{ answers.find.body ?? answers.find.body.a }}',
    'x {{ answers.find.body }}',
    'rows',
    '{{ answers',
  ].map((records) => ({
    fault: `records that are no path: ${records}`,
    file: file({ deletion: { requests: [steps[0], { ...steps[1], for: records }] } }),
    pointer: '/deletion/requests/1/for',
    message: /write the path of a list in an earlier answer, such as .*, without filters/,
  })),
  {
    fault: 'a condition of a request for each record that asks a record',
    file: file({
      deletion: { requests: [steps[0], { ...steps[1], for: '{{ answers.find.body }}', if: 'item.id > 0' }] },
    }),
    pointer: '/deletion/requests/1/if',
    message: /it sees no "item"/,
  },
  {
    fault: 'a deletion of which nothing may be sent',
    file: file({
      deletion: {
        requests: [
          { ...steps[0], if: 'exists(userId)' },
          { ...steps[1], url: '{{ hosts.api }}/a', if: 'exists(anonymousId)' },
        ],
      },
    }),
    pointer: '/deletion/requests',
    message: /every request of this deletion may be passed over/,
    severity: 'warning',
  },
  {
    fault: 'records of nothing',
    file: file({ deletion: { requests: [steps[0], { ...steps[1], for: '{{ items }}' }] } }),
    pointer: '/deletion/requests/1/for',
    message: /write the path of a list in an earlier answer/,
  },
  {
    fault: 'records of a subscription',
    file: file({}, { request: undefined, requests: [steps[0], { ...steps[1], for: '{{ answers.find.body }}' }] }),
    pointer: '/subscriptions/0/requests/1/for',
    message: /"for" is for the requests of a deletion/,
  },
  {
    fault: 'records of an answer that is not there yet',
    file: file({ deletion: { requests: [{ ...steps[0], for: '{{ answers.make.body }}' }, steps[1]] } }),
    pointer: '/deletion/requests/0/for',
    message: /unknown answer "make"/,
  },
  {
    fault: 'records with a poll',
    file: file({
      deletion: {
        requests: [steps[0], { ...steps[1], for: '{{ answers.find.body }}' }],
        poll: { every: '1h', request: { method: 'GET', url: '{{ hosts.api }}/{{ answers.make.body.id }}' } },
      },
    }),
    pointer: '/deletion/requests/1/for',
    message: /the last request of a deletion with "poll" has no "for"/,
  },
  {
    fault: 'a switch over something else than methods',
    file: file({}, {}, { method: { '@switch': { on: '{{ items[0].how }}', cases: { new: 'SEND' }, default: 'PUT' } } }),
    pointer: '/subscriptions/0/request/method/@switch/cases/new',
    message: /expected \("GET" or "POST"/,
  },
  {
    fault: 'a switch over methods without a default',
    file: file({}, {}, { method: { '@switch': { on: '{{ items[0].how }}', cases: { new: 'POST' } } } }),
    pointer: '/subscriptions/0/request/method/@switch',
    message: /"default" is missing/,
  },
  {
    fault: 'a switch over methods that may send a POST twice',
    file: file(
      {},
      {
        request: undefined,
        requests: [
          {
            ...steps[0],
            idempotent: undefined,
            json: undefined,
            method: { '@switch': { on: 'a', cases: { a: 'POST' }, default: 'GET' } },
          },
          steps[1],
        ],
      },
    ),
    pointer: '/subscriptions/0/requests/0',
    message: /a retry of the sequence sends this POST again/,
    severity: 'warning',
  },
  {
    fault: 'a namespace that is no UUID',
    file: file({}, { item: "{{ userId | uuid: 'mine' }}" }),
    pointer: '/subscriptions/0/item',
    message: /wants a UUID such as '6ba7b810-9dad-11d1-80b4-00c04fd430c8' for its namespace/,
  },
  {
    fault: 'a name of Segment for a setting that does not come from there',
    file: file({ settings: { ...base.settings, id: { label: 'Id', as: 'account_id' } } }),
    pointer: '/settings/id/as',
    message: /it needs "from": "segment"/,
  },
  {
    fault: 'two settings with one name of Segment',
    file: file({
      check: { method: 'GET', url: '{{ hosts.api }}/' },
      settings: { a: { label: 'a', from: 'segment' }, b: { label: 'b', from: 'segment', as: 'a' } },
    }),
    pointer: '/settings/b',
    message: /"b" and "a" both come from Segment as "a"/,
  },
  {
    fault: 'a mistake in the request of the file',
    file: {
      ...file({ request: { ...request, url: '{{ hosts.apo }}/v1' } }),
      subscriptions: [{ name: 'A', subscribe: 'type = "track"' }],
    },
    pointer: '/request/url',
    message: /unknown host "apo", did you mean "api"\?/,
  },
  {
    fault: 'a request of the file that nothing takes',
    file: file({ request }),
    pointer: '/request',
    message: /every subscription says its own: leave this one out/,
    severity: 'warning',
  },
  {
    fault: 'no request at all',
    file: { ...file(), subscriptions: [{ name: 'A', subscribe: 'type = "track"' }] },
    pointer: '/subscriptions/0',
    message: /write either "request" or "requests"/,
  },
  {
    fault: 'a deletion by the request of the file without an item of its own',
    file: { ...file({ request, deletion: {} }), subscriptions: [{ name: 'A', subscribe: 'type = "track"' }] },
    pointer: '/deletion',
    message: /say with "item" what of the user is sent/,
  },
  {
    fault: 'a single request where every call carries one item',
    file: file({}, { batch: { single: request } }),
    pointer: '/subscriptions/0/batch/single',
    message: /every call carries one item, for "max" is 1/,
  },
  {
    fault: 'a single request beside a sequence',
    file: file({}, { request: undefined, requests: [{ name: 'one', ...request }], batch: { max: 2, single: request } }),
    pointer: '/subscriptions/0/batch/single',
    message: /"single" goes with "request"/,
  },
  {
    fault: 'a mistake in a single request',
    file: file({}, { batch: { max: 2, single: { ...request, json: '{{ settings.kee }}' } } }),
    pointer: '/subscriptions/0/batch/single/json',
    message: /unknown setting "kee", did you mean "key"\?/,
  },
  {
    fault: 'a deletion whose single request has another method',
    file: file({ deletion: { request, batch: { max: 2, single: { ...request, method: 'DELETE' } } } }),
    pointer: '/deletion/batch/single/method',
    message: /in a deletion "single" has the method of "request"/,
  },
  {
    fault: 'a named filter that does not parse',
    file: file({ filters: { hashed: 'strip |' } }),
    pointer: '/filters/hashed',
    message: /expected a filter, found the end \(filters stand here, without \{\{ \}\}\)/,
  },
  {
    fault: 'a named filter with an unknown filter, though nothing uses it',
    file: file({ filters: { hashed: 'strip | sha265' } }),
    pointer: '/filters/hashed',
    message: /unknown filter "sha265", did you mean "sha256"\?/,
  },
  {
    fault: 'a named filter with the name of a filter',
    file: file({ filters: { upcase: 'strip' } }),
    pointer: '/filters/upcase',
    message: /there is a filter "upcase" already/,
  },
  {
    fault: 'named filters in a circle',
    file: file({ filters: { a: 'each: (b)', b: 'a' } }),
    pointer: '/filters/a',
    message: /made of themselves/,
  },
  {
    fault: 'a named filter with an argument from the event',
    file: file({ filters: { a: 'append: userId' } }),
    pointer: '/filters/a',
    message: /literals and settings only/,
  },
  {
    fault: 'an argument for a named filter',
    file: file({ filters: { a: 'strip' } }, { item: "{{ event | a: 'x' }}" }),
    pointer: '/subscriptions/0/item',
    message: /the filters "a" of this file take no arguments/,
  },
  {
    fault: 'named filters inside each other without end',
    file: file({
      filters: Object.fromEntries(
        Array.from({ length: 30 }, (_, i) => [`f${i}`, i === 0 ? 'strip' : `f${i - 1} | f${i - 1}`]),
      ),
    }),
    pointer: '/filters/f29',
    message: /filters inside filters come to more than 1000 here/,
  },
  { fault: 'no object', file: [], pointer: '', message: /expected an object, found a list/ },
  { fault: 'no subscriptions', file: { name: 'x' }, pointer: '', message: /"subscriptions" is missing/ },
  {
    fault: 'an unknown key',
    file: file({ hots: {} }),
    pointer: '/hots',
    message: /unknown key "hots", did you mean "hosts"\?/,
  },
  {
    fault: 'an unknown key of a subscription',
    file: file({}, { subscribes: 'x' }),
    pointer: '/subscriptions/0/subscribes',
    message: /unknown key "subscribes", did you mean "subscribe"\?/,
  },
  {
    fault: 'an unknown key of auth',
    file: file({}, {}, { auth: { baerer: 'x' } }),
    pointer: '/subscriptions/0/request/auth/baerer',
    message: /unknown key "baerer", did you mean "bearer"\?/,
  },
  { fault: 'a wrong type', file: file({ name: 5 }), pointer: '/name', message: /expected a text, found 5/ },
  {
    fault: 'a wrong method',
    file: file({}, {}, { method: 'SEND' }),
    pointer: '/subscriptions/0/request/method',
    message: /write GET, POST, PUT, PATCH or DELETE, a setting/,
  },
  {
    fault: 'a method of an unknown setting',
    file: file({}, {}, { method: '{{ settings.methd }}' }),
    pointer: '/subscriptions/0/request/method',
    message: /unknown setting "methd"/,
  },
  {
    fault: 'a method of a setting that may say anything',
    file: file({}, {}, { method: '{{ settings.key }}' }),
    pointer: '/subscriptions/0/request/method',
    message: /has a "default" and "choices" of POST, PUT and PATCH/,
  },
  {
    fault: 'a method of a setting that may say DELETE',
    file: file(
      { settings: { key: { label: 'k' }, how: { label: 'h', choices: ['POST', 'DELETE'], default: 'POST' } } },
      {},
      { method: '{{ settings.how }}' },
    ),
    pointer: '/subscriptions/0/request/method',
    message: /has a "default" and "choices" of POST, PUT and PATCH/,
  },
  {
    fault: 'a wrong duration',
    file: file({ limits: { giveUpAfter: '1 day' } }),
    pointer: '/limits/giveUpAfter',
    message: /write a duration such as "30s"/,
  },
  {
    fault: 'a setting with a bad name',
    file: file({ settings: { 'api-key': { label: 'x' } } }),
    pointer: '/settings/api-key',
    message: /begins with a small letter and has letters and digits only, 40 at most, such as "apiKey"/,
  },
  {
    fault: 'two settings with one variable',
    file: file({ settings: { ...base.settings, apiKey: { label: 'a' }, apiKEY: { label: 'b' } } }),
    pointer: '/settings/apiKEY',
    message: /same environment variable API_KEY/,
  },
  {
    fault: 'a default beside required',
    file: file({ settings: { a: { label: 'a', required: true, default: 'x' } } }),
    pointer: '/settings/a',
    message: /leave out "required"/,
  },
  {
    fault: 'a default for a secret',
    file: file({ settings: { a: { label: 'a', secret: true, default: 'x' } } }),
    pointer: '/settings/a',
    message: /a secret has no "default"/,
  },
  {
    fault: 'a default that is no choice',
    file: file({ settings: { a: { label: 'a', choices: ['x'], default: 'y' } } }),
    pointer: '/settings/a',
    message: /"default" is "y", which is none of the "choices"/,
  },
  ...[
    { a: 'http://hook.example.com/', message: /"default" is not a URL .* begins with https/ },
    { a: 'https://10.0.0.5.nip.io/hook', message: /"default" is not a URL .* public host name/ },
    { a: 'hook.example.com', message: /"default" is not a URL .* write a URL/ },
  ].map(({ a, message }) => ({
    fault: `a host whose default is ${a}`,
    file: file({ settings: { a: { label: 'a', default: a } }, hosts: { api: '{{ settings.a }}' } }),
    pointer: '/settings/a',
    message,
  })),
  {
    fault: 'a host that may be chosen, but can be of no partner',
    file: file({
      settings: { a: { label: 'a', choices: ['https://a.example.com', 'https://intra.lan'] } },
      hosts: { api: '{{ settings.a }}' },
    }),
    pointer: '/settings/a',
    message: /^the choice "https:\/\/intra.lan" is not a URL/,
  },
  {
    fault: 'a default that has not the form of its pattern',
    file: file({ settings: { a: { label: 'a', pattern: '[a-z]{3}', default: 'abcd' } } }),
    pointer: '/settings/a',
    message: /"default" has not the form \[a-z\]\{3\}/,
  },
  {
    fault: 'a fixed text that no header can hold',
    file: file({}, {}, { headers: { 'X-Name': 'Ünïcode 😀' } }),
    pointer: '/subscriptions/0/request/headers/X-Name',
    message: /has a character that cannot stand in the header "X-Name"/,
  },
  {
    fault: 'a default that no header can hold',
    file: file({
      settings: { a: { label: 'a', default: 'line\nbreak' } },
      hosts: { api: 'https://api.example.com' },
      auth: { bearer: '{{ settings.a }}' },
    }),
    pointer: '/auth/bearer',
    message: /has a character that cannot stand in the header "Authorization"/,
  },
  {
    fault: 'a pattern that is none',
    file: file({ settings: { a: { label: 'a', pattern: '(' } } }),
    pointer: '/settings/a',
    message: /no regular expression/,
  },
  {
    fault: 'two subscriptions of one name',
    file: file({ subscriptions: [subscription, subscription] }),
    pointer: '/subscriptions/1/name',
    message: /two subscriptions are named "Track"/,
  },
  {
    fault: 'FQL that does not parse',
    file: file({}, { subscribe: 'type = "track" and' }),
    pointer: '/subscriptions/0/subscribe',
    message: /./,
  },
  {
    fault: 'an unknown setting',
    file: file({}, {}, { json: '{{ settings.kye }}' }),
    pointer: '/subscriptions/0/request/json',
    message: /unknown setting "kye", did you mean "key"\?/,
  },
  {
    fault: 'an unknown host',
    file: file({}, {}, { url: '{{ hosts.apo }}/v1' }),
    pointer: '/subscriptions/0/request/url',
    message: /unknown host "apo", did you mean "api"\?/,
  },
  {
    fault: 'an unknown value',
    file: file({ values: { common: 1 } }, {}, { json: '{{ values.comon }}' }),
    pointer: '/subscriptions/0/request/json',
    message: /unknown value "comon", did you mean "common"\?/,
  },
  {
    fault: 'a value made of itself',
    file: file({ values: { a: '{{ values.b }}', b: '{{ values.a }}' } }),
    pointer: '/values/a',
    message: /made of itself \(a -> b -> a\)/,
  },
  {
    fault: 'an unknown filter',
    file: file({}, { item: '{{ event | upcas }}' }),
    pointer: '/subscriptions/0/item',
    message: /unknown filter "upcas", did you mean "upcase"\?/,
  },
  {
    fault: 'an unknown directive',
    file: file({}, { item: { '@sprad': [] } }),
    pointer: '/subscriptions/0/item',
    message: /unknown directive "@sprad", did you mean "@spread"\?/,
  },
  {
    fault: 'a directive beside other keys',
    file: file({}, { item: { '@spread': [], a: 1 } }),
    pointer: '/subscriptions/0/item',
    message: /must be the only key/,
  },
  {
    fault: "a directive of Segment's that is not taken",
    file: file({}, { item: { '@liquid': 'x' } }),
    pointer: '/subscriptions/0/item',
    message: /"@liquid" does not exist here: write the template as it is/,
  },
  {
    fault: 'a secret in a condition',
    file: file({}, { subscribe: 'settings.key = "x"' }),
    pointer: '/subscriptions/0/subscribe',
    message: /settings.key is secret/,
  },
  {
    fault: 'a secret in a condition, by way of a value',
    file: file(
      { values: { v: { deep: '{{ settings.key | upcase }}' } } },
      { item: { '@when': { if: 'values.v.deep = "x"', then: 1 } } },
    ),
    pointer: '/subscriptions/0/item/@when/if',
    message: /holds the secret settings.key/,
  },
  {
    fault: 'items where there are none',
    file: file({}, { item: '{{ items }}' }),
    pointer: '/subscriptions/0/item',
    message: /"items" does not exist here; for a field of the event write \$\.items/,
  },
  {
    fault: 'an answer where there is none',
    file: file({}, {}, { json: '{{ status }}' }),
    pointer: '/subscriptions/0/request/json',
    message: /"status" does not exist here/,
  },
  {
    fault: 'the event in a call of many',
    file: file({}, { batch: { max: 10 } }, { json: { a: '{{ userId }}' } }),
    pointer: '/subscriptions/0/request/json/a',
    message: /a call that carries many events has no single event/,
  },
  {
    fault: 'the item in a call of many',
    file: file({}, { batch: { max: 10 } }, { json: { a: '{{ item.x }}' } }),
    pointer: '/subscriptions/0/request/json/a',
    message: /"item" does not exist here/,
  },
  {
    fault: 'a value that needs what is not there',
    file: file({ values: { v: '{{ items }}' } }, { item: '{{ values.v }}' }),
    pointer: '/subscriptions/0/item',
    message: /values.v needs "items", which does not exist here/,
  },
  {
    fault: 'a host with a path',
    file: file({ hosts: { api: 'https://api.example.com/v1' } }),
    pointer: '/hosts/api',
    message: /no https origin/,
  },
  {
    fault: 'a host on http',
    file: file({ hosts: { api: 'http://api.example.com' } }),
    pointer: '/hosts/api',
    message: /no https origin/,
  },
  {
    fault: 'a host that is an address',
    file: file({ hosts: { api: 'https://10.0.0.1' } }),
    pointer: '/hosts/api',
    message: /no https origin/,
  },
  {
    fault: 'a host of a private network',
    file: file({ hosts: { api: 'https://api.internal' } }),
    pointer: '/hosts/api',
    message: /no https origin/,
  },
  {
    fault: 'a host that data could change',
    file: file({ hosts: { api: 'https://{{ userId }}.example.com' } }),
    pointer: '/hosts/api',
    message: /an origin with settings as parts of its name, .*: no data$/,
  },
  {
    fault: 'a host made of a setting and text',
    file: file({ hosts: { api: 'https://{{ settings.url }}.example.com' } }),
    pointer: '/hosts/api',
    message: /settings.url is a part of a host name: give it a "pattern"/,
  },
  {
    fault: 'a host of an undeclared setting',
    file: file({ hosts: { api: '{{ settings.nope }}' } }),
    pointer: '/hosts/api',
    message: /one declared setting/,
  },
  {
    fault: "a host of a customer's setting without a pattern",
    file: file({
      check: request,
      settings: { url: { label: 'u', from: 'segment' } },
      hosts: { api: '{{ settings.url }}' },
    }),
    pointer: '/hosts/api',
    message: /needs a "pattern"/,
  },
  {
    fault: 'a table of hosts without a choice',
    file: file({ hosts: { api: { by: 'region', us: 'https://us.example.com' } } }),
    pointer: '/hosts/api',
    message: /the choice "eu" of settings.region has no origin/,
  },
  {
    fault: 'a table of hosts by a setting without choices',
    file: file({ hosts: { api: { by: 'key' } } }),
    pointer: '/hosts/api',
    message: /"by" must name a setting with "choices"/,
  },
  {
    fault: 'a table of hosts with a choice too many',
    file: file({
      hosts: {
        api: { by: 'region', us: 'https://a.example.com', eu: 'https://b.example.com', in: 'https://c.example.com' },
      },
    }),
    pointer: '/hosts/api/in',
    message: /"in" is no choice/,
  },
  {
    fault: 'a url whose host data could change',
    file: file({}, {}, { url: 'https://{{ userId }}.example.com/' }),
    pointer: '/subscriptions/0/request/url',
    message: /so that no data can change the host/,
  },
  {
    fault: 'a url that begins with data',
    file: file({}, {}, { url: '{{ properties.url }}' }),
    pointer: '/subscriptions/0/request/url',
    message: /begins with \{\{ hosts.name \}\}/,
  },
  {
    fault: 'a url with text right after its literal host',
    file: file({}, {}, { url: 'https://api.example.com{{ userId }}' }),
    pointer: '/subscriptions/0/request/url',
    message: /begins with/,
  },
  {
    fault: 'a url with a value right after its host',
    file: file({}, {}, { url: '{{ hosts.api }}{{ userId }}' }),
    pointer: '/subscriptions/0/request/url',
    message: /write "\/" after the host/,
  },
  {
    fault: 'a url with a query',
    file: file({}, {}, { url: '{{ hosts.api }}/v1?a=b' }),
    pointer: '/subscriptions/0/request/url',
    message: /write the parameters under "query"/,
  },
  {
    fault: 'two bodies',
    file: file({}, {}, { form: {} }),
    pointer: '/subscriptions/0/request',
    message: /one body: "json" or "form"/,
  },
  {
    fault: 'a body of a GET',
    file: file({}, {}, { method: 'GET' }),
    pointer: '/subscriptions/0/request',
    message: /a GET request has no body/,
  },
  {
    fault: 'a header of ours',
    file: file({}, {}, { headers: { 'X-Edge-Forwarder': 'x' } }),
    pointer: '/subscriptions/0/request/headers/X-Edge-Forwarder',
    message: /writes the header/,
  },
  {
    fault: 'a header that is none',
    file: file({}, {}, { headers: { 'a b': 'x' } }),
    pointer: '/subscriptions/0/request/headers/a b',
    message: /no header name/,
  },
  {
    fault: 'a header of ours in a layer',
    file: file({}, {}, { headers: { '@spread': ['{{ properties }}', { Host: 'x' }] } }),
    pointer: '/subscriptions/0/request/headers/@spread/1/Host',
    message: /writes the header "Host" itself/,
  },
  {
    fault: 'a header beside a directive',
    file: file({}, {}, { headers: { '@spread': ['{{ properties }}'], 'X-A': 'x' } }),
    pointer: '/subscriptions/0/request/headers',
    message: /"@spread" must be the only key/,
  },
  {
    fault: 'a layer that is no directive',
    file: file({}, {}, { headers: { '@spred': [] } }),
    pointer: '/subscriptions/0/request/headers',
    message: /unknown directive "@spred", did you mean "@spread"/,
  },
  {
    fault: 'gzip beside a signature',
    file: file(
      {},
      {},
      { gzip: true, auth: { hmac: { algorithm: 'sha1', secret: '{{ settings.key }}', header: 'X-S' } } },
    ),
    pointer: '/subscriptions/0/request/gzip',
    message: /leave out gzip/,
  },
  {
    fault: 'gzip beside a signature of Standard Webhooks',
    file: file(
      {},
      {},
      { gzip: true, auth: { standardWebhooks: { secret: '{{ settings.key }}', id: '{{ messageId }}' } } },
    ),
    pointer: '/subscriptions/0/request/gzip',
    message: /leave out gzip/,
  },
  {
    fault: 'a secret host in a condition',
    file: file(
      { settings: { url: { label: 'u', secret: true }, key: { label: 'k' } }, hosts: { api: '{{ settings.url }}' } },
      { subscribe: 'hosts.api = "x"' },
    ),
    pointer: '/subscriptions/0/subscribe',
    message: /settings.url is secret/,
  },
  {
    fault: 'a rule beside the requests that does not parse',
    file: file({}, { request: undefined, requests: steps, outcomes: [{ when: 'status =', outcome: 'delivered' }] }),
    pointer: '/subscriptions/0/outcomes/0/when',
    message: /./,
  },
  {
    fault: 'an unknown key beside a wrong filter: both are said',
    file: file({ bach: {} }, { item: '{{ event | upcas }}' }),
    pointer: '/subscriptions/0/item',
    message: /unknown filter "upcas"/,
  },
  {
    fault: 'a bad header of the auth',
    file: file({}, {}, { auth: { header: { 'Bad Name': 'x' } } }),
    pointer: '/subscriptions/0/request/auth/header/Bad Name',
    message: /no header name/,
  },
  {
    fault: 'a header of ours in a signature',
    file: file({}, {}, { auth: { hmac: { algorithm: 'sha1', secret: '{{ settings.key }}', header: 'Host' } } }),
    pointer: '/subscriptions/0/request/auth/hmac/header',
    message: /writes the header "Host" itself/,
  },
  {
    fault: 'auth of the file that no request takes',
    file: file({ auth: { bearer: '{{ settings.nope }}' } }, {}, { auth: false }),
    pointer: '/auth/bearer',
    message: /unknown setting "nope"/,
  },
  {
    fault: 'a header of an answer with capitals',
    file: file({}, { outcomes: [{ when: 'status = 429', retryAfter: '{{ headers.Retry-After }}' }] }),
    pointer: '/subscriptions/0/outcomes/0/retryAfter',
    message: /in lower case here: headers.retry-after/,
  },
  {
    fault: 'a list of an answer without braces',
    file: file(
      {},
      { outcomes: [{ ...rule, items: [{ over: 'body.errors', index: '{{ item.row }}', outcome: 'rejected' }] }] },
    ),
    pointer: '/subscriptions/0/outcomes/0/items/0/over',
    message: /write a placeholder: "\{\{ body.errors \}\}"/,
  },
  {
    fault: 'values that grow without end',
    file: file(
      {
        values: Object.fromEntries(
          Array.from({ length: 31 }, (_, i) => [
            `a${i}`,
            i === 0 ? '{{ event }}' : [`{{ values.a${i - 1} }}`, `{{ values.a${i - 1} }}`],
          ]),
        ),
      },
      { item: '{{ values.a30 | size }}' },
    ),
    pointer: '/values/a9/1',
    message: /come to more than 1000/,
  },
  {
    fault: 'nesting without end',
    file: file({}, { item: JSON.parse(`${'['.repeat(6_000)}${']'.repeat(6_000)}`) as unknown }),
    pointer: '',
    message: /nested at most 100 levels/,
  },
  {
    fault: 'auth of nothing',
    file: file({}, {}, { auth: {} }),
    pointer: '/subscriptions/0/request/auth',
    message: /write one of bearer, basic/,
  },
  {
    fault: 'a request and requests',
    file: file({}, { requests: steps }),
    pointer: '/subscriptions/0',
    message: /either "request" or "requests"/,
  },
  {
    fault: 'two requests of one name',
    file: file({}, { request: undefined, requests: [steps[0], { ...steps[1], name: 'find' }] }),
    pointer: '/subscriptions/0/requests',
    message: /the name "find" stands twice/,
  },
  {
    fault: 'an answer of a request that has not been made',
    file: file({}, { request: undefined, requests: [{ ...steps[0], json: '{{ answers.make.body }}' }, steps[1]] }),
    pointer: '/subscriptions/0/requests/0/json',
    message: /unknown answer "make"/,
  },
  {
    fault: 'a chain whose POST is not marked idempotent',
    file: file({}, { request: undefined, requests: [{ ...steps[0], idempotent: false }, steps[1]] }),
    pointer: '/subscriptions/0/requests/0',
    message: /mark it "idempotent": true/,
    severity: 'warning',
  },
  {
    fault: '"next" of the last request',
    file: file({}, { outcomes: [{ when: 'status = 404', outcome: 'next' }] }),
    pointer: '/subscriptions/0/outcomes/0/outcome',
    message: /"next" needs a request that follows/,
  },
  {
    fault: '"pending" without a poll',
    file: file({}, { outcomes: [{ when: 'status = 200', outcome: 'pending' }] }),
    pointer: '/subscriptions/0/outcomes/0/outcome',
    message: /"pending" needs a deletion with "poll"/,
  },
  {
    fault: '"resubmit" outside a poll',
    file: file({ deletion: { request, outcomes: [{ when: 'status = 200', outcome: 'resubmit' }], poll } }),
    pointer: '/deletion/outcomes/0/outcome',
    message: /for the outcomes of "poll"/,
  },
  {
    fault: '"delivered" without a status',
    file: file({}, { outcomes: [{ when: 'body.ok = true', outcome: 'delivered' }] }),
    pointer: '/subscriptions/0/outcomes/0/when',
    message: /without naming "status"/,
    severity: 'warning',
  },
  {
    fault: 'items of a rule without index or key',
    file: file({}, { outcomes: [{ ...rule, items: [{ over: '{{ body.x }}', outcome: 'rejected' }] }] }),
    pointer: '/subscriptions/0/outcomes/0/items/0',
    message: /either "index" or "key"/,
  },
  {
    fault: 'others without items',
    file: file({}, { outcomes: [{ ...rule, others: 'retryable' }] }),
    pointer: '/subscriptions/0/outcomes/0/others',
    message: /"others" needs "items"/,
  },
  {
    fault: 'a rule of the file that goes on',
    file: file({ outcomes: [{ when: 'status = 404', outcome: 'next' }] }),
    pointer: '/outcomes/0/outcome',
    message: /expected \("delivered" or "retryable" or .*\), found "next"/,
  },
  {
    fault: 'a rule of the file that looks at the event of a call that carries many',
    file: file({ outcomes: [{ when: 'status = 400', message: '{{ userId }}' }] }, { batch: { max: 2 } }),
    pointer: '/outcomes/0/message',
    message: /a call that carries many events has no single event/,
  },
  {
    fault: 'a requirement of nothing',
    file: file({}, { requires: [{ message: 'x' }] }),
    pointer: '/subscriptions/0/requires/0',
    message: /write "anyOf", "allOf", "newerThan" or "if"/,
  },
  {
    fault: 'a requirement with half a condition',
    file: file({}, { requires: [{ if: 'exists(userId) and' }] }),
    pointer: '/subscriptions/0/requires/0/if',
    message: /expected a condition .*, found the end/,
  },
  {
    fault: 'a requirement whose condition looks at a secret',
    file: file({}, { requires: [{ if: 'settings.key = "x"' }] }),
    pointer: '/subscriptions/0/requires/0/if',
    message: /settings.key is secret/,
  },
  {
    fault: 'a drop with an unknown key',
    file: file({ drop: [{ name: 'x', when: 'all' }] }),
    pointer: '/drop/0/when',
    message: /unknown key "when".*known here: name, if/,
  },
  {
    fault: 'a drop without conditions',
    file: file({ drop: [] }),
    pointer: '/drop',
    message: /write a condition, or a list of \{"name": "text", "if": "FQL"\}/,
  },
  {
    fault: 'two conditions of drop with one name',
    file: file({
      drop: [
        { name: 'x', if: 'a = 1' },
        { name: 'x', if: 'b = 1' },
      ],
    }),
    pointer: '/drop/1/name',
    message: /two conditions of "drop" are named "x"/,
  },
  {
    fault: 'half a condition of drop',
    file: file({ drop: [{ name: 'x', if: 'a =' }] }),
    pointer: '/drop/0/if',
    message: /expected a text in quotes/,
  },
  {
    fault: 'a requirement that only lists paths',
    file: file({}, { requires: [{ allOf: ['userId', 'previousId'] }] }),
    pointer: '/subscriptions/0/requires/0',
    message: /write the paths as they are: "userId", "previousId"/,
  },
  {
    fault: 'a requirement with braces',
    file: file({}, { requires: ['{{ userId }}'] }),
    pointer: '/subscriptions/0/requires/0',
    message: /a bare path stands here/,
  },
  {
    fault: 'redact of a root',
    file: file({ redact: ['settings.key'] }),
    pointer: '/redact/0',
    message: /only fields of the event can be redacted/,
  },
  {
    fault: 'redact of everything',
    file: file({ redact: ['$'] }),
    pointer: '/redact/0',
    message: /the whole event cannot be redacted/,
  },
  {
    fault: 'unsupported beside a request',
    file: file({ deletion: { unsupported: 'no', request } }),
    pointer: '/deletion',
    message: /"unsupported" stands alone/,
  },
  {
    fault: 'customers without a check',
    file: file({ settings: { a: { label: 'a', from: 'segment' } } }),
    pointer: '',
    message: /needs a "check" request/,
  },
  {
    fault: "customers beside a secret of the operator's",
    file: file({
      check: { method: 'GET', url: '{{ hosts.api }}/me' },
      settings: { a: { label: 'a', from: 'segment' }, b: { label: 'b', secret: true } },
    }),
    pointer: '/settings/b',
    message: /uses no secret of the environment/,
  },
  {
    fault: 'a refresh grant without a refresh token',
    file: file(
      {},
      {},
      { auth: { oauth2: { grant: 'refresh_token', tokenUrl: 'x', clientId: 'x', clientSecret: 'x' } } },
    ),
    pointer: '/subscriptions/0/request/auth/oauth2',
    message: /needs "refreshToken"/,
  },
  ...(
    [
      [
        'an event in a login',
        { request: { ...login, json: { user: '{{ userId }}' } } },
        '/request/json/user',
        /a login is the same for all events/,
      ],
      [
        'items in a login',
        { request: { ...login, json: '{{ items }}' } },
        '/request/json',
        /"items" does not exist here/,
      ],
      ['a login that logs in', { request: { ...login, auth: { hmac: {} } } }, '/request/auth/hmac', /unknown key/],
      [
        'a login to a host of data',
        { request: { ...login, url: 'https://{{ userId }}.example.com/' } },
        '/request/url',
        /a url begins with/,
      ],
      ['a token without a placeholder', { value: 'body.token' }, '/value', /write a placeholder: "{{ body.token }}"/],
      [
        'a token of the event',
        { value: '{{ token }}' },
        '/value',
        /read from the answer of the login: write body.token/,
      ],
      ['a token of the settings', { value: '{{ settings.key }}' }, '/value', /"settings" does not exist here/],
      ['a token that ends at once', { lasts: '60s' }, '/lasts', /write "2m" or longer/],
      ['a token that is put nowhere', { as: {} }, '/as', /write "header" or "query"/],
      [
        'a header without the token',
        { as: { header: { 'X-Token': 'token' } } },
        '/as/header/X-Token',
        /write {{ token }} where/,
      ],
      [
        'a header with the token and more',
        { as: { header: { 'X-Token': '{{ token }} {{ userId }}' } } },
        '/as/header/X-Token',
        /nothing but fixed text/,
      ],
      [
        'a header that cannot be sent',
        { as: { header: { 'X-Token': '{{ token }}\n' } } },
        '/as/header/X-Token',
        /cannot stand in a header/,
      ],
      [
        'a header of ours',
        { as: { header: { Host: '{{ token }}' } } },
        '/as/header/Host',
        /writes the header "Host" itself/,
      ],
    ] as const
  ).map(([fault, token, pointer, message]) => ({
    fault,
    file: file({}, {}, { auth: { token: { request: login, value: '{{ body.token }}', ...token } } }),
    pointer: `/subscriptions/0/request/auth/token${pointer}`,
    message,
  })),
  ...(
    [
      ['a POST', [{ ...steps[0], cache: '1h' }, last], 0, /only the answer of a GET is kept/],
      ['the last request', [find, { ...find, name: 'end', cache: '1h' }], 1, /only an earlier request has "cache"/],
      ['two days', [{ ...find, cache: '2d' }, last], 0, /for a day at most/],
    ] as const
  ).map(([what, requests, at, message]) => ({
    fault: `an answer that is kept of ${what}`,
    file: file({}, { request: undefined, requests }),
    pointer: `/subscriptions/0/requests/${at}/cache`,
    message,
  })),
  {
    fault: 'an answer that is kept for a deletion',
    file: file({ deletion: { requests: [{ ...find, cache: '1h' }, last] } }),
    pointer: '/deletion/requests/0/cache',
    message: /a deletion is proved by what the partner answers now/,
  },
  {
    fault: 'an answer that is kept for a poll',
    file: file({
      deletion: {
        request,
        poll: {
          every: '1h',
          requests: [
            { ...find, cache: '1h' },
            { ...find, name: 'end' },
          ],
        },
      },
    }),
    pointer: '/deletion/poll/requests/0/cache',
    message: /a deletion is proved by what the partner answers now/,
  },
  {
    fault: 'two access tokens',
    file: file({}, {}, { auth: { oauth2: client, token: { request: login, value: '{{ body.token }}' } } }),
    pointer: '/subscriptions/0/request/auth',
    message: /write "oauth2" or "token"/,
  },
  {
    fault: 'a parameter of the token request that has a key',
    file: file({}, {}, { auth: { oauth2: { ...client, params: { scope: 'all' } } } }),
    pointer: '/subscriptions/0/request/auth/oauth2/params/scope',
    message: /"scope" has a key of its own/,
  },
]

/** What the checker says of conditions, each in its place: where the caret stands, and the message. */
const conditions: readonly (readonly [place: string, fql: string, at: number, message: string])[] = [
  ['subscribe', "type = 'trck'", 7, 'type is never "trck", did you mean "track"?'],
  ['subscribe', "type = 'Track'", 7, 'type is never "Track", did you mean "track"?'],
  [
    'subscribe',
    "type = 'purchase'",
    7,
    'type is never "purchase": it is one of identify, track, page, screen, group, alias',
  ],
  ['subscribe', "$.a = 1 or not (type in ('track', 'pages'))", 34, 'type is never "pages", did you mean "page"?'],
  ['subscribe', "$.type != 'trak'", 10, '$.type is never "trak", did you mean "track"?'],
  ['subscribe', "type = 'delete'", 7, 'type is never "delete" here: deletes go to "deletion" only'],
  ['subscribe', 'type = 1', 7, 'type is a text, never 1: write "1"'],
  ['subscribe', 'type > 1', 0, 'type is a text: only numbers have an order'],
  ['subscribe', "'x' in type", 7, 'type is a text, and `in` looks into a list'],
  [
    'subscribe',
    "type is 'track'",
    5,
    'expected `=`, `!=`, `>`, `>=`, `<`, `<=` or `in`, found `is`: write `=`, or `!=` for the opposite',
  ],
  ['subscribe', "settings.region = 'uss'", 18, 'settings.region is never "uss", did you mean "us"?'],
  ['subscribe', 'settings.region = true', 18, 'settings.region is a text, never true: write "true"'],
  ['subscribe', 'event in settings.key', 9, 'settings.key is secret, and a condition cannot look at a secret'],
  ['subscribe', 'event in settings.regions', 9, 'unknown setting "regions", did you mean "region"?'],
  ['subscribe', "length(event) = '5'", 16, 'length(event) is a number, never "5": write 5, without quotes'],
  ['subscribe', 'length(properties.a)', 0, 'length(properties.a) is a number, never true'],
  ['subscribe', "bool($.a) = 'true'", 12, 'bool($.a) is a boolean, never "true": write true, without quotes'],
  ['subscribe', 'lowercase(event) > 5', 10, 'lowercase(event) is a text: only numbers have an order'],
  [
    'subscribe',
    "typeof($.a) = 'text'",
    14,
    'typeof($.a) is never "text": it is one of string, number, list, bool, object, null',
  ],
  [
    'subscribe',
    'contains(length($.a), "1")',
    16,
    'length($.a) is a number, and `contains` looks at texts: write string(length($.a))',
  ],
  ['when', "status = '400'", 9, 'status is a number, never "400": write 400, without quotes'],
  ['when', "status in (200, '201')", 16, 'status is a number, never "201": write 201, without quotes'],
  ['when', "match(status, '4*')", 6, 'status is a number, and `match` looks at texts: write string(status)'],
  ['when', "answers.find.status = 'ok'", 22, 'answers.find.status is a number, never "ok"'],
  ['when', 'headers.retry-after > 5', 0, 'headers.retry-after is a text: only numbers have an order'],
  ['where', "index = '0'", 8, 'index is a number, never "0": write 0, without quotes'],
  ['where', "type = 'trck'", 7, 'type is never "trck", did you mean "track"?'],
  ['drop', "type = 'delete'", 7, 'type is never "delete" here: deletes go to "deletion" only'],
]

/** Conditions of which nothing is said. */
const sound: readonly (readonly [place: string, fql: string])[] = [
  ['subscribe', "type = 'track' and settings.region = 'eu' and settings.region != null"],
  ['subscribe', "traits.type = 'x' or type.a = 'x' or lowercase(type) = 'x'"],
  ['subscribe', "event in settings.url and type in settings.url and typeof(event) = 'list'"],
  ['when', "status >= 400 and contains(string(status), '0') and body.status = '400' and headers.x = '5'"],
  ['values', "type in ('delete', 'track')"],
  ['headers', "type in ('delete', 'track')"],
]

function fileWith(place: string, fql: string): Json {
  const condition = { '@map': { over: '{{ $.list }}', as: '{{ item }}', where: fql } }
  if (place === 'drop') return file({ drop: fql })
  if (place === 'where') return file({}, { item: condition })
  if (place === 'headers') return file({ headers: { 'X-Delete': { '@when': { if: fql, then: '1' } } } })
  if (place === 'values') return file({ values: { v: { '@when': { if: fql, then: 1 } } } })
  const rules = [{ when: fql, outcome: 'rejected' }]
  return place === 'when'
    ? file({}, { request: undefined, requests: steps, outcomes: rules })
    : file({}, { subscribe: fql })
}

describe('a condition that cannot be meant', () => {
  test.each(conditions)('in %s: %s', (place, fql, at, message) => {
    const { issues } = compileMapping(fileWith(place, fql))
    expect(issues.map((issue) => [issue.message, issue.caret?.at])).toEqual([[message, at]])
  })

  test.each(sound)('is none in %s: %s', (place, fql) => {
    expect(compileMapping(fileWith(place, fql)).issues).toEqual([])
  })

  test('that is only likely not meant is a warning: brackets around a name', () => {
    const { mapping, issues } = compileMapping(file({}, { subscribe: 'match(event, "[App] *")' }))
    const message = '`[App]` is one of these characters; brackets of a name are written `\\[App\\]`'
    expect(issues).toMatchObject([{ severity: 'warning', message, caret: { at: 6 } }])
    expect(mapping).toBeDefined()
  })
})

describe('the checker', () => {
  test('has nothing to say of the base file', () => {
    expect(compileMapping(file()).issues).toEqual([])
    expect(compileMapping(file({}, { request: undefined, requests: steps })).issues).toEqual([])
    expect(compileMapping(file({ deletion: { request, poll } })).issues).toEqual([])
  })

  test.for(rows)('says where and why: $fault', ({ file: json, pointer, message, severity = 'error' }) => {
    const { mapping, issues } = compileMapping(json)
    const found = issues.filter((issue) => issue.pointer === pointer && message.test(issue.message))
    expect(found, JSON.stringify(issues)).toHaveLength(1)
    expect(found[0]?.severity).toBe(severity)
    expect(mapping === undefined).toBe(severity === 'error')
  })

  test('says everything at once', () => {
    const { issues } = compileMapping(
      file({ hosts: { api: 'nope' }, values: { a: '{{ event | c }}' } }, { subscribe: 'type' }, { auth: {} }),
    )
    expect(issues.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/hosts/api',
      '/subscriptions/0/request/auth',
      '/subscriptions/0/subscribe',
      '/values/a',
    ])
  })

  test('puts a caret under what is wrong', () => {
    const [issue] = compileMapping(file({}, { item: { a: 'Hello {{ name | upcas }}' } })).issues
    expect(issue === undefined ? '' : formatIssue('mappings/partner.json', issue)).toBe(
      [
        'mappings/partner.json /subscriptions/0/item/a: unknown filter "upcas", did you mean "upcase"?',
        '    Hello {{ name | upcas }}',
        '                    ^',
      ].join('\n'),
    )
  })
})
