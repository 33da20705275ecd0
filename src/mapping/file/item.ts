import type { JsonObject } from '../../values/json.ts'
import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Expr } from '../context/scope.ts'
import { compileValue, rootDirective } from './value.ts'

/** Compiles an `item`. What Segment keeps beside the fields of a copied mapping, for its own code, is left out with a warning. */
export function compileItem(json: unknown, context: CompileContext): Expr {
  return compileValue(isObject(json) ? withoutSegmentKeys(json, context) : json, context)
}

/** The keys of a mapping by which Segment batches. They hold fixed values there: anything else is a field of the partner. */
const batching: Readonly<Record<string, (value: unknown) => boolean>> = {
  enable_batching: (value) => typeof value === 'boolean',
  batch_size: (value) => typeof value === 'number' || (typeof value === 'string' && /^[0-9]+$/.test(value)),
  batch_keys: (value) => Array.isArray(value) && value.every((key) => typeof key === 'string' && !key.includes('{{')),
}

/** Whether a key at the top of a mapping is there for Segment's own code, and no field of what is sent. */
export function isSegmentKey(key: string, value: unknown): boolean {
  if (key.startsWith('__segment_internal_')) return key !== rootDirective
  return Object.hasOwn(batching, key) && batching[key]?.(value) === true
}

function withoutSegmentKeys(json: JsonObject, context: CompileContext): JsonObject {
  const fields = Object.entries(json).filter(([key, value]) => {
    if (!isSegmentKey(key, value)) return true
    const instead = Object.hasOwn(batching, key)
      ? `batches are "batch" of the subscription here; for a field of this name write {"@literal": ${JSON.stringify(value)}}`
      : 'remove it'
    context.in(key).warn(`"${key}" is for Segment's own code and is left out: ${instead}`)
    return false
  })
  return Object.fromEntries(fields)
}
