import { parseExactly } from '../values/exact-json.ts'
import type { Deletion, Rule } from '../mapping/file/mapping.ts'
import { passedOver } from '../mapping/file/rule.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { scopeOf } from '../mapping/context/scope.ts'
import type { Call, Delivery } from '../mapping/translate.ts'
import type { DeleteRow } from './delete-row.ts'

/** A delete that was submitted: its items, which submission it was in, and what is kept of the answers. */
type Submitted = Pick<Delivery, 'items'> & { readonly row: Pick<DeleteRow, 'call' | 'answers'> }

/** One poll for all deletes of a submission. It sees the submission's batch key, and is asked again whatever the mapping says of calls that may be lost: it changes nothing. */
export function polls(deletion: Deletion, deliveries: readonly Submitted[], settings: Settings): readonly Call[] {
  const { poll, batch } = deletion
  const rule: Rule = {
    ...deletion,
    steps: poll?.steps ?? [],
    batch: { ...batch, maxBytes: Number.POSITIVE_INFINITY },
    unknown: 'retry',
    passedOver: passedOver.poll,
  }
  return [...Map.groupBy(deliveries, ({ row }) => row.call ?? '').values()].map((list) => {
    const kept = list[0]?.row.answers
    const answers = kept === undefined ? {} : (parseExactly(kept) as NonNullable<Call['answers']>)
    const items = list.flatMap((delivery) => delivery.items)
    const [first] = items
    const key = first && batch.key?.(scopeOf({ event: first.event, item: first.value, settings }))
    return { rule, items, key, answers }
  })
}
