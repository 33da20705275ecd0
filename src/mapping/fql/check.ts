import { rootNames } from '../context/compile-context.ts'
import { eventFields } from '../context/event-fields.ts'
import type { Issue } from '../context/issues.ts'
import { didYouMean } from '../context/issues.ts'
import type { Path } from '../context/scope.ts'
import type { Constant, Field, Fql, Test } from './ast.ts'
import { isSetting } from './ast.ts'
import { formatOperand } from './explain.ts'
import type { ValueType } from './functions.ts'
import { valueFunctions } from './functions.ts'

/** What is known of a field before any event is there; it may be absent all the same. */
export interface Known {
  readonly type: ValueType
  /** The only values that it has. */
  readonly among?: readonly string[] | undefined
  /** Why it does not have a value that people may expect. */
  readonly why?: Readonly<Record<string, string>>
}

export type KnownOf = (path: Path) => Known | undefined

/** What cannot be meant in a condition, and where it stands in the text (0-based). */
export interface Finding {
  readonly severity: Issue['severity']
  readonly message: string
  readonly at: number
}

/** Comparisons that can never hold, or always do, because of what is known of their fields. */
export function findingsOf(fql: Fql, knownOf: KnownOf): readonly Finding[] {
  switch (fql.kind) {
    case 'or':
    case 'and':
      return fql.of.flatMap((one) => findingsOf(one, knownOf))
    case 'not':
      return findingsOf(fql.of, knownOf)
    case 'all':
      return []
    case 'member':
      return listFindings(fql.list, knownOf)
    default:
      return testFindings(fql, knownOf)
  }
}

function testFindings(test: Exclude<Test, { kind: 'member' }>, knownOf: KnownOf): readonly Finding[] {
  const known = knownOfField(test.field, knownOf)
  const word = test.kind === 'match' ? wordInBrackets(test.pattern.written) : undefined
  const inBrackets = word === undefined ? [] : [finding('warning', test.field.at, word)]
  const warnings = [...inBrackets, ...constantsOf(test).flatMap((constant) => namesOfFields(test.field, constant))]
  if (known === undefined) return warnings
  const faults = constantsOf(test).map((constant) => [constant.at, neverIs(test.field, known, constant)] as const)
  const wrong = [...faults, [test.field.at, wrongUse(test, known)] as const]
  return [
    ...warnings,
    ...wrong.flatMap(([at, message]) => (message === undefined ? [] : finding('error', at, message))),
  ]
}

function finding(severity: Finding['severity'], at: number, message: string): Finding {
  return { severity, message, at }
}

function knownOfField({ path, functions }: Field, knownOf: KnownOf): Known | undefined {
  const outermost = functions.at(-1)
  if (outermost === undefined) return knownOf(path)
  const { gives, among } = valueFunctions[outermost]
  return { type: gives, among }
}

function constantsOf(test: Test): readonly Constant[] {
  if (test.kind === 'equals' || test.kind === 'differs') return [test.value]
  return test.kind === 'in' ? test.values : []
}

const names: ReadonlySet<unknown> = new Set([...rootNames, ...eventFields])

/** A warning of a word without quotes that is the name of a field: the right side of a comparison is a text, never a field. */
function namesOfFields(field: Field, { value, at, bare }: Constant): readonly Finding[] {
  if (bare !== true || !names.has(value)) return []
  const message = `this is the text "${String(value)}"; write it in quotes if it is meant; to compare two fields, make a list of the other in "values" and write \`${formatOperand(field)} in values.name\``
  return [finding('warning', at, message)]
}

/** Why a field never has a value. */
function neverIs(field: Field, known: Known, constant: Constant): string | undefined {
  const { value } = constant
  if (value === null) return undefined
  const [name, written] = [formatOperand(field), formatOperand(constant)]
  if (typeOf(value) !== known.type) return `${name} is a ${known.type}, never ${written}${inType(known.type, value)}`
  if (known.among === undefined || typeof value !== 'string' || known.among.includes(value)) return undefined
  const near = known.why?.[value] ?? didYouMean(value, known.among)
  return `${name} is never ${written}${near === '' ? `: it is one of ${known.among.join(', ')}` : near}`
}

function typeOf(value: string | number | boolean): ValueType {
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
}

/** How the same value is written in another type, where it is plain. */
function inType(type: ValueType, value: string | number | boolean): string {
  if (type === 'text') return `: write "${value}"`
  const isPlain = type === 'number' ? /^-?\d+(\.\d+)?$/.test(String(value)) : value === 'true' || value === 'false'
  return isPlain ? `: write ${value}, without quotes` : ''
}

function wrongUse({ kind, field }: Exclude<Test, { kind: 'member' }>, { type }: Known): string | undefined {
  const name = formatOperand(field)
  if (kind === 'order' && type !== 'number') return `${name} is a ${type}: only numbers have an order`
  if ((kind !== 'contains' && kind !== 'match') || type === 'text') return undefined
  return `${name} is a ${type}, and \`${kind}\` looks at texts: write string(${name})`
}

function listFindings(list: Field, knownOf: KnownOf): readonly Finding[] {
  const known = isSetting(list) ? undefined : knownOf(list.path)
  if (known === undefined) return []
  const message = `${formatOperand(list)} is a ${known.type}, and \`in\` looks into a list`
  return [finding('error', list.at, message)]
}

/** A hint where brackets hold what looks like a word: a name of an event is meant, as in Segment's subscriptions. */
function wordInBrackets(written: string): string | undefined {
  const word = /(?<!\\)\[[A-Za-z ]{3,}\]/.exec(written)?.[0]
  if (word === undefined) return undefined
  return `\`${word}\` is one of these characters; brackets of a name are written \`\\[${word.slice(1, -1)}\\]\``
}
