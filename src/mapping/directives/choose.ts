import type { Compilers, Directive } from './directive.ts'
import { keysOf, wrongShape } from './directive.ts'
import { isObject, toText } from '../../values/json.ts'
import type { Place } from '../context/place.ts'
import { absent } from '../context/place.ts'
import type { Expr, Predicate, Scope } from '../context/scope.ts'
import { scopeOf } from '../context/scope.ts'

const when: Directive = {
  shape: '{"@when": [{"if": "FQL", "then": value}, ..., {"else": value}]}',
  compile: (argument, place, compilers) => {
    if (!Array.isArray(argument)) {
      wrongShape(place, when.shape)
      return absent
    }
    const branches = argument.map((branch, i) =>
      compileBranch(branch, place.in(i), compilers, i === argument.length - 1),
    )
    return (scope) => branches.find((branch) => branch.holds(scope))?.gives(scope)
  },
}

interface Branch {
  readonly holds: Predicate
  readonly gives: Expr
}

function compileBranch(branch: unknown, place: Place, { value, condition }: Compilers, last: boolean): Branch {
  if (last && isObject(branch) && Object.hasOwn(branch, 'else')) {
    const keys = keysOf(branch, place, { required: ['else'], shape: '{"else": value}' })
    return { holds: () => true, gives: value(keys?.['else'], place.in('else')) }
  }
  const keys = keysOf(branch, place, {
    required: ['if', 'then'],
    shape: '{"if": "FQL", "then": value} ("else" only last)',
  })
  if (keys === undefined) return { holds: () => false, gives: absent }
  return { holds: condition(keys['if'], place.in('if')), gives: value(keys['then'], place.in('then')) }
}

const choice: Directive = {
  shape: '{"@switch": {"on": value, "cases": {"text": value}, "default": value}}',
  compile: (argument, place, { value }) => {
    const keys = keysOf(argument, place, { required: ['on', 'cases'], optional: ['default'], shape: choice.shape })
    if (keys === undefined) return absent
    const on = value(keys['on'], place.in('on'))
    const otherwise = Object.hasOwn(keys, 'default') ? value(keys['default'], place.in('default')) : absent
    const cases = keys['cases']
    if (!isObject(cases)) {
      wrongShape(place.in('cases'), choice.shape)
      return absent
    }
    const table = new Map(Object.entries(cases).map(([text, json]) => [text, value(json, place.in('cases').in(text))]))
    return (scope) => {
      const chosen = on(scope)
      const found = chosen === undefined || chosen === null ? undefined : table.get(toText(chosen))
      return (found ?? otherwise)(scope)
    }
  },
}

const map: Directive = {
  shape: '{"@map": {"over": list, "as": value, "where": "FQL"}}',
  compile: (argument, place, { value, condition }) => {
    const keys = keysOf(argument, place, { required: ['over', 'as'], optional: ['where'], shape: map.shape })
    if (keys === undefined) return absent
    const over = value(keys['over'], place.in('over'))
    const inside = place.binding('item', 'index')
    const as = value(keys['as'], inside.in('as'))
    const where = Object.hasOwn(keys, 'where') ? condition(keys['where'], inside.in('where')) : undefined
    return (scope) => {
      const list = over(scope)
      return list === undefined || list === null
        ? undefined
        : mapped(Array.isArray(list) ? list : [list], { scope, as, where })
    }
  },
}

interface Mapped {
  readonly scope: Scope
  readonly as: Expr
  readonly where: Predicate | undefined
}

function mapped(list: readonly unknown[], { scope, as, where }: Mapped): readonly unknown[] {
  const out: unknown[] = []
  for (const [index, item] of list.entries()) {
    if (item === null || item === undefined) continue
    const inner = scopeOf({ ...scope, item, index })
    if (where !== undefined && !where(inner)) continue
    const made = as(inner)
    if (made !== undefined) out.push(made)
  }
  return out
}

/** Directives that choose between values and go over lists. */
export const chooseDirectives = { '@when': when, '@switch': choice, '@map': map }
