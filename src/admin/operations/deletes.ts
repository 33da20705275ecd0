import * as v from 'valibot'
import { deleteStates } from '../../deletes/receipt.ts'
import type { Operation } from './operation.ts'
import { Count, Time } from './operation.ts'

const text = v.optional(v.string())

/** One entry of a receipt (`deletes/receipt.ts`). */
export const ReceiptEntry = v.strictObject({
  n: Count,
  kind: v.picklist([
    'accepted',
    'joined',
    'attempt',
    'submitted',
    'poll',
    'resubmit',
    'confirmed',
    'failed',
    'cancelled',
    'retried',
    'not supported',
    'invalid',
  ]),
  at: Time,
  delete: text,
  partner: text,
  account: text,
  request: text,
  userId: text,
  anonymousId: text,
  mapping: text,
  status: v.optional(v.number()),
  outcome: text,
  polls: v.optional(Count),
  reference: text,
  reason: text,
  key: v.string(),
  link: v.string(),
})

/** The history of one delete at one account. */
export const Receipt = v.strictObject({
  id: v.string(),
  partner: v.string(),
  account: v.string(),
  state: v.picklist(deleteStates),
  entries: v.array(ReceiptEntry),
})

const Id = v.union([v.pipe(v.string(), v.minLength(1)), v.number()])

/** The routes of deletes. */
export const deleteOperations = {
  searchDeletes: {
    summary: 'Finds the deletes of a user',
    body: v.union([v.strictObject({ userId: Id }), v.strictObject({ anonymousId: Id })]),
    replies: {
      200: v.strictObject({
        receipts: v.array(Receipt),
        more: v.optional(Count),
      }),
    },
  },
  showReceipt: { summary: 'Shows the receipt of a delete', replies: { 200: Receipt } },
} as const satisfies Readonly<Record<string, Operation>>
