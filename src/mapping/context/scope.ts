/** An answer of a partner as mappings see it: header names in lower case, `body` parsed JSON or else the text. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What the account gives: its settings, defaults filled in. */
export type Settings = Readonly<Record<string, string>>

/** What an expression can see while it is evaluated. A part that does not exist in a place is `undefined` there. */
export interface Scope {
  readonly event: unknown
  readonly settings: Settings
  readonly item: unknown
  readonly index: number | undefined
  /** The elements of the `@map`s around, by the names that these give them. */
  readonly elements: Readonly<Record<string, unknown>> | undefined
  readonly items: readonly unknown[] | undefined
  readonly key: unknown
  readonly answers: Readonly<Record<string, Answer>> | undefined
  readonly answer: Answer | undefined
  /** While a request is built: what of earlier answers it wanted and is not there, so that it is refused. */
  readonly missing: string[] | undefined
}

/** A compiled value: gives its value in a scope, `undefined` when it is absent. It never throws and never writes. */
export type Expr = (scope: Scope) => unknown

/** The same value, evaluated at most once in each scope, however often it is read there. */
export function oncePerScope<T>(expr: (scope: Scope) => T): (scope: Scope) => T {
  const results = new WeakMap<Scope, { readonly value: T }>()
  return (scope) => {
    const known = results.get(scope)
    if (known !== undefined) return known.value
    const value = expr(scope)
    results.set(scope, { value })
    return value
  }
}

/** A compiled condition. */
export type Predicate = (scope: Scope) => boolean

/** A path, parsed: keys and list positions. */
export type Path = readonly (string | number)[]

/** A scope with the given parts; all others are absent. Always the same object shape, written out, which keeps evaluation fast. */
export function scopeOf(parts: Partial<Scope>): Scope {
  return {
    event: parts.event,
    settings: parts.settings ?? noSettings,
    item: parts.item,
    index: parts.index,
    elements: parts.elements,
    items: parts.items,
    key: parts.key,
    answers: parts.answers,
    answer: parts.answer,
    missing: parts.missing,
  }
}

const noSettings: Scope['settings'] = {}
