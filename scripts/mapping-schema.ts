import { toJsonSchema } from '@valibot/to-json-schema'
import { Auth, MappingFile } from '../src/mapping/file/schema.ts'

/** What editors show for a key, wherever it stands. */
const descriptions: Readonly<Record<string, string>> = {
  settings: 'What an account must say: API keys, region. Each is a text.',
  version: 'The version of the language: 1, also if left out.',
  secret: 'Never shown, never looked at by a condition.',
  choices: 'The only values allowed.',
  pattern: 'A regular expression that the whole value must match.',
  from: '"segment": the value comes with each customer\'s request, never from the environment.',
  hosts: 'Where requests may go: https origins, a table by a setting, or one setting that is a whole URL.',
  auth: 'How requests authenticate: bearer, basic, header, query, hmac, standardWebhooks, oauth2, token; false for none.',
  headers: 'Headers; absent, null and "" leave one out.',
  check: 'A read-only request that proves the credentials.',
  limits: 'What the partner allows: requests per seconds, time-out, when to give up.',
  redact: 'Paths of the event that the mapping cannot see.',
  drop: 'FQL: events that are not sent.',
  values: 'Named values, used as {{ values.name }}.',
  subscriptions: 'Which events become which request.',
  subscribe: 'FQL: which events, such as type = "track" and event = "Order Completed".',
  requires: 'What must be there; else the event is rejected, or skipped.',
  item: 'What one event becomes in the request: a value, a list of several, or absent (skipped). Left out: the event itself.',
  request: 'The call: method, url, query, headers, and json, form or text.',
  requests: 'Several calls in order; a 2xx of any but the last goes on.',
  batch: 'How many items a call carries (max, maxBytes), and what keeps them apart (key).',
  buffer: 'Events wait in the queue until the batch is full, or so many seconds.',
  cache: 'How long the answer to this GET is kept for equal requests, such as "1h"; "1d" at most.',
  lasts: 'How long the token of a login is used, such as "30m"; "1h" if left out.',
  params: 'More fields of the token request.',
  outcomes:
    'What answers mean; the first rule that holds, else the status decides. At the top of the file: for the answers of every request, after its own rules.',
  unknown: 'After a time-out or reset: "retry" (may duplicate) or "drop" (may lose).',
  deletion: 'How users are deleted; {"unsupported": "reason"} where the partner cannot.',
  poll: 'How a deletion that is a job is followed until it is confirmed.',
  when: 'FQL over status, headers, body of the answer.',
  others: '"retryable": items that no rule names are sent again without those named.',
}

/** The JSON Schema of a mapping file, as text. */
export function mappingSchema(): string {
  const schema = toJsonSchema(MappingFile, { errorMode: 'ignore', definitions: { Auth } })
  return `${JSON.stringify(described({ ...schema, $id: 'urn:edge-forwarder:mapping:1', title: 'A mapping of the Edge Forwarder' }), null, 2)}\n`
}

function described(node: unknown, name?: string): unknown {
  if (Array.isArray(node)) return node.map((element) => described(element))
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(
    ([key, value]) => [key, key === 'properties' ? describedMembers(value) : described(value)] as const,
  )
  const description = name === undefined || !Object.hasOwn(descriptions, name) ? undefined : descriptions[name]
  return { ...(description !== undefined && { description }), ...Object.fromEntries(entries) }
}

function describedMembers(members: unknown): unknown {
  if (typeof members !== 'object' || members === null) return members
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, described(value, key)]))
}
