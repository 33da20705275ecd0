import { effect, signal } from '@preact/signals'
import { readReceiptKeys } from '../../../../src/deletes/receipt-keys.ts'
import { session } from '../../session.ts'

/** A key of receipts that the browser signs with; its bytes cannot be read again. */
export interface HeldKey {
  readonly id: string
  readonly key: CryptoKey
}

/** The keys by which receipts are verified: in the memory of this page only, until it is closed, they are forgotten, or somebody signs out. */
export const heldKeys = signal<readonly HeldKey[] | undefined>(undefined)

effect(() => {
  if (session.value === undefined) heldKeys.value = undefined
})

/** Takes keys: the text of `RECEIPT_KEYS`, or of a file that has a line `RECEIPT_KEYS=...`. Gives what is wrong, or nothing. */
export async function holdKeys(text: string): Promise<string | undefined> {
  // browsers have no `subtle` on pages that came over plain http, but from this machine
  if (!globalThis.isSecureContext) return 'The browser verifies links only on a page that came over https.'
  const read = readReceiptKeys(valueIn(text))
  if ('fault' in read) return read.fault
  heldKeys.value = await Promise.all(
    read.map(async ({ id, key }) => ({
      id,
      key: await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
    })),
  )
  return undefined
}

function valueIn(text: string): string {
  const value = /^\s*(?:export\s+)?RECEIPT_KEYS\s*=\s*(.*)$/m.exec(text)?.[1]?.trim() ?? text.trim()
  return /^(['"`])(.*)\1$/s.exec(value)?.[2] ?? value
}
