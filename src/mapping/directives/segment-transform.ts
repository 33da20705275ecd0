import type { Directive } from './directive.ts'
import { keysOf } from './directive.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { isObject, setOwn } from '../../values/json.ts'
import { absent } from '../context/compile-context.ts'

const transform: Directive = {
  shape: '{"@transform": {"apply": value, "mapping": value}}',
  compile: (argument, context, { value }) => {
    const options = keysOf(argument, context, { required: ['apply', 'mapping'], shape: transform.shape })
    if (options === undefined) return absent
    checkEvent(options['apply'], context.in('apply'))
    const apply = value(options['apply'], context.in('apply'))
    const mapping = value(options['mapping'], context.in('mapping').binding('event'))
    return (scope) => {
      const event = apply(scope)
      return mapping(scope.with({ event: isObject(event) ? event : {} }))
    }
  },
}

/** What makes an event makes an object: of a text or a list `mapping` would see nothing. */
function checkEvent(json: unknown, context: CompileContext): void {
  if (isObject(json) || (typeof json === 'string' && /^\{\{(?:(?!\}\}).)*\}\}$/s.test(json))) return
  context.error(
    '"apply" makes the event that "mapping" sees: write an object, such as {"total": {"@path": "$.properties.total"}}',
  )
}

const excludeWhenNull: Directive = {
  shape: '{"@excludeWhenNull": value}',
  compile: (argument, context, { value }) => {
    const inner = value(argument, context)
    return (scope) => withoutNulls(inner(scope), 0)
  },
}

/** Deeper parts stay as they are: an event is nested at most 64 levels deep, only an answer could be deeper. */
const deepest = 200

/** A value without what is `null` in its objects, at any depth; lists stay as they are. */
function withoutNulls(value: unknown, depth: number): unknown {
  if (value === null) return undefined
  if (!isObject(value) || depth >= deepest) return value
  const out: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    const kept = withoutNulls(member, depth + 1)
    if (kept !== undefined) setOwn(out, key, kept)
  }
  return out
}

/** Segment's directives that make another event of the event, or leave nulls out. */
export const transformDirectives = { '@transform': transform, '@excludeWhenNull': excludeWhenNull }
