import type { Env } from '../../env.ts'
import { sealsOf } from '../seal.ts'
import type { DeleteKeys } from './account-deletes.ts'
import { receiptKeysOf } from './receipt-keys.ts'

/** The keys of deletes, `SEALING_KEY` and `RECEIPT_KEYS`, or which of them is missing or wrong. */
export function deleteKeysOf(env: Env): DeleteKeys {
  const seals = sealsOf(env)
  if (seals === undefined) return missing('SEALING_KEY is not set (openssl rand -base64 32)')
  if ('fault' in seals) return missing(seals.fault)
  const receipts = receiptKeysOf(env)
  if (receipts === undefined)
    return missing('RECEIPT_KEYS is not set: [{"id": "2026-11", "key": "<base64 of 32 bytes>"}]')
  return 'fault' in receipts ? missing(receipts.fault) : { kind: 'keys', seals, receipts }
}

function missing(why: string): DeleteKeys {
  return { kind: 'missing', why }
}
