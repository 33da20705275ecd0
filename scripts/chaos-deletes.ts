import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Receipt } from '../src/deletes/receipt.ts'
import { verify } from '../src/deletes/receipt-links.ts'
import { receiptKeysOf } from '../src/deletes/keys.ts'
import type { Taking } from './moody-partner.ts'

/** Users who are deleted have ids that nothing else contains. */
const planted = 'planted-user-'

/** The user of the nth delete. */
export function plantedUser(n: number): string {
  return `${planted}${n}`
}

/** What came of the deletes of a run. `unproven`: acknowledged, and not FINISHED with a receipt that verifies and that a search by the user finds. */
export interface Deleted {
  readonly accepted: number
  readonly unproven: readonly string[]
  /** Messages of users that the partner took after it had deleted them. */
  readonly afterDelete: readonly string[]
  /** Files of the storage in which an id of a deleted user stands, after a vacuum. */
  readonly leaks: readonly string[]
}

/** Remembers that a delete was acknowledged. */
export function noteAccepted(file: string, n: number, id: string): void {
  appendFileSync(file, `${n} ${id}\n`)
}

/** Where deletes are asked after: the Worker, an operator's token, the keys of receipts. */
export interface Asked {
  readonly url: string
  readonly token: string
  readonly keys: string
}

/** Those of the acknowledged deletes that are not proven, each found when the next is wanted. Those of `proven` are not asked after; what is proven is added to it. */
export async function* unprovenOf(file: string, asked: Asked, proven = new Set<string>()): AsyncGenerator<string> {
  const parsed = receiptKeysOf({ RECEIPT_KEYS: asked.keys })
  const known = parsed === undefined || 'fault' in parsed ? [] : parsed
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    if (proven.has(line)) continue
    const [n, id] = line.split(' ')
    const reply = await fetch(new URL('/v1/deletes/search', asked.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${asked.token}` },
      body: JSON.stringify({ userId: plantedUser(Number(n)) }),
    })
    const { receipts } = (await reply.json()) as { readonly receipts: readonly Receipt[] }
    const [receipt, ...others] = receipts
    const holds = others.length === 0 && receipt?.id === id && receipt?.state === 'FINISHED'
    if (holds && verify(receipt, known).ok) proven.add(line)
    else yield line
  }
}

/** Events of users that the partner took after it had deleted them. */
export function takenAfterDelete(taken: readonly Taking[]): readonly string[] {
  const gone = new Set<string>()
  return taken.flatMap(({ type, userId, messageId }) => {
    if (type === 'delete') gone.add(userId)
    return type !== 'delete' && gone.has(userId) ? [messageId] : []
  })
}

/** The files below a folder in which an id of a deleted user stands, after all databases were vacuumed. Nothing may run on them. */
export function leaksIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  for (const file of files.filter((name) => name.endsWith('.sqlite'))) {
    const database = new DatabaseSync(file)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.exec('VACUUM')
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
  }
  return files.filter((file) => textOf(file).toLowerCase().includes(planted))
}

/** A file as text; one that is gone after the vacuum (a journal) holds nothing. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
