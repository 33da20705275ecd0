import type { Compilers, Directive } from './directive.ts'
import { keysOf, wrongShape } from './directive.ts'
import { isObject, toText } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent, rootNames } from '../context/compile-context.ts'
import { eventFields } from '../context/event-fields.ts'
import type { Expr, Predicate, Scope } from '../context/scope.ts'

const oneCondition = '{"@when": {"if": "FQL", "then": value, "else": value}}'

const when: Directive = {
  shape: `${oneCondition}, or {"@when": [{"if": "FQL", "then": value}, ..., {"else": value}]}`,
  compile: (argument, context, compilers) => {
    if (isObject(argument)) return compileOne(argument, context, compilers)
    if (!Array.isArray(argument)) {
      wrongShape(context, when.shape)
      return absent
    }
    if (isOneCondition(argument)) context.error(`one condition needs no list: write ${oneCondition}`)
    const [only, ...others]: readonly unknown[] = argument
    if (others.length === 0 && isObject(only) && hasKey(only, 'if')) return compileOne(only, context.in(0), compilers)
    const branches = argument.map((branch, i) =>
      compileBranch(branch, context.in(i), compilers, i === argument.length - 1),
    )
    return (scope) => branches.find((branch) => branch.holds(scope))?.gives(scope)
  },
}

/** One condition: its value, or the other one. */
function compileOne(
  argument: Readonly<Record<string, unknown>>,
  context: CompileContext,
  { value, condition }: Compilers,
): Expr {
  const keys = keysOf(argument, context, { required: ['if', 'then'], optional: ['else'], shape: oneCondition })
  if (keys === undefined) return absent
  const holds = condition(keys['if'], context.in('if'))
  const then = value(keys['then'], context.in('then'))
  const otherwise = Object.hasOwn(keys, 'else') ? value(keys['else'], context.in('else')) : absent
  return (scope) => (holds(scope) ? then : otherwise)(scope)
}

/** Whether a list holds one condition, and perhaps what is given where it does not hold. */
function isOneCondition([first, second, ...others]: readonly unknown[]): boolean {
  return others.length === 0 && hasKey(first, 'if') && (second === undefined || hasKey(second, 'else'))
}

function hasKey(branch: unknown, key: string): boolean {
  return isObject(branch) && Object.hasOwn(branch, key)
}

interface Branch {
  readonly holds: Predicate
  readonly gives: Expr
}

function compileBranch(
  branch: unknown,
  context: CompileContext,
  { value, condition }: Compilers,
  last: boolean,
): Branch {
  if (last && isObject(branch) && Object.hasOwn(branch, 'else')) {
    const keys = keysOf(branch, context, { required: ['else'], shape: '{"else": value}' })
    return { holds: () => true, gives: value(keys?.['else'], context.in('else')) }
  }
  const keys = keysOf(branch, context, {
    required: ['if', 'then'],
    shape: '{"if": "FQL", "then": value} ("else" only last)',
  })
  if (keys === undefined) return { holds: () => false, gives: absent }
  return { holds: condition(keys['if'], context.in('if')), gives: value(keys['then'], context.in('then')) }
}

const choice: Directive = {
  shape: '{"@switch": {"on": value, "cases": {"text": value}, "default": value}}',
  compile: (argument, context, { value }) => {
    const keys = keysOf(argument, context, { required: ['on', 'cases'], optional: ['default'], shape: choice.shape })
    if (keys === undefined) return absent
    const on = value(keys['on'], context.in('on'))
    const otherwise = Object.hasOwn(keys, 'default') ? value(keys['default'], context.in('default')) : absent
    const cases = keys['cases']
    if (!isObject(cases)) {
      wrongShape(context.in('cases'), choice.shape)
      return absent
    }
    const table = new Map(
      Object.entries(cases).map(([text, json]) => [text, value(json, context.in('cases').in(text))]),
    )
    return (scope) => {
      const chosen = on(scope)
      const found = chosen === undefined || chosen === null ? undefined : table.get(toText(chosen))
      return (found ?? otherwise)(scope)
    }
  },
}

const map: Directive = {
  shape: '{"@map": {"over": list, "as": value, "where": "FQL", "element": "name"}}',
  compile: (argument, context, { value, condition }) => {
    const keys = keysOf(argument, context, {
      required: ['over', 'as'],
      optional: ['where', 'element'],
      shape: map.shape,
    })
    if (keys === undefined) return absent
    const over = value(keys['over'], context.in('over'))
    const element = elementName(keys, context.in('element'))
    const bound = context.binding('item', 'index')
    const inside = element === undefined ? bound : bound.naming(element)
    const as = value(keys['as'], inside.in('as'))
    const where = Object.hasOwn(keys, 'where') ? condition(keys['where'], inside.in('where')) : undefined
    return (scope) => {
      const list = over(scope)
      return list === undefined || list === null
        ? undefined
        : mapped(Array.isArray(list) ? list : [list], { scope, as, where, element })
    }
  },
}

/** Names that mean something in a path already: a root, a field of the event, a literal. */
const taken: ReadonlySet<string> = new Set([...rootNames, ...eventFields, 'true', 'false', 'null'])

/** The name that a `@map` gives its element, so that a `@map` inside sees it too. */
function elementName(keys: Readonly<Record<string, unknown>>, context: CompileContext): string | undefined {
  if (!Object.hasOwn(keys, 'element')) return undefined
  const name = keys['element']
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    context.error('write a name of letters and digits, such as "product"')
  else if (taken.has(name) || context.elements.has(name))
    context.error(`"${name}" has a meaning already: choose another name`)
  else return name
  return undefined
}

interface Mapped {
  readonly scope: Scope
  readonly as: Expr
  readonly where: Predicate | undefined
  readonly element: string | undefined
}

function mapped(list: readonly unknown[], { scope, as, where, element }: Mapped): readonly unknown[] {
  const out: unknown[] = []
  for (const [index, item] of list.entries()) {
    if (item === null || item === undefined) continue
    const elements = element === undefined ? scope.elements : { ...scope.elements, [element]: item }
    const inner = scope.with({ item, index, elements })
    if (where !== undefined && !where(inner)) continue
    const made = as(inner)
    if (made !== undefined) out.push(made)
  }
  return out
}

/** Directives that choose between values and go over lists. */
export const chooseDirectives = { '@when': when, '@switch': choice, '@map': map }
