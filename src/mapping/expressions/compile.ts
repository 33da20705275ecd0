import type { Filter } from '../filters/filter.ts'
import { filters } from '../filters/table.ts'
import { isEmpty, numberOf, textOf } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent, constant, constantOf } from '../context/compile-context.ts'
import type { Expr, Scope } from '../context/scope.ts'
import { scopeOf } from '../context/scope.ts'
import type { ArgNode, FilterCall, Node } from './ast.ts'
import { filterHint } from './other-languages.ts'
import { compilePathNode } from './root.ts'

/** Compiles an expression; what is wrong in it becomes an issue of the context, with a caret into `text`. */
export function compileNode(node: Node, text: string, context: CompileContext): Expr {
  switch (node.kind) {
    case 'literal':
      return constant(node.value)
    case 'path':
      return compilePathNode(node, text, context)
    case 'coalesce':
      return coalesce(node.options.map((option) => compileInner(option, text, context)))
    case 'filtered':
      return compileChain(compileInner(node.input, text, context), node.calls, text, context)
  }
}

/** An expression inside another: what it gives is not yet the value of the placeholder. */
function compileInner(node: Node, text: string, context: CompileContext): Expr {
  const last = node.kind === 'filtered' ? node.calls.at(-1) : undefined
  if (last?.name === 'optional') sayOptional(last, text, context)
  return compileNode(node, text, context)
}

function sayOptional({ at }: FilterCall, text: string, context: CompileContext): void {
  context.error('"optional" is about the whole placeholder: write it as the last filter, {{ a | b | optional }}', {
    text,
    at,
  })
}

/** The first of several values that is not empty. Where all are, `null` if one of them is `null`, else absent: what an event clears can be passed on. */
export function coalesce(options: readonly Expr[]): Expr {
  const [a, b] = options
  if (options.length === 2 && a !== undefined && b !== undefined) {
    return (scope) => {
      const value = a(scope)
      return isEmpty(value) ? filledOrNull(b(scope), value === null) : value
    }
  }
  return (scope) => {
    let clears = false
    for (const option of options) {
      const value = option(scope)
      if (!isEmpty(value)) return value
      clears ||= value === null
    }
    return clears ? null : undefined
  }
}

function filledOrNull(value: unknown, clears: boolean): unknown {
  if (!isEmpty(value)) return value
  return clears || value === null ? null : undefined
}

/** Compiles a chain of filters over a value. */
export function compileChain(input: Expr, calls: readonly FilterCall[], text: string, context: CompileContext): Expr {
  for (const call of calls.slice(0, -1)) if (call.name === 'optional') sayOptional(call, text, context)
  return calls.reduce((expr, call) => compileFilter(expr, call, text, context), input)
}

function compileFilter(input: Expr, call: FilterCall, text: string, context: CompileContext): Expr {
  const caret = { text, at: call.at }
  const named = context.file.filters.get(call.name)
  if (named !== undefined) {
    if (call.args.length > 0) context.error(`the filters "${call.name}" of this file take no arguments`, caret)
    return context.addWeight('filters', caret) ? named(input, context) : absent
  }
  const filter = Object.hasOwn(filters, call.name) ? filters[call.name] : undefined
  if (filter === undefined) {
    const here = filterHint(call.name)
    if (here === undefined)
      context.unknown('filter', call.name, [...context.file.filters.keys(), ...Object.keys(filters)], caret)
    else context.error(`unknown filter "${call.name}": ${here}`, caret)
    return absent
  }
  const args = call.args.map((arg, i) => compileArg(arg, argAt(filter, i), { call, text, context }))
  const least = filter.args.filter((arg) => arg.optional !== true).length
  const most = filter.rest === undefined ? filter.args.length : Number.POSITIVE_INFINITY
  if (args.length < least || args.length > most) {
    context.error(
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

/**
 * The filter with its arguments: made once where all are literals, else each time; `undefined` where an argument is absent or of a wrong type, but for one that is optional and may
 * be a path though literals are checked: then it counts as not given.
 */
function bind(filter: Filter, args: readonly Expr[]): (scope: Scope) => Over | undefined {
  const make = filter.make as (...args: readonly unknown[]) => Over
  const literals = args.map((arg) => constantOf(arg))
  if (literals.every((literal) => literal !== undefined)) {
    const made = make(...literals.map((literal, i) => ofType(filter, i, literal.value)))
    return () => made
  }
  return (scope) => {
    const values = args.map((arg, i) => ofType(filter, i, arg(scope)))
    const isLacking = values.some((value, i) => value === undefined && argAt(filter, i)?.path !== true)
    return isLacking && filter.absentToo !== true ? undefined : make(...values)
  }
}

function argAt(filter: Filter, i: number): Filter['args'][number] | undefined {
  return filter.args[i] ?? filter.rest
}

/** An argument as its declared type, or `undefined`. */
function ofType(filter: Filter, i: number, value: unknown): unknown {
  const type = argAt(filter, i)?.type
  if (type === 'text') return textOf(value)
  if (type === 'number') return numberOf(value)
  return value
}

function compileArg(
  arg: ArgNode,
  declared: Filter['args'][number] | undefined,
  at: { call: FilterCall; text: string; context: CompileContext },
): Expr {
  const { call, text, context } = at
  const wrong = (reason: string): Expr => {
    context.error(`the filter "${call.name}" ${reason}`, { text, at: arg.kind === 'literal' ? call.at : arg.at })
    return absent
  }
  if (declared === undefined) return arg.kind === 'filters' ? absent : compileNode(arg, text, context)
  if (declared.type === 'filters') {
    if (arg.kind !== 'filters') return wrong(`wants its argument "${declared.name}" as filters in parentheses`)
    return compileFilters(arg.calls, text, context)
  }
  if (arg.kind === 'filters') return wrong(`wants a value for "${declared.name}", not filters`)
  if (arg.kind === 'literal') {
    const fits =
      declared.type === 'value' || (declared.type === 'number' ? typeof arg.value === 'number' : arg.value !== null)
    if (!fits) return wrong(`wants a ${declared.type} for "${declared.name}", found ${JSON.stringify(arg.value)}`)
    const reason = declared.check?.(arg.value)
    if (reason !== undefined) return wrong(reason)
  } else if (declared.check !== undefined && declared.path !== true)
    return wrong(`wants a literal for "${declared.name}", not a path`)
  return compileNode(arg, text, context)
}

/** A chain of filters as one function: made once where it depends on nothing but its own literals. */
function compileFilters(calls: readonly FilterCall[], text: string, context: CompileContext): Expr {
  const cell: { value: unknown } = { value: undefined }
  const inner = context.apart()
  const chain = compileChain(() => cell.value, calls, text, inner)
  context.adopt(inner.uses)
  const over =
    (scope: Scope): Over =>
    (value) => {
      cell.value = value
      return value === undefined ? undefined : chain(scope)
    }
  return inner.uses.roots.size === 0 ? constant(over(scopeOf({}))) : over
}

function signature(name: string, filter: Filter): string {
  const args = filter.args.map((arg) => (arg.optional === true ? `[${arg.name}]` : arg.name))
  if (filter.rest !== undefined) args.push(`${filter.rest.name} ...`)
  return args.length === 0 ? `"${name}" takes no argument and` : `"${name}: ${args.join(', ')}"`
}
