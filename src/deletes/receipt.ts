import { createHmac, timingSafeEqual } from 'node:crypto'
import { canonicalJson } from '../ingest/canonical.ts'
import { isObject, textOf } from '../values/json.ts'
import type { ReceiptKey } from './receipt-keys.ts'

/** The states of deletes (the words of Segment's regulations; `INVALID`: refused on arrival). */
export const deleteStates = ['INITIALIZED', 'RUNNING', 'FINISHED', 'FAILED', 'NOT_SUPPORTED', 'INVALID'] as const
/** What became of a delete. */
export type DeleteState = (typeof deleteStates)[number]

/** Whether a delete is done or being done: one that failed or was refused is not. */
export function isTaken(state: DeleteState): boolean {
  return state === 'INITIALIZED' || state === 'RUNNING' || state === 'FINISHED'
}

/** One thing that happened to a delete. `at`: ISO time. What is not known in a kind is left out. No raw id of a user stands in one. */
export interface ReceiptEvent {
  readonly kind:
    | 'accepted'
    | 'joined'
    | 'attempt'
    | 'submitted'
    | 'poll'
    | 'resubmit'
    | 'confirmed'
    | 'failed'
    | 'cancelled'
    | 'retried'
    | 'not supported'
    | 'invalid'
  readonly at: string
  readonly delete?: string
  readonly partner?: string
  readonly account?: string
  /** What the request was known by. */
  readonly request?: string
  /** HMACs of the ids: whose delete it is. */
  readonly userId?: string
  readonly anonymousId?: string
  readonly mapping?: string
  readonly status?: number
  readonly outcome?: string
  /** How many polls before this one said the same. */
  readonly polls?: number
  /** The partner's own reference, or why it ended so. */
  readonly reference?: string
  readonly reason?: string
}

/** An entry of a receipt: what happened, its position from 1, and the key that it is linked with. */
interface ReceiptEntry extends ReceiptEvent {
  readonly n: number
  readonly key: string
}

/** An entry with its link: an HMAC over the link before and the entry itself. */
export interface LinkedEntry extends ReceiptEntry {
  readonly link: string
}

/** A receipt: the history of one delete at one account. `state` follows from the entries. */
export interface Receipt {
  readonly id: string
  readonly partner: string
  readonly account: string
  readonly state: DeleteState
  readonly entries: readonly LinkedEntry[]
}

/** The next entry of a history. */
export function linked(before: LinkedEntry | undefined, receiptEvent: ReceiptEvent, key: ReceiptKey): LinkedEntry {
  const entry: ReceiptEntry = { ...receiptEvent, n: (before?.n ?? 0) + 1, key: key.id }
  return { ...entry, link: linkOf(before?.link ?? '', entry, key) }
}

function linkOf(before: string, entry: ReceiptEntry, { key }: ReceiptKey): string {
  return createHmac('sha256', key)
    .update(`${before}\n${canonicalJson(entry)}`)
    .digest('hex')
}

/** The state that a history tells. */
export function stateOf(entries: readonly ReceiptEvent[]): DeleteState {
  return entries.reduce<DeleteState>((state, { kind }) => {
    switch (kind) {
      case 'accepted':
        return 'INITIALIZED'
      case 'joined':
        return state
      case 'attempt':
      case 'submitted':
      case 'poll':
      case 'resubmit':
        return 'RUNNING'
      case 'retried':
        return 'RUNNING'
      case 'confirmed':
        return 'FINISHED'
      case 'failed':
      case 'cancelled':
        return 'FAILED'
      case 'not supported':
        return 'NOT_SUPPORTED'
      case 'invalid':
        return 'INVALID'
    }
  }, 'INITIALIZED')
}

/** Whether a receipt is as it was written, or what is wrong with it. */
export type Verified = { readonly ok: true; readonly last: string } | { readonly ok: false; readonly why: string }

/** Verifies a receipt that came from outside: its form, each link, and that what it says of itself follows from its entries. */
export function verify(receipt: unknown, keys: readonly ReceiptKey[]): Verified {
  if (!isReceipt(receipt))
    return wrong('this is no receipt: expected id, partner, account, state and entries, and nothing else')
  let before: LinkedEntry | undefined
  for (const [i, entry] of receipt.entries.entries()) {
    const { link, ...plain } = entry
    const key = keys.find(({ id }) => id === entry.key)
    if (key === undefined) return wrong(`entry ${i + 1}: RECEIPT_KEYS has no key "${String(entry.key)}"`)
    if (entry.n !== i + 1) return wrong(`entry ${i + 1}: it says that it is number ${String(entry.n)}`)
    if (!isSameLink(link, linkOf(before?.link ?? '', plain, key)))
      return wrong(`entry ${i + 1}: it was changed, or one before it was`)
    before = entry
  }
  const [first] = receipt.entries
  if (before === undefined || first === undefined) return wrong('it has no entry')
  if (first.delete !== receipt.id || first.partner !== receipt.partner || first.account !== receipt.account)
    return wrong('its id, partner or account is not that of its first entry')
  if (stateOf(receipt.entries) !== receipt.state) return wrong('its state does not follow from its entries')
  return { ok: true, last: before.link }
}

function wrong(why: string): Verified {
  return { ok: false, why }
}

function isSameLink(given: unknown, expected: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(expected)]
  return a.byteLength === b.byteLength && timingSafeEqual(a, b)
}

const fields = 'account,entries,id,partner,state'

function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false
  const entries: unknown = Reflect.get(value, 'entries')
  return (
    Object.keys(value).toSorted().join(',') === fields &&
    Array.isArray(entries) &&
    entries.every((entry) => isObject(entry) && Object.values(entry).every((field) => textOf(field) !== undefined))
  )
}
