import { parseFilters, SyntaxFault } from '../expressions/parse.ts'
import { coalesce, compileChain } from '../expressions/compile.ts'
import type { Directive } from './directive.ts'
import { wrongShape } from './directive.ts'
import type { JsonObject } from '../../values/json.ts'
import { isEmpty, isObject, setOwn } from '../../values/json.ts'
import { absent, constant } from '../context/compile-context.ts'
import { fieldsOf, isFields } from '../context/fields.ts'
import type { Expr } from '../context/scope.ts'

const literal: Directive = {
  shape: '{"@literal": anything}',
  compile: (argument) => constant(argument),
}

const spread: Directive = {
  shape: '{"@spread": [a, b, ...]}',
  compile: (argument, context, { value }) => {
    if (!Array.isArray(argument)) return said(context, spread)
    return layered(argument.map((member, i) => value(member, context.in(i))))
  },
}

/** Objects laid over each other: a later member wins, what is no object counts as `{}`. Absent never erases: no object here has a member that is absent. */
export function layered(members: readonly Expr[]): Expr {
  return (scope) => {
    let out: JsonObject | undefined
    for (const member of members) {
      const layer = member(scope)
      if (isObject(layer)) out = out === undefined ? layer : { ...out, ...layer }
    }
    return out ?? {}
  }
}

const concat: Directive = {
  shape: '{"@concat": [a, b, ...]}',
  compile: (argument, context, { value }) => {
    if (!Array.isArray(argument)) return said(context, concat)
    const members = argument.map((member, i) => value(member, context.in(i)))
    return (scope) => members.flatMap((member) => listOf(member(scope)))
  },
}

/** A value as a list: absent and `null` are none, a single value is a list of one. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

const object: Directive = {
  shape: '{"@object": pairs}, a list of [key, value]',
  compile: (argument, context, { value }) => {
    const pairs = value(argument, context)
    return (scope) => {
      const list = pairs(scope)
      if (!Array.isArray(list)) return undefined
      const out: Record<string, unknown> = {}
      for (const pair of list) {
        if (!Array.isArray(pair)) continue
        const [key, entry] = pair as readonly unknown[]
        if (entry !== undefined && (typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint'))
          setOwn(out, String(key), entry)
      }
      return out
    }
  },
}

const first: Directive = {
  shape: '{"@first": [a, b, ...]}',
  compile: (argument, context, { value }) => {
    if (!Array.isArray(argument)) return said(context, first)
    const members = argument.map((member, i) => value(member, context.in(i)))
    return context.request ? firstThere(members) : coalesce(members)
  },
}

/** As {@link coalesce}, in a request: what is missing in a member that is passed over for another does not cost the call. */
function firstThere(members: readonly Expr[]): Expr {
  return (scope) => {
    const lacking: string[] = []
    const chosen = coalesce(
      members.map((member) => () => {
        lacking.length = 0
        return member(scope.with({ missing: lacking }))
      }),
    )(scope)
    scope.missing?.push(...lacking)
    return chosen
  }
}

const compact: Directive = {
  shape: '{"@compact": value}',
  compile: (argument, context, { value }) => {
    if (!isFields(argument)) return compileChain(value(argument, context), parseFilters('compact'), 'compact', context)
    // What is empty is not put there to be taken away again.
    const keys = Object.keys(argument)
    const full = fieldsOf(
      keys,
      keys.map((key) => value(argument[key], context.in(key))),
      isEmpty,
    )
    return (scope) => {
      const made = full(scope)
      return isEmpty(made) ? undefined : made
    }
  },
}

const pipe: Directive = {
  shape: '{"@pipe": [value, "filter: arg | filter"]}',
  compile: (argument, context, { value }) => {
    if (!Array.isArray(argument) || argument.length !== 2 || typeof argument[1] !== 'string') return said(context, pipe)
    const text = argument[1]
    if (text.trim() === 'compact') context.error(`write ${compact.shape}`)
    const input = value(argument[0], context.in(0))
    try {
      return compileChain(input, parseFilters(text), text, context.in(1))
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault
      context.in(1).error(fault.message, { text, at: fault.at })
      return absent
    }
  },
}

function said(context: Parameters<typeof wrongShape>[0], directive: Directive): Expr {
  wrongShape(context, directive.shape)
  return absent
}

/** Directives that build values out of values. */
export const buildDirectives = {
  '@literal': literal,
  '@spread': spread,
  '@concat': concat,
  '@object': object,
  '@first': first,
  '@compact': compact,
  '@pipe': pipe,
}
