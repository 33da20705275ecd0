import type { Filter } from '../filter.ts'
import { filters } from '../filters.ts'
import { compilePath, compileRootPath } from '../path.ts'
import type { Place, Root } from '../place.ts'
import { absent, constant, constantOf, rootNames, thisAnswer } from '../place.ts'
import type { Expr, Scope } from '../scope.ts'
import { scopeOf } from '../scope.ts'
import type { ArgNode, FilterCall, Node, PathNode } from './ast.ts'
import { formatPath } from './parse.ts'

/** Compiles an expression; what is wrong in it becomes an issue of the place, with a caret into `text`. */
export function compileNode(node: Node, text: string, place: Place): Expr {
  switch (node.kind) {
    case 'literal':
      return constant(node.value)
    case 'path':
      return compilePathNode(node, text, place)
    case 'coalesce':
      return coalesce(node.options.map((option) => compileNode(option, text, place)))
    case 'filtered':
      return compileChain(compileNode(node.input, text, place), node.calls, text, place)
  }
}

/** The first of several values that is not absent, `null` or `""`. */
export function coalesce(options: readonly Expr[]): Expr {
  const [a, b] = options
  if (options.length === 2 && a !== undefined && b !== undefined) {
    return (scope) => {
      const value = a(scope)
      if (value !== undefined && value !== null && value !== '') return value
      return filled(b(scope))
    }
  }
  return (scope) => {
    for (const option of options) {
      const value = filled(option(scope))
      if (value !== undefined) return value
    }
    return undefined
  }
}

function filled(value: unknown): unknown {
  return value === null || value === '' ? undefined : value
}

/** Compiles a chain of filters over a value. */
export function compileChain(input: Expr, calls: readonly FilterCall[], text: string, place: Place): Expr {
  return calls.reduce((expr, call) => compileFilter(expr, call, text, place), input)
}

function compileFilter(input: Expr, call: FilterCall, text: string, place: Place): Expr {
  const caret = { text, at: call.at }
  const filter = Object.hasOwn(filters, call.name) ? filters[call.name] : undefined
  if (filter === undefined) {
    place.unknown('filter', call.name, Object.keys(filters), caret)
    return absent
  }
  const args = call.args.map((arg, i) => compileArg(arg, argAt(filter, i), { call, text, place }))
  const least = filter.args.filter((arg) => arg.optional !== true).length
  const most = filter.rest === undefined ? filter.args.length : Number.POSITIVE_INFINITY
  if (args.length < least || args.length > most) {
    place.error(
      `the filter ${signature(call.name, filter)} got ${args.length || 'no'} argument${args.length === 1 ? '' : 's'}`,
      caret,
    )
    return absent
  }
  const over = bind(filter, args)
  if (filter.absentToo === true) return (scope) => over(scope)?.(input(scope))
  return (scope) => {
    const value = input(scope)
    return value === undefined || value === null ? undefined : over(scope)?.(value)
  }
}

type Over = (value: unknown) => unknown

/** The filter with its arguments: made once where all are literals, else each time; `undefined` where an argument is absent or of a wrong type. */
function bind(filter: Filter, args: readonly Expr[]): (scope: Scope) => Over | undefined {
  const make = filter.make as (...args: readonly unknown[]) => Over
  const literals = args.map((arg) => constantOf(arg))
  if (literals.every((literal) => literal !== undefined)) {
    const made = make(...literals.map((literal, i) => ofType(filter, i, literal.value)))
    return () => made
  }
  return (scope) => {
    const values = args.map((arg, i) => ofType(filter, i, arg(scope)))
    return values.includes(undefined) && filter.absentToo !== true ? undefined : make(...values)
  }
}

function argAt(filter: Filter, i: number): Filter['args'][number] | undefined {
  return filter.args[i] ?? filter.rest
}

/** An argument as its declared type, or `undefined`. */
function ofType(filter: Filter, i: number, value: unknown): unknown {
  const type = argAt(filter, i)?.type
  if (type === 'text') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : asText(value)
  if (type === 'number') return typeof value === 'number' ? value : undefined
  return value
}

function asText(value: unknown): unknown {
  return typeof value === 'string' ? value : undefined
}

function compileArg(
  arg: ArgNode,
  declared: Filter['args'][number] | undefined,
  at: { call: FilterCall; text: string; place: Place },
): Expr {
  const { call, text, place } = at
  const wrong = (reason: string): Expr => {
    place.error(`the filter "${call.name}" ${reason}`, { text, at: arg.kind === 'literal' ? call.at : arg.at })
    return absent
  }
  if (declared === undefined) return arg.kind === 'filters' ? absent : compileNode(arg, text, place)
  if (declared.type === 'filters') {
    if (arg.kind !== 'filters') return wrong(`wants its argument "${declared.name}" as filters in parentheses`)
    return constantFilters(arg.calls, text, place)
  }
  if (arg.kind === 'filters') return wrong(`wants a value for "${declared.name}", not filters`)
  if (arg.kind === 'literal') {
    const fits =
      declared.type === 'value' || (declared.type === 'number' ? typeof arg.value === 'number' : arg.value !== null)
    if (!fits) return wrong(`wants a ${declared.type} for "${declared.name}", found ${JSON.stringify(arg.value)}`)
    const reason = declared.check?.(arg.value)
    if (reason !== undefined) return wrong(reason)
  } else if (declared.check !== undefined) return wrong(`wants a literal for "${declared.name}", not a path`)
  return compileNode(arg, text, place)
}

/** A chain of filters as one function; it must not depend on the event, so that it is made once. */
function constantFilters(calls: readonly FilterCall[], text: string, place: Place): Expr {
  const cell: { value: unknown } = { value: undefined }
  const inner = place.apart()
  const chain = compileChain(() => cell.value, calls, text, inner)
  if (inner.uses.roots.size > 0) {
    const [call] = calls
    place.error('filters in parentheses take literal arguments only', { text, at: call?.at ?? 0 })
  }
  return constant((value: unknown) => {
    cell.value = value
    return value === undefined ? undefined : chain(emptyScope)
  })
}

const emptyScope = scopeOf({})

function signature(name: string, filter: Filter): string {
  const args = filter.args.map((arg) => (arg.optional === true ? `[${arg.name}]` : arg.name))
  if (filter.rest !== undefined) args.push(`${filter.rest.name} ...`)
  return args.length === 0 ? `"${name}" takes no argument and` : `"${name}: ${args.join(', ')}"`
}

const roots: ReadonlySet<string> = new Set(rootNames)

function isRoot(name: unknown): name is Root {
  return typeof name === 'string' && roots.has(name)
}

/** Compiles a path: the event's fields or one of the roots. */
export function compilePathNode(node: PathNode, text: string, place: Place): Expr {
  const [first, ...rest] = node.path
  if (node.rooted || !isRoot(first)) {
    if (!place.useRoot('event')) missingRoot('event', node, text, place)
    return compileRootPath('event', node.path)
  }
  if (!place.useRoot(first)) missingRoot(first, node, text, place)
  const caret = { text, at: node.at }
  switch (first) {
    case 'settings':
      return compileSetting(rest, caret, place)
    case 'hosts':
      return compileHost(rest, caret, place)
    case 'values':
      return compileValueOf(rest, caret, place)
    case 'answers':
      return compileAnswer(rest, caret, place)
    case 'status':
    case 'headers':
    case 'body':
      if (first === 'headers') checkLowerCase(rest[0], caret, place)
      if (first === 'body') place.uses.bodies.add(thisAnswer)
      return compilePath((scope) => scope.answer?.[first], rest)
    case 'item':
      return compileRootPath('item', rest)
    case 'index':
    case 'items':
    case 'key':
      return compilePath((scope) => scope[first], rest)
    case 'event':
      return absent
  }
}

/** Names of headers are case-insensitive (RFC 9110, 5.1); mappings see them in lower case. */
function checkLowerCase(name: string | number | undefined, caret: Caret, place: Place): void {
  if (typeof name === 'string' && name !== name.toLowerCase())
    place.error(`names of headers are in lower case here: headers.${name.toLowerCase()}`, caret)
}

type Caret = { readonly text: string; readonly at: number }

function missingRoot(root: Root, node: PathNode, text: string, place: Place): void {
  const caret = { text, at: node.at }
  if (root === 'event') {
    place.error(
      'a call that carries many events has no single event: take the value into the item, or set batch.max to 1',
      caret,
    )
  } else {
    place.error(`"${root}" does not exist here; for a field of the event write $.${formatPath(node.path)}`, caret)
  }
}

function compileSetting(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, ...more] = rest
  if (typeof name !== 'string' || more.length > 0) {
    place.error('write settings.name: a setting is a text', caret)
    return absent
  }
  const declared = Object.hasOwn(place.file.settings, name) ? place.file.settings[name] : undefined
  if (declared === undefined) {
    place.unknown('setting', name, Object.keys(place.file.settings), caret)
    return absent
  }
  useSetting(name, caret, place)
  return (scope) => scope.settings[name]
}

function compileHost(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, ...more] = rest
  const host = typeof name === 'string' && Object.hasOwn(place.file.hosts, name) ? place.file.hosts[name] : undefined
  if (host === undefined || more.length > 0) {
    place.unknown('host', formatPath(rest), Object.keys(place.file.hosts), caret)
    return absent
  }
  if (host.setting !== undefined) useSetting(host.setting, caret, place)
  return host.expr
}

/** Records that a setting is used; a condition cannot look at a secret one. */
function useSetting(name: string, caret: Caret, place: Place): void {
  if (place.file.settings[name]?.secret === true && !place.secrets) {
    place.error(`settings.${name} is secret, and a condition cannot look at a secret`, caret)
  }
  place.uses.settings.add(name)
}

/** Named values of named values could grow without end; no partner comes near. */
const mostValues = 1_000

function compileValueOf(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, ...more] = rest
  const value = typeof name === 'string' ? place.file.value(name) : undefined
  if (value === undefined) {
    if (typeof name !== 'string' || !place.file.valueNames.includes(name)) {
      place.unknown('value', formatPath(rest.slice(0, 1)), place.file.valueNames, caret)
    }
    return absent
  }
  const missing = [...value.uses.roots].filter((root) => !place.useRoot(root))
  for (const root of missing) place.error(`values.${String(name)} needs "${root}", which does not exist here`, caret)
  for (const answer of value.uses.answers) checkAnswer(answer, caret, place)
  if (!place.secrets) {
    const secret = [...value.uses.settings].find((setting) => place.file.settings[setting]?.secret === true)
    if (secret !== undefined)
      place.error(
        `values.${String(name)} holds the secret settings.${secret}, and a condition cannot look at a secret`,
        caret,
      )
  }
  place.adopt(value.uses)
  place.uses.weight++
  if (place.uses.weight > mostValues) {
    place.error(`values inside values come to more than ${mostValues} here: each use evaluates them all again`, caret)
    return absent
  }
  return compilePath(value.expr, more)
}

function compileAnswer(rest: PathNode['path'], caret: Caret, place: Place): Expr {
  const [name, part, ...more] = rest
  if (typeof name !== 'string' || (part !== 'status' && part !== 'headers' && part !== 'body')) {
    place.error('write answers.<request name>.status, .headers or .body', caret)
    return absent
  }
  checkAnswer(name, caret, place)
  place.uses.answers.add(name)
  if (part === 'body') place.uses.bodies.add(name)
  return compilePath((scope) => scope.answers?.[name]?.[part], more)
}

function checkAnswer(name: string, caret: Caret, place: Place): void {
  if (place.answers !== undefined && !place.answers.has(name)) place.unknown('answer', name, place.answers, caret)
}
