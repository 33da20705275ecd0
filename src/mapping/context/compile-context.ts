import type { Issue } from './issues.ts'
import { below, didYouMean } from './issues.ts'
import type { FileTexts } from './file-texts.ts'
import type { Expr, Scope, Memo } from './scope.ts'

/** The roots of paths (`docs/mapping-reference.md`, "What a path can see"). `event` is written `$` or left out. */
export const rootNames = [
  'settings',
  'hosts',
  'values',
  'item',
  'index',
  'items',
  'key',
  'answers',
  'status',
  'headers',
  'body',
] as const
export type Root = (typeof rootNames)[number] | 'event'

/** What a piece of a mapping refers to: collected while it is compiled. `answers` holds names; `bodies` those whose body is read. */
export interface Uses {
  readonly roots: Set<Root>
  readonly settings: Set<string>
  readonly answers: Set<string>
  readonly bodies: Set<string>
  /** The paths that are read below `answers`, as JSON. */
  readonly reads: Set<string>
  /** How many uses of named values and named filters stand here, those inside named values counted each time: what they make grows with it. */
  weight: number
}

/** The name under which {@link Uses} records the answer just received. */
export const thisAnswer = ''

/** A compiled named value with what it refers to, so that each place can judge whether it may stand there. */
export interface NamedValue {
  readonly expr: Expr
  readonly uses: Uses
}

/** A declared host, and the settings that choose it or are in it. */
export interface Host {
  readonly expr: Expr
  readonly settings: readonly string[]
}

/** A part of a request that settings and fixed text make alone, so that the settings can be judged before anything is sent. */
export interface ConfiguredPart {
  readonly settings: readonly string[]
  readonly texts: (scope: Scope) => readonly string[]
  readonly takes: (text: string) => boolean
  /** What is wrong with a text that it does not take, for messages: "holds ..." */
  readonly fault: string
}

/** What a file declares of a setting, as far as it matters to what reads it. */
interface DeclaredSetting {
  readonly secret?: boolean | undefined
  readonly choices?: readonly string[] | undefined
  readonly default?: string | undefined
}

/** Filters under a name of the file's own (`filters`): lays them over a value. */
export type NamedFilters = (input: Expr, context: CompileContext) => Expr

/** What the whole file declares, and where its issues go. */
export interface FileContext {
  readonly issues: Issue[]
  readonly texts: FileTexts
  readonly settings: Readonly<Record<string, DeclaredSetting>>
  readonly hosts: Readonly<Record<string, Host>>
  /** A named value, compiled at its first use; `undefined` where it does not exist or its definition is a cycle (then said). */
  readonly value: (name: string) => NamedValue | undefined
  readonly valueNames: readonly string[]
  readonly filters: ReadonlyMap<string, NamedFilters>
  /** The parts of requests that settings make, as they are compiled. */
  readonly configured: ConfiguredPart[]
  /** What of the file is evaluated once in each scope. */
  readonly memo: Memo
}

/** How many uses of named values and filters may stand inside each other: they could grow without end. */
const most = 1_000

/** Fresh, empty uses. */
export function noUses(): Uses {
  return { roots: new Set(), settings: new Set(), answers: new Set(), bodies: new Set(), reads: new Set(), weight: 0 }
}

/** A position in the file that is being compiled: its pointer, the roots that exist there, the file around it. */
export class CompileContext {
  readonly file: FileContext
  readonly pointer: string
  readonly visible: ReadonlySet<Root>
  /** Names of answers that exist here; `undefined`: any (named values are judged where they are used). */
  readonly answers: ReadonlySet<string> | undefined
  readonly uses: Uses
  /** Roots bound by a directive around this context: they are no use of the surroundings. */
  readonly #bound: ReadonlySet<Root>
  readonly secrets: boolean
  /** The names that the `@map`s around give their elements. */
  readonly elements: ReadonlySet<string>
  /** Whether a request is built here: what it takes from earlier answers must be there. */
  readonly request: boolean
  /** Whether `$` is an event of Segment's, whose fields are known; else a directive made it. */
  readonly fields: boolean
  /** The request whose answer `item` is a record of (`for`): what is taken from it must be there. */
  readonly recordsOf: string | undefined
  /** Whether this is a part of a login (`auth.token`), which is the same for all events: it sees none, and none of its placeholders may be empty. */
  readonly login: boolean

  constructor(
    file: FileContext,
    pointer: string,
    at: {
      visible: ReadonlySet<Root>
      answers?: ReadonlySet<string> | undefined
      uses?: Uses
      bound?: ReadonlySet<Root>
      secrets?: boolean
      elements?: ReadonlySet<string>
      request?: boolean
      fields?: boolean
      login?: boolean
      recordsOf?: string | undefined
    },
  ) {
    this.file = file
    this.pointer = pointer
    this.visible = at.visible
    this.answers = at.answers
    this.uses = at.uses ?? noUses()
    this.#bound = at.bound ?? new Set()
    this.secrets = at.secrets ?? true
    this.elements = at.elements ?? new Set()
    this.request = at.request ?? false
    this.fields = at.fields ?? true
    this.login = at.login ?? false
    this.recordsOf = at.recordsOf
  }

  /** The context one key deeper. */
  in(key: string | number): CompileContext {
    return this.#with({ pointer: below(this.pointer, key) })
  }

  /** The same surroundings at another pointer of the file. */
  at(pointer: string): CompileContext {
    return this.#with({ pointer })
  }

  /** The same context, inside something that binds roots of its own (`@map` binds `item` and `index`). */
  binding(...roots: readonly Root[]): CompileContext {
    return this.#with({
      visible: new Set([...this.visible, ...roots]),
      bound: new Set([...this.#bound, ...roots]),
      fields: this.fields && !roots.includes('event'),
      recordsOf: undefined,
    })
  }

  /** The same context for a request that is sent for each record of an earlier answer: `item` is the record, `index` its position. */
  forEach(answer: string | undefined): CompileContext {
    return this.binding('item', 'index').#with({ recordsOf: answer })
  }

  /** The same context, inside a `@map` that names its element. */
  naming(element: string): CompileContext {
    return this.#with({ elements: new Set([...this.elements, element]) })
  }

  /** The same context for a condition: no secret may be looked at there. */
  condition(): CompileContext {
    return this.#with({ secrets: false })
  }

  /** The same place as a part of a login that sees some roots: its request, or what is read of its answer. */
  inLogin(...roots: readonly Root[]): CompileContext {
    return this.#with({ visible: new Set(roots), login: true })
  }

  /** The same context with uses of its own, bound roots among them, which are this context's uses too once {@link CompileContext.adopt} is called. */
  apart(): CompileContext {
    return this.#with({ uses: noUses(), bound: new Set() })
  }

  /** Takes over what a part used. */
  adopt(uses: Uses): void {
    for (const root of uses.roots) this.useRoot(root)
    for (const name of uses.settings) this.uses.settings.add(name)
    for (const name of uses.answers) this.uses.answers.add(name)
    for (const name of uses.bodies) this.uses.bodies.add(name)
    for (const path of uses.reads) this.uses.reads.add(path)
    this.uses.weight += uses.weight
  }

  /** Counts a use of something named; `false`, with an issue, where such uses inside each other come to more than any partner needs. */
  addWeight(what: 'values' | 'filters', caret: Issue['caret']): boolean {
    this.uses.weight++
    if (this.uses.weight <= most) return true
    const message = `${what} inside ${what} come to more than ${most} here: use fewer of them inside each other`
    // A value that is too much is too much in all values made of it: the innermost, which is compiled first, says enough.
    const isSaid = what === 'values' && this.file.issues.some((issue) => issue.message === message)
    if (!isSaid) this.error(message, caret)
    return false
  }

  error(message: string, caret?: Issue['caret']): void {
    this.file.issues.push({ severity: 'error', pointer: this.pointer, message, ...(caret && { caret }) })
  }

  warn(message: string, caret?: Issue['caret']): void {
    this.file.issues.push({ severity: 'warning', pointer: this.pointer, message, ...(caret && { caret }) })
  }

  /** Whether a root exists here; records the use. */
  useRoot(root: Root): boolean {
    if (this.#bound.has(root)) return true
    this.uses.roots.add(root)
    return this.visible.has(root)
  }

  /** An error that names the nearest known word. */
  unknown(what: string, name: string, known: Iterable<string>, caret?: Issue['caret']): void {
    const list = [...known]
    const near = didYouMean(name, list)
    const choice = near === '' && list.length <= 12 && list.length > 0 ? `; there are ${list.join(', ')}` : ''
    this.error(`unknown ${what} "${name}"${near}${choice}`, caret)
  }

  #with(change: {
    pointer?: string
    visible?: ReadonlySet<Root>
    bound?: ReadonlySet<Root>
    uses?: Uses
    secrets?: boolean
    elements?: ReadonlySet<string>
    fields?: boolean
    login?: boolean
    recordsOf?: string | undefined
  }): CompileContext {
    return new CompileContext(this.file, change.pointer ?? this.pointer, {
      visible: change.visible ?? this.visible,
      answers: this.answers,
      uses: change.uses ?? this.uses,
      bound: change.bound ?? this.#bound,
      secrets: change.secrets ?? this.secrets,
      elements: change.elements ?? this.elements,
      request: this.request,
      fields: change.fields ?? this.fields,
      login: change.login ?? this.login,
      recordsOf: 'recordsOf' in change ? change.recordsOf : this.recordsOf,
    })
  }
}

const constants = new WeakMap<Expr, { readonly value: unknown }>()

/** An expression that always gives one value. */
export function constant(value: unknown): Expr {
  const expr: Expr = () => value
  constants.set(expr, { value })
  return expr
}

/** The value of an expression that {@link constant} made. */
export function constantOf(expr: Expr): { readonly value: unknown } | undefined {
  return constants.get(expr)
}

/** What stands where something could not be compiled; its issue is recorded, so it is never evaluated. */
export const absent: Expr = (_scope: Scope) => undefined
