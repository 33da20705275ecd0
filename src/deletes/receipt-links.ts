import { createHmac } from 'node:crypto'
import type { IdKind, ReceiptKey } from './receipt-keys.ts'
import { subjectText } from './receipt-keys.ts'
import type { LinkedEntry, ReceiptEntry, ReceiptEvent } from './receipt.ts'
import { faultsOf, isReceipt, linkedText, linkedTexts } from './receipt.ts'

/** The next entry of a history. */
export function linked(before: LinkedEntry | undefined, receiptEvent: ReceiptEvent, key: ReceiptKey): LinkedEntry {
  const entry: ReceiptEntry = { ...receiptEvent, n: (before?.n ?? 0) + 1, key: key.id }
  return { ...entry, link: hmacOf(linkedText(before?.link ?? '', entry), key) }
}

/** The HMAC by which a user's deletes are found without their id being stored. */
export function subjectOf(kind: IdKind, id: string, key: ReceiptKey): string {
  return hmacOf(subjectText(kind, id), key)
}

/** Whether a receipt is as it was written, or what is wrong with it, or the key without which it cannot be told. */
export type Verified =
  | { readonly ok: true; readonly last: string }
  | { readonly ok: false; readonly why: string }
  | { readonly ok: false; readonly missingKey: string }

/** Verifies a receipt that came from outside: its form, each link, and that what it says of itself follows from its entries. */
export function verify(receipt: unknown, keys: readonly ReceiptKey[]): Verified {
  if (!isReceipt(receipt))
    return wrong('this is no receipt: expected id, partner, account, state and entries, and nothing else')
  const links = linkedTexts(receipt).map(({ key: id, text }) => {
    const key = keys.find((one) => one.id === id)
    return key === undefined ? undefined : hmacOf(text, key)
  })
  const { entries, whole, missingKeys } = faultsOf(receipt, links)
  const first = entries.findIndex((fault) => fault !== undefined)
  if (first >= 0) return wrong(`entry ${first + 1}: ${entries[first] ?? ''}`)
  if (whole !== undefined) return wrong(whole)
  const [missingKey] = missingKeys
  return missingKey === undefined ? { ok: true, last: receipt.entries.at(-1)?.link ?? '' } : { ok: false, missingKey }
}

function wrong(why: string): Verified {
  return { ok: false, why }
}

function hmacOf(text: string, { key }: ReceiptKey): string {
  return createHmac('sha256', key).update(text).digest('hex')
}
