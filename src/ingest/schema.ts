import * as v from 'valibot'
import { isObject, type JsonObject } from '../values/json.ts'

/** The seven types of events (Segment's spec), the most frequent first. */
export const eventTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias', 'delete'] as const

/** An id of text. `null`, `""` and white space alone are absent (they name nobody), numbers become text, 0 too (as Segment sends them). */
const Id = v.optional(
  v.pipe(
    v.custom<string | number | bigint | null>(isId, 'expected text, or a number written in digits'),
    v.transform((id) => (id === null || String(id).trim() === '' ? undefined : String(id))),
  ),
)

/** An object, or what stands for none: `null`, and `[]` of languages that cannot tell them apart. */
const Dictionary = v.optional(v.custom<JsonObject | readonly never[] | null>(isDictionary, 'expected an object'))

/** Text that may be missing, `null` or empty. */
const Text = v.nullish(v.string('expected text'))

/**
 * What every type has (the common fields of Segment's spec). Times are not here: whatever stands there is kept and never fails
 * an event. Neither is anything else that is kept as it came.
 */
const common = {
  userId: Id,
  anonymousId: Id,
  groupId: Id,
  previousId: Id,
  messageId: Id,
  context: Dictionary,
  integrations: Dictionary,
}

/**
 * The fields of an event that we know, with ids as text or `undefined`; the others are not in its output. A track event without a name
 * passes, as the spec's own example has none, and so does a group event without a groupId:
 * that strictness is Segment's, and mappings say what they require. Whose event it is must be
 * known, of a delete too.
 */
export const Fields = v.pipe(
  v.variant(
    'type',
    [
      v.object({ ...common, type: v.literal('track'), event: Text, properties: Dictionary }),
      v.object({ ...common, type: v.literal('identify'), traits: Dictionary }),
      v.object({ ...common, type: v.literal('page'), name: Text, category: Text, properties: Dictionary }),
      v.object({ ...common, type: v.literal('screen'), name: Text, category: Text, properties: Dictionary }),
      v.object({ ...common, type: v.literal('group'), traits: Dictionary }),
      v.object({ ...common, type: v.literal('alias') }),
      v.object({ ...common, type: v.literal('delete') }),
    ],
    `expected one of ${eventTypes.join(', ')}`,
  ),
  v.check(
    ({ userId, anonymousId }) => (userId ?? anonymousId) !== undefined,
    'userId or anonymousId: expected at least one of them',
  ),
)

/** The known fields of an event, by its type. */
export type Fields = v.InferOutput<typeof Fields>

/** An event as every other room sees it, normalised: the known fields by its type, and beside them whatever else came, unread. */
export type Event = Fields & JsonObject & { readonly messageId: string; readonly receivedAt: unknown }

/** Numbers that JSON cannot keep exactly are refused: they would be another user's id. */
function isId(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER
  return typeof value === 'string' || typeof value === 'bigint' || value === null
}

function isDictionary(value: unknown): boolean {
  return value === null || (Array.isArray(value) ? value.length === 0 : isObject(value))
}
