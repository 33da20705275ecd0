import type { IdKind } from '../../../../src/deletes/receipt-keys.ts'
import { subjectText } from '../../../../src/deletes/receipt-keys.ts'
import type { Receipt, ReceiptFaults } from '../../../../src/deletes/receipt.ts'
import { faultsOf, linkedTexts } from '../../../../src/deletes/receipt.ts'

/** A key of receipts: its id, and the HMAC-SHA-256 of a text under it, in hexadecimal digits. */
export interface HeldKey {
  readonly id: string
  readonly hmac: (text: string) => Promise<string>
}

/** The id of a user that deletes were searched by. */
export interface User {
  readonly kind: IdKind
  readonly id: string
}

/** A receipt as the browser verified it. `byKey`: its links too, not only what can be seen without a key. `why`: what is wrong first; absent where nothing is. `missingKeys`: what is under these was not verified. `isOtherKey`: not even its first link holds, as where the key is not the one that it was written with. */
export interface Verification extends ReceiptFaults {
  readonly byKey: boolean
  readonly why: string | undefined
  readonly isOtherKey: boolean
}

/** Says which keys are not there. */
export function missing(keys: readonly string[]): string {
  return `RECEIPT_KEYS has no key ${keys.map((id) => `"${id}"`).join(', ')}`
}

/** Verifies a receipt, by the keys that are held. `user`: whose delete it must be, which is verified by a key too. */
export async function verified(
  receipt: Receipt,
  keys: readonly HeldKey[] | undefined,
  user?: User,
): Promise<Verification> {
  const links = keys === undefined ? undefined : await Promise.all(linkedTexts(receipt).map((one) => hmac(keys, one)))
  const faults = faultsOf(receipt, links)
  const first = faults.entries.findIndex((fault) => fault !== undefined)
  const entryFault = first < 0 ? undefined : `entry ${first + 1}: ${faults.entries[first] ?? ''}`
  const whole = faults.whole ?? (keys === undefined ? undefined : await userFault(receipt, keys, user))
  const isOtherKey = links?.[0] !== undefined && links[0] !== receipt.entries[0]?.link
  return { ...faults, whole, byKey: keys !== undefined, why: entryFault ?? whole, isOtherKey }
}

/** A request may have joined a delete with other ids, so that any entry may name the user. */
async function userFault(
  { entries }: Receipt,
  keys: readonly HeldKey[],
  user: User | undefined,
): Promise<string | undefined> {
  if (user === undefined) return undefined
  const { kind, id } = user
  for (const entry of entries) {
    const named = entry[kind]
    if (named === undefined) continue
    const expected = await hmac(keys, { key: entry.key, text: subjectText(kind, id) })
    // without its key nobody can tell whom the entry names
    if (expected === undefined || named === expected) return undefined
  }
  return `no entry names this ${kind}`
}

async function hmac(
  keys: readonly HeldKey[],
  { key: id, text }: { readonly key: string; readonly text: string },
): Promise<string | undefined> {
  return keys.find((one) => one.id === id)?.hmac(text)
}

/** Verifies receipts. Where not one of those that name a key holds from its first link on, the key is doubted, not each receipt. */
export async function allVerified(
  receipts: readonly Receipt[],
  keys: readonly HeldKey[] | undefined,
  user: User | undefined,
): Promise<readonly Verification[]> {
  const all = await Promise.all(receipts.map((receipt) => verified(receipt, keys, user)))
  const keyOf = (i: number): string => receipts[i]?.entries[0]?.key ?? ''
  return all.map((one, i) => {
    const same = all.filter((_, other) => keyOf(other) === keyOf(i))
    return { ...one, isOtherKey: same.every(({ isOtherKey }) => isOtherKey) }
  })
}
