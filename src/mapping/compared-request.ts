import { parseJson } from '../values/json.ts'
import type { PreviewedRequest } from './preview.ts'
import { afterAnswers } from './preview.ts'

/** A request as its pointers name it. A form and a query are objects; what they have several times is a list. */
export interface RequestParts {
  readonly method: string
  /** Without its query. */
  readonly url: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A request before and after. */
export type Pair = readonly [PreviewedRequest | undefined, PreviewedRequest | undefined]

/** The requests of the same name, each with the one at its place among them. */
export function pairsOf(before: readonly PreviewedRequest[], after: readonly PreviewedRequest[]): readonly Pair[] {
  const [was, is] = [before, after].map((list) => Map.groupBy(list, ({ name }) => name))
  return [...new Set([...before, ...after].map(({ name }) => name))].flatMap((name) => {
    const [a, b] = [was?.get(name) ?? [], is?.get(name) ?? []]
    return Array.from({ length: Math.max(a.length, b.length) }, (_, i): Pair => [a[i], b[i]])
  })
}

/** Whether a previewed request is sent; `unknown`: it takes from an earlier answer. */
export function sentAs(request: PreviewedRequest | undefined): 'sent' | 'not sent' | 'refused' | 'unknown' {
  if (request === undefined) return 'not sent'
  if (request.method !== undefined) return 'sent'
  if (request.note === afterAnswers) return 'unknown'
  return request.note?.startsWith('rejected: ') === true ? 'refused' : 'not sent'
}

/** Why a request is not sent. */
export function reasonOf(request: PreviewedRequest | undefined): string {
  return request?.note?.replace(/^rejected: /, '') ?? ''
}

/** Whether two requests have the same text. */
export function isSame(before: PreviewedRequest, after: PreviewedRequest): boolean {
  return (
    before.body === after.body &&
    before.url === after.url &&
    before.method === after.method &&
    JSON.stringify(before.headers) === JSON.stringify(after.headers)
  )
}

const formType = /^application\/x-www-form-urlencoded\b/i

/** The parts of a previewed request. */
export function partsOf({ method = '', url = '', headers = {}, body }: PreviewedRequest): RequestParts {
  const at = url.indexOf('?')
  const isForm = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'content-type' && formType.test(value),
  )
  return {
    method,
    url: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? {} : pairsIn(url.slice(at + 1)),
    headers,
    ...(body !== undefined && { body: isForm ? pairsIn(body) : parseJson(body) }),
  }
}

/** What a query or a form says, by name. */
function pairsIn(text: string): Readonly<Record<string, unknown>> {
  const values = Map.groupBy(new URLSearchParams(text), ([name]) => name)
  return Object.fromEntries(
    Array.from(values, ([name, pairs]) => [name, pairs.length === 1 ? pairs[0]?.[1] : pairs.map(([, value]) => value)]),
  )
}
