/** An answer of a partner as mappings see it: header names in lower case, `body` parsed JSON or else the text. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What the account gives: its settings, defaults filled in. */
export type Settings = Readonly<Record<string, string>>

/** What an expression can see while it is evaluated. A part that does not exist in a place is `undefined` there. */
interface Visible {
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

/** Where expressions are evaluated: what they can see, and what has been made of it already. */
export class Scope implements Visible {
  readonly event: unknown
  readonly settings: Settings
  readonly item: unknown
  readonly index: number | undefined
  readonly elements: Visible['elements']
  readonly items: readonly unknown[] | undefined
  readonly key: unknown
  readonly answers: Visible['answers']
  readonly answer: Answer | undefined
  readonly missing: string[] | undefined
  readonly #made: unknown[] = []

  constructor(parts: Partial<Visible>) {
    this.event = parts.event
    this.settings = parts.settings ?? noSettings
    this.item = parts.item
    this.index = parts.index
    this.elements = parts.elements
    this.items = parts.items
    this.key = parts.key
    this.answers = parts.answers
    this.answer = parts.answer
    this.missing = parts.missing
  }

  /** The same scope with some parts of its own; what was made of the others is made again. */
  with<Parts extends Partial<Visible>>(parts: Parts): Scope & Parts {
    return Object.assign(new Scope(this), parts)
  }

  /** What an expression gives here, evaluated at the first time only. `slot`: which one of its file it is. */
  once<T>(slot: number, expr: (scope: Scope) => T): T {
    const made = this.#made[slot]
    if (made !== undefined) return (made === nothing ? undefined : made) as T
    const value = expr(this)
    this.#made[slot] = value === undefined ? nothing : value
    return value
  }
}

const noSettings: Settings = {}
/** What stands for `undefined` among what was made. */
const nothing = Symbol('nothing')

/** A compiled value: gives its value in a scope, `undefined` when it is absent. It never throws and never writes. */
export type Expr = (scope: Scope) => unknown

/** The expressions of a file that are evaluated once in each scope, however often they are read there. */
export class Memo {
  #next = 0

  once<T>(expr: (scope: Scope) => T): (scope: Scope) => T {
    const slot = this.#next++
    return (scope) => scope.once(slot, expr)
  }
}

/** A value of settings alone, made once for each settings object: it sees nothing else. */
export function oncePerSettings<T>(make: (scope: Scope) => T): (scope: Scope) => T {
  const made = new WeakMap<Settings, { readonly value: T }>()
  return ({ settings }) => {
    const known = made.get(settings)
    if (known !== undefined) return known.value
    const value = make(scopeOf({ settings }))
    made.set(settings, { value })
    return value
  }
}

/** A compiled condition. */
export type Predicate = (scope: Scope) => boolean

/** A path, parsed: keys and list positions. */
export type Path = readonly (string | number)[]

/** A scope with the given parts; all others are absent. */
export function scopeOf(parts: Partial<Visible>): Scope {
  return new Scope(parts)
}
