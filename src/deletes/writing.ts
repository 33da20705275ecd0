import type { Dependencies } from '../leases/dependencies.ts'
import type { DeleteRow } from './delete-row.ts'
import type { DeleteStore } from './delete-store.ts'
import type { DeleteStep } from './outcome.ts'
import { cancelled } from './outcome.ts'
import type { ReceiptKey } from './receipt-keys.ts'

/** The books of an account's deletes, among its counters: `stored`, `repeated`, `joined`, `revived`, and how each ended: its state, or `cancelled`. */
export const deleteBook = 'book of deletes'

/** What writing a step needs. `key` links the new entries of receipts. */
export interface Writing {
  readonly dependencies: Dependencies
  readonly store: DeleteStore
  readonly key: ReceiptKey
  readonly log: (at: string, fields: Readonly<Record<string, unknown>>) => void
}

/**
 * Writes a step: the row, and what its receipt says. What an operator cancelled meanwhile is cancelled, unless the partner confirmed it. The last link of what ended goes to the log,
 * so that the history has a copy outside. In the caller's transaction.
 */
export function applyStep(row: DeleteRow, step: DeleteStep, { dependencies, store, key, log }: Writing): void {
  const reason = dependencies.cancels.cancelReason(row.id)
  const { change, receiptEvents } =
    reason === undefined || step.change.state === 'FINISHED' || isCancel(step)
      ? step
      : withCancel(step, cancelled(reason, dependencies.now()))
  if (!store.apply(row.id, row.leaseToken, change)) return
  const at = new Date(dependencies.now()).toISOString()
  const entries = receiptEvents.map((receiptEvent) => store.addReceiptEvent(row.id, { ...receiptEvent, at }, key))
  if (change.phase !== 'none') return
  const last = entries.at(-1)
  dependencies.cancels.remove(row.id)
  log('delete', { delete: row.id, state: change.state, receipt: last?.link, entries: last?.n })
  dependencies.meta.add(deleteBook, { [isCancel({ receiptEvents }) ? 'cancelled' : (change.state ?? '')]: 1 })
}

function isCancel({ receiptEvents }: Pick<DeleteStep, 'receiptEvents'>): boolean {
  return receiptEvents.some(({ kind }) => kind === 'cancelled')
}

/** A step that is cancelled at its end: what was tried is told, not that it failed. */
function withCancel(step: DeleteStep, cancel: DeleteStep): DeleteStep {
  const tried = step.receiptEvents.filter(({ kind }) => kind !== 'failed')
  return { change: cancel.change, receiptEvents: [...tried, ...cancel.receiptEvents] }
}
