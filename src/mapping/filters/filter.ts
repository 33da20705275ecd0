/** What an argument of a filter must be. `text` takes numbers and booleans as their text; `filters` is a chain in parentheses. */
type ArgType = 'text' | 'number' | 'value' | 'filters'

/** One argument of a filter. `check` judges a literal when the mapping is checked: it gives the reason why it is wrong. With `path` a path may stand there too, of whatever value. */
export interface Arg {
  readonly name: string
  readonly type: ArgType
  readonly optional?: boolean
  readonly path?: boolean
  readonly check?: (literal: unknown) => string | undefined
}

/**
 * One filter of the language.
 * `make` takes the arguments (of their types, already checked; a `filters` argument is a `(value) => unknown`) and gives the function over the value.
 * That function gets neither `undefined` nor `null` (but see `absentToo`), gives `undefined` for absent, never throws, never changes its input and is linear in it.
 */
export interface Filter {
  readonly args: readonly Arg[]
  /** More arguments of this kind may follow. */
  readonly rest?: Arg
  /** Whether the function wants absent and `null` values too (`default` and `keep_null` do). */
  readonly absentToo?: boolean
  readonly make: (...args: never[]) => (value: unknown) => unknown
}
