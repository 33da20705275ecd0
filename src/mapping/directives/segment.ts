import { flat, isNested } from '../filters/objects.ts'
import type { Compilers, Directive } from './directive.ts'
import { keysOf } from './directive.ts'
import { jsonText } from '../filters/reading.ts'
import type { JsonObject } from '../../values/json.ts'
import { isObject, textOf } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent } from '../context/compile-context.ts'
import type { Expr } from '../context/scope.ts'
import { layered } from './build.ts'
import { flag, isDirective, oneOf, said, short } from './segment-options.ts'
import { readDirectives } from './segment-read.ts'
import { transformDirectives } from './segment-transform.ts'

const choice: Directive = {
  shape: '{"@if": {"exists": value, "then": value, "else": value}} (or "blank", which holds for what is not blank)',
  compile: (argument, context, { value }) => {
    const options = keysOf(argument, context, {
      required: [],
      optional: ['exists', 'blank', 'then', 'else'],
      shape: choice.shape,
    })
    if (options === undefined) return absent
    const part = (key: string): Expr | undefined =>
      Object.hasOwn(options, key) ? value(options[key], context.in(key)) : undefined
    const [exists, blank, then, otherwise] = [part('exists'), part('blank'), part('then'), part('else')]
    if (exists === undefined && blank === undefined) said(context, choice)
    const holds = exists === undefined ? filled : present
    const asked = exists ?? blank ?? absent
    return (scope) => (holds(asked(scope)) ? then : otherwise)?.(scope)
  },
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Not blank, as JavaScript's `!= ''` sees it: `0`, `false` and `[]` are blank too. */
function filled(value: unknown): boolean {
  return (
    present(value) && value !== '' && value !== 0 && value !== false && !(Array.isArray(value) && value.length === 0)
  )
}

const letterCase: Directive = {
  shape: '{"@case": {"operator": "lower", "value": value}}',
  compile: (argument, context, compilers) => {
    const options = keysOf(argument, context, { required: ['operator', 'value'], shape: letterCase.shape })
    if (options === undefined) return absent
    const operator = oneOf(['lower', 'upper'], options, 'operator', context)
    const value = textual(options, context, letterCase, compilers)
    return (scope) => {
      const text = value(scope)
      if (typeof text !== 'string') return text
      return operator === 'lower' ? text.toLowerCase() : text.toUpperCase()
    }
  },
}

const replace: Directive = {
  shape: '{"@replace": {"pattern": "-", "replacement": "_", "value": value}}',
  compile: (argument, context, compilers) => {
    const options = keysOf(argument, context, {
      required: ['pattern', 'value'],
      optional: ['replacement', 'pattern2', 'replacement2', 'ignorecase', 'global'],
      shape: replace.shape,
    })
    if (options === undefined) return absent
    const flags = `${flag(options, 'global', true, context) ? 'g' : ''}${flag(options, 'ignorecase', false, context) ? 'i' : ''}`
    const first = replacing(flags, short(options, 'pattern', context), short(options, 'replacement', context))
    const second = replacing(flags, short(options, 'pattern2', context), short(options, 'replacement2', context))
    if (Object.hasOwn(options, 'replacement2') && !Object.hasOwn(options, 'pattern2'))
      context.in('replacement2').error('"replacement2" needs a "pattern2"')
    const value = textual(options, context, replace, compilers)
    return (scope) => {
      const text = textOf(value(scope))
      return text === undefined ? undefined : second(first(text))
    }
  },
}

/** A function that puts a replacement in the place of a literal text. */
function replacing(flags: string, pattern: string, replacement: string): (text: string) => string {
  if (pattern === '') return (text) => text
  const literal = new RegExp(pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), flags)
  return (text) => text.replace(literal, () => replacement)
}

const flatten: Directive = {
  shape: '{"@flatten": {"value": value, "separator": "."}}',
  compile: (argument, context, { value }) => {
    const options = keysOf(argument, context, {
      required: ['value', 'separator'],
      optional: ['omitArrays'],
      shape: flatten.shape,
    })
    if (options === undefined) return absent
    const { separator } = options
    if (typeof separator !== 'string' || separator === '') {
      context.in('separator').error('write a literal text of at least one character')
      return absent
    }
    const opens = flag(options, 'omitArrays', false, context) ? isObject : isNested
    const tree = value(options['value'], context.in('value'))
    return (scope) => {
      const value = tree(scope)
      return opens(value) ? flat(value, separator, opens) : undefined
    }
  },
}

const json: Directive = {
  shape: '{"@json": {"mode": "encode", "value": value}}',
  compile: (argument, context, { value }) => {
    const options = keysOf(argument, context, { required: ['mode', 'value'], shape: json.shape })
    if (options === undefined) return absent
    const mode = oneOf(['encode', 'decode'], options, 'mode', context)
    const made = value(options['value'], context.in('value'))
    return mode === 'encode' ? (scope) => jsonText(made(scope)) : (scope) => decoded(made(scope))
  },
}

/** What a text of JSON holds; a text that is none, or that is nested too deep to be written again, stays. */
function decoded(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    const inner: unknown = JSON.parse(value)
    return jsonText(inner) === undefined ? value : inner
  } catch {
    return value
  }
}

const merge: Directive = {
  shape: '{"@merge": {"objects": [a, b, ...], "direction": "right"}}',
  compile: (argument, context, { value }) => {
    const options = keysOf(argument, context, { required: ['objects', 'direction'], shape: merge.shape })
    if (options === undefined) return absent
    const direction = oneOf(['left', 'right'], options, 'direction', context)
    const at = context.in('objects')
    if (!Array.isArray(options['objects'])) return said(at, merge)
    const members = options['objects'].map((member: unknown, i) =>
      isObject(member) || isTemplate(member) ? value(member, at.in(i)) : said(at.in(i), merge),
    )
    return layered(direction === 'left' ? members.toReversed() : members)
  },
}

function isTemplate(json: unknown): boolean {
  return typeof json === 'string' && json.includes('{{')
}

/** The option `value` of a directive over text: a text or a directive. */
function textual(options: JsonObject, context: CompileContext, directive: Directive, { value }: Compilers): Expr {
  const json = options['value']
  if (typeof json === 'string' || isDirective(json)) return value(json, context.in('value'))
  return said(context.in('value'), directive)
}

/** The directives of Segment's mapping-kit, so that a mapping copied from a Segment destination works (docs/from-segment.md, "Copied from Segment"). */
export const segmentDirectives = {
  ...readDirectives,
  ...transformDirectives,
  '@if': choice,
  '@case': letterCase,
  '@replace': replace,
  '@flatten': flatten,
  '@json': json,
  '@merge': merge,
}
