import { isObject } from '../../values/json.ts'
import type { Issue } from '../context/issues.ts'
import { below, didYouMean } from '../context/issues.ts'

/** A value in which a schema finds its keys, and what stands in it that the schema does not know. */
export interface Known {
  /** The value without the keys that are unknown. */
  readonly json: unknown
  /** All unknown keys, and lists where objects belong. */
  readonly issues: readonly Issue[]
  /** The pointers of lists where objects belong: Valibot takes a list for an object. */
  readonly lists: readonly string[]
}

/** Finds all keys that a Valibot schema does not know: `v.strictObject` itself says the first of an object only. */
export function withoutUnknownKeys(schema: unknown, json: unknown): Known {
  const issues: Issue[] = []
  const lists: string[] = []
  return { json: walk(schema, json, { pointer: '', issues, lists }), issues, lists }
}

interface At {
  readonly pointer: string
  readonly issues: Issue[]
  readonly lists: string[]
}

function walk(schema: unknown, json: unknown, at: At): unknown {
  const node = fitting(schema, json)
  const { entries, item, value } = node
  const deeper = (inner: unknown, element: unknown, key: string | number): unknown =>
    walk(inner, element, { ...at, pointer: below(at.pointer, key) })
  if (Array.isArray(json)) {
    if (item !== undefined) return json.map((element: unknown, i) => deeper(item, element, i))
    if (entries !== undefined || value !== undefined) listForObject(node, at)
    return json
  }
  if (!isObject(json)) return json
  if (isObject(entries)) return knownMembers(entries, json, at)
  if (value === undefined) return json
  return Object.fromEntries(Object.entries(json).map(([key, member]) => [key, deeper(value, member, key)]))
}

function knownMembers(entries: object, json: object, at: At): unknown {
  const known = Object.keys(entries)
  const schemas = new Map(Object.entries(entries))
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, member]) => {
      const pointer = below(at.pointer, key)
      if (schemas.has(key)) return [[key, walk(schemas.get(key), member, { ...at, pointer })]]
      at.issues.push({ severity: 'error', pointer, message: unknownKey(key, known) })
      return []
    }),
  )
}

function listForObject({ entries }: Node, { pointer, issues, lists }: At): void {
  const key = pointer.slice(pointer.lastIndexOf('/') + 1)
  const form = forms[key] ?? (isObject(entries) ? `{"${Object.keys(entries)[0] ?? 'key'}": ...}` : '{"name": value}')
  issues.push({ severity: 'error', pointer, message: `expected an object, found a list: write ${form}` })
  lists.push(pointer)
}

/** What an object looks like whose first key says too little. */
const forms: Readonly<Record<string, string>> = {
  headers: '{"X-Name": "value"}',
  auth: '{"bearer": "{{ settings.apiKey }}"}',
  settings: '{"apiKey": {"label": "API key"}}',
  hosts: '{"api": "https://api.example.com"}',
}

type Node = Readonly<Record<string, unknown>>

/** What a schema says inside what wraps it; of a union, the member that is a list where a list stands, else the one that is an object. */
function fitting(schema: unknown, json: unknown): Node {
  if (!isObject(schema)) return {}
  if (isObject(schema['wrapped'])) return fitting(schema['wrapped'], json)
  if (!Array.isArray(schema['options'])) return schema
  const members = schema['options'].map((option) => fitting(option, json))
  const list = Array.isArray(json) ? members.find(({ item }) => item !== undefined) : undefined
  return list ?? members.find(({ entries, value }) => entries !== undefined || value !== undefined) ?? {}
}

function unknownKey(key: string, known: readonly string[]): string {
  const hint = hints.find(({ keys, beside }) => keys.includes(key) && known.includes(beside))?.hint
  if (hint !== undefined) return `unknown key "${key}": ${hint}`
  return `unknown key "${key}"${didYouMean(key, known)}; known here: ${known.join(', ')}`
}

interface Hint {
  readonly keys: readonly string[]
  /** A key that stands in the objects for which the hint is: it tells them from others. */
  readonly beside: string
  readonly hint: string
}

/** Keys that people write from other languages, and what they are called here. */
const hints: readonly Hint[] = [
  { keys: ['outcomes'], beside: 'gzip', hint: 'write "outcomes" beside "request", not inside it' },
  {
    keys: ['body', 'data', 'payload', 'content'],
    beside: 'url',
    hint: 'the body of a request is written as "json", "form" or "text"',
  },
  { keys: ['params', 'parameters', 'queryParams', 'search'], beside: 'url', hint: 'parameters stand under "query"' },
  {
    keys: ['path', 'endpoint', 'uri'],
    beside: 'url',
    hint: 'write the whole address as "url": "{{ hosts.api }}/path"',
  },
  {
    keys: ['trigger', 'fql', 'filter', 'when', 'if'],
    beside: 'subscribe',
    hint: 'the condition stands under "subscribe"',
  },
  { keys: ['mapping', 'fields', 'transform'], beside: 'subscribe', hint: 'what an event becomes stands under "item"' },
  {
    keys: ['size', 'batchSize', 'count', 'maxItems', 'maxSize'],
    beside: 'maxBytes',
    hint: 'how many items stands under "max"',
  },
  { keys: ['perSecond', 'rate', 'rateLimit'], beside: 'giveUpAfter', hint: 'write "requests": 10, "seconds": 1' },
  { keys: ['timeout', 'timeoutMs'], beside: 'giveUpAfter', hint: 'write "timeoutSeconds", a number of seconds' },
  {
    keys: ['deletions', 'delete', 'onDelete'],
    beside: 'subscriptions',
    hint: 'how users are deleted stands under "deletion"',
  },
  { keys: ['presets', 'actions', 'events'], beside: 'subscriptions', hint: 'write them as "subscriptions"' },
  { keys: ['type'], beside: 'label', hint: 'every setting is a text: leave it out' },
  { keys: ['enum', 'options', 'values'], beside: 'choices', hint: 'the values allowed stand under "choices"' },
]
