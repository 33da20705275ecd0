import * as v from 'valibot'
import { isObject } from '../../values/json.ts'
import type { Issue } from '../context/issues.ts'
import { placeIn } from './place.ts'
import { MappingFile } from './schema.ts'

/** What is in order of a file some of whose parts have a wrong form. */
export interface SoundParts {
  readonly file: MappingFile
  /** Whether an issue of the rest stands: it is not said because of what was left out. */
  readonly stands: (issue: Issue) => boolean
}

/** What others refer to by name: without it, what refers to it cannot be judged. */
const referredTo = /^\/(?:settings(?!\/[^/]+\/(?:secret|required|description)$)|hosts|filters|values)(?:\/|$)/

/** Requests of a subscription or the deletion: the others refer to them by name, so that none can be left out alone. */
const namedRequest = /^(\/subscriptions\/\d+|\/deletion)\/(?:poll|(?:poll\/)?requests(?:\/\d+(?:\/name)?)?)$/

const request = { method: 'POST', url: 'https://left-out.example.com/' }

/** What stands in for a part that is left out, by its key, where the rest needs one. With a batch that has a key, all roots exist in its requests. */
const standIns: Readonly<Record<string, unknown>> = {
  request,
  batch: { key: 'left out' },
  method: 'POST',
  subscribe: 'all',
  every: '1h',
  outcome: 'rejected',
}

/** So many parts are left out at most: each is a pass over the file, and with more the rest says little. */
const most = 100

/** In the place of a subscription, so that the others keep their places. */
const subscription = { name: 'left out', subscribe: 'all', request }

/** A file whose wrong parts are left out, each with as little around it as is needed; nothing where too little would be left. `pointers`: where the form is wrong. */
export function soundParts(
  json: unknown,
  pointers: readonly string[],
  faultsOf: (json: unknown) => readonly string[],
): SoundParts | undefined {
  const left = new Set<string>()
  let [rest, wrong] = [json, pointers]
  // Each round leaves something out, and what is around it in the next.
  while (wrong.length > 0) {
    const parts = new Set(wrong.map((pointer) => partOf(rest, pointer, left)))
    if (left.size + parts.size > most) return undefined
    for (const part of parts) {
      if (part === '' || part === '/subscriptions' || referredTo.test(part) || left.has(part)) return undefined
      left.add(part)
      rest = without(rest, keysOf(part))
    }
    wrong = faultsOf(rest)
  }
  return { file: v.parse(MappingFile, rest), stands: (issue) => stands(issue, left) }
}

/** What is left out for a fault: the value there, or what it is missing in; of a list the whole list. */
function partOf(json: unknown, pointer: string, left: ReadonlySet<string>): string {
  const place = placeIn(json, pointer)
  const call = namedRequest.exec(place)?.[1] ?? /^.*\/batch(?=\/)/.exec(place)?.[0]
  if (call !== undefined) return call
  const around = place.slice(0, place.lastIndexOf('/'))
  const isElement = Array.isArray(valueAt(json, keysOf(around))) && around !== '/subscriptions'
  return left.has(place) || isElement ? around : place
}

/** Errors of other places than those left out, and of what is around them: a warning waits until the form is right. */
function stands({ severity, pointer }: Issue, left: ReadonlySet<string>): boolean {
  const isNear = [...left].some((part) => `${part}/`.startsWith(`${pointer}/`) || pointer.startsWith(`${part}/`))
  return severity === 'error' && !isNear
}

function keysOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueAt(json: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    json,
  )
}

/** A copy without what stands at a place, or with what stands in for it. */
function without(json: unknown, [key = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(json))
    return json.map((element: unknown, i) =>
      String(i) !== key ? element : rest.length === 0 ? subscription : without(element, rest),
    )
  if (!isObject(json)) return json
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, member]) => {
      if (name !== key) return [[name, member]]
      if (rest.length > 0) return [[name, without(member, rest)]]
      return Object.hasOwn(standIns, key) ? [[name, standIns[key]]] : []
    }),
  )
}
