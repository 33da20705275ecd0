import type { Env } from '../env.ts'
import { isOn, variable } from '../env.ts'
import type { Seals } from '../transport/seal.ts'
import { sealsOf } from '../transport/seal.ts'
import type { ReceiptKeys } from './receipt-keys.ts'
import { readReceiptKeys } from './receipt-keys.ts'

/** The keys without which no delete is taken or tried, or which setting is missing or wrong. `isKeyLost`: the operator says that the last key of before is lost (`SEALING_KEY_LOST`): what it marked is given up. */
export type DeleteKeys =
  | { readonly kind: 'keys'; readonly seals: Seals; readonly receipts: ReceiptKeys; readonly isKeyLost: boolean }
  | { readonly kind: 'missing'; readonly why: string }

let last: { readonly texts: string; readonly keys: DeleteKeys } | undefined

/** The keys of deletes, `SEALING_KEY` and `RECEIPT_KEYS`, or which of them is missing or wrong. Asked for each event of a queue with tombstones: the last answer is kept. */
export function deleteKeysOf(env: Env): DeleteKeys {
  const texts = JSON.stringify(['SEALING_KEY', 'RECEIPT_KEYS', 'SEALING_KEY_LOST'].map((name) => variable(env, name)))
  if (last?.texts !== texts) last = { texts, keys: read(env) }
  return last.keys
}

/** Reads `RECEIPT_KEYS`. Nothing where it is not set; a fault says what is expected. */
export function receiptKeysOf(env: Env): ReceiptKeys | { readonly fault: string } | undefined {
  const text = variable(env, 'RECEIPT_KEYS')
  return text === undefined ? undefined : readReceiptKeys(text)
}

function read(env: Env): DeleteKeys {
  const seals = sealsOf(env)
  if (seals === undefined) return missing('SEALING_KEY is not set (openssl rand -base64 32)')
  if ('fault' in seals) return missing(seals.fault)
  const receipts = receiptKeysOf(env)
  if (receipts === undefined)
    return missing('RECEIPT_KEYS is not set: [{"id": "2026-11", "key": "<base64 of 32 bytes>"}]')
  return 'fault' in receipts
    ? missing(receipts.fault)
    : { kind: 'keys', seals, receipts, isKeyLost: isOn(env, 'SEALING_KEY_LOST') }
}

function missing(why: string): DeleteKeys {
  return { kind: 'missing', why }
}
