import { isObject } from '../mapping/json.ts'

const longest = 200
const shortest = 4

/**
 * A partner's reason as it may be shown: every text of the event of four characters or more (numbers of four digits or more too) and every
 * secret in it is replaced by `…`, then it is cut to 200 characters.
 */
export function masked(message: string, event: unknown, secrets: readonly string[]): string {
  return maskerOf(event, secrets)(message)
}

/** What {@link masked} does, for many messages about the same. */
export function maskerOf(value: unknown, secrets: readonly string[]): (message: string) => string {
  const long = [...texts(value), ...secrets].filter((text) => text.length >= shortest)
  const hidden = [...new Set(long.flatMap(formsOf))].sort((a, b) => b.length - a.length)
  return (message) => {
    const head = message.slice(0, 20 * longest)
    const text = hidden
      .filter((secret) => head.includes(secret))
      .reduce((masking, secret) => masking.replaceAll(secret, '…'), head)
    return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  }
}

/** A text as it came, and as it stands in JSON, in an address and in a form: as we sent it, and a partner may send it back. */
function formsOf(text: string): readonly string[] {
  if (/^[\w.~-]*$/.test(text)) return [text]
  const encoded = encodeURIComponent(text.toWellFormed())
  return [text, JSON.stringify(text).slice(1, -1), encoded, encoded.replaceAll('%20', '+')]
}

/** Every text inside a value: strings, keys that are data (not known words), and numbers as text. */
function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'number') yield String(value)
  else if (Array.isArray(value)) for (const element of value) yield* texts(element)
  else if (isObject(value)) for (const element of Object.values(value)) yield* texts(element)
}

/** Outcomes of one call with messages that name none of its users: a partner may name one item of a batch in what it says of another. */
export function withoutUsers<T extends { readonly message?: string | undefined }>(
  outcomes: readonly T[],
  events: readonly Readonly<Record<string, unknown>>[],
): readonly T[] {
  if (events.length < 2 || outcomes.every(({ message }) => message === undefined)) return outcomes
  const mask = maskerOf(
    events.map(({ userId, anonymousId }) => [userId, anonymousId]),
    [],
  )
  return outcomes.map((one) => (one.message === undefined ? one : { ...one, message: mask(one.message) }))
}
