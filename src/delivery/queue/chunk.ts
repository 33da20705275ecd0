import { createHash } from 'node:crypto'
import type { EventLike } from '../../mapping/translate.ts'

/** One subscription that an event is owed to. `done`: digests of its items that are settled already, which are never sent again. */
export interface Owed {
  readonly subscription: string
  readonly done?: readonly string[]
}

/** One event with what it is owed to; `receivedAt` in ms; `mapping` is the hash of the mapping that owed it. */
export interface Entry {
  readonly event: EventLike
  readonly owed: readonly Owed[]
  readonly receivedAt: number
  readonly mapping: string
}

/** What one row of the queue holds: as much as fits of what one call committed. */
export interface Chunk {
  readonly id: string
  readonly body: string
  /** How many (event, subscription) deliveries it owes. */
  readonly owed: number
}

/** A row is at most so large; a larger single entry stands alone. */
const chunkBytes = 256 * 1_024

/** Puts entries into chunks. The id is a hash of the account and the bytes, so that the same commit twice while it waits is one. */
export function chunksOf(account: string, entries: readonly Entry[]): readonly Chunk[] {
  const chunks: Chunk[] = []
  let texts: string[] = []
  let size = 0
  let owed = 0
  const flush = (): void => {
    if (texts.length > 0) chunks.push(chunkOf(account, texts, owed))
    texts = []
    owed = 0
    size = 0
  }
  for (const entry of entries) {
    const text = JSON.stringify(entry)
    if (size + text.length > chunkBytes) flush()
    texts.push(text)
    size += text.length
    owed += entry.owed.length
  }
  flush()
  return chunks
}

function chunkOf(account: string, texts: readonly string[], owed: number): Chunk {
  const body = `[${texts.join(',')}]`
  return { id: createHash('sha256').update(`${account}\n${body}`).digest('hex'), body, owed }
}

/** The digest of an item, by which it is known after it was translated again. */
export function itemDigest(item: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(item) ?? '')
    .digest('hex')
    .slice(0, 24)
}

/** How many (event, subscription) deliveries entries owe. */
export function owedCount(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + entry.owed.length, 0)
}
