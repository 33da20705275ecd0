import { effect, signal } from '@preact/signals'
import type { ReceiptKey } from '../../../../src/deletes/receipt-keys.ts'
import { readReceiptKeys } from '../../../../src/deletes/receipt-keys.ts'
import { session } from '../../session.ts'
import type { HeldKey } from './verified.ts'

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
  heldKeys.value = await Promise.all(read.map(held))
  return undefined
}

/** A key that the browser signs with; its bytes cannot be read again. */
async function held({ id, key }: ReceiptKey): Promise<HeldKey> {
  const signing = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return {
    id,
    hmac: async (text) => {
      const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', signing, new TextEncoder().encode(text)))
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    },
  }
}

function valueIn(text: string): string {
  const value = /^\s*(?:export\s+)?RECEIPT_KEYS\s*=\s*(.*)$/m.exec(text)?.[1]?.trim() ?? text.trim()
  return /^(['"`])(.*)\1$/s.exec(value)?.[2] ?? value
}
