import { createHash } from 'node:crypto'
import { parseExactly } from '../values/exact-json.ts'
import type { EventLike } from '../mapping/translate.ts'
import type { ItemOutcome } from '../delivery/call.ts'

/**
 * One subscription that an event is owed to. Digests of its items that are never sent again: `done` were delivered, `refused` rejected; `only`: none but these are owed.
 * `giveUpAfterMs`: for how long it is tried, where the mapping said so when it was committed.
 */
export interface QueuedDelivery {
  readonly subscription: string
  readonly done?: readonly string[]
  readonly refused?: readonly string[]
  readonly only?: readonly string[]
  readonly giveUpAfterMs?: number
}

/** One event with what it is owed to; `receivedAt` in ms; `mapping` is the hash of the mapping that owed it. */
export interface QueuedEvent {
  readonly event: EventLike
  readonly owed: readonly QueuedDelivery[]
  readonly receivedAt: number
  readonly mapping: string
}

/** How long a subscription collects events before they leave together (`buffer` of a mapping). */
interface BatchWindow {
  readonly subscription: string
  readonly forMs: number
  /** So many deliveries leave at once, without waiting any longer. */
  readonly most: number
}

/** The events of a stored row; nothing where its body cannot be read. */
export function entriesOf({ body }: { readonly body: string }): readonly QueuedEvent[] | undefined {
  try {
    const entries = parseExactly(body)
    return Array.isArray(entries) ? (entries as readonly QueuedEvent[]) : undefined
  } catch {
    return undefined
  }
}

/** What one row of the queue holds: as much as fits of what one call committed. */
export interface QueueRow {
  readonly id: string
  readonly body: string
  /** How many (event, subscription) deliveries it owes. */
  readonly owed: number
  /** Not before so long (ms): what just failed is not tried again at once. */
  readonly dueInMs: number
  /** How often it was tried before it was committed. */
  readonly attempts?: number
  /** The hash of the mapping that owes it. */
  readonly mapping?: string
  /** Why it is committed and not delivered, for an operator; masked. */
  readonly reason?: string | undefined
  readonly hold?: BatchWindow
}

/** When the rows of some entries are due: so long from now (ms), or when their subscription has collected enough; how often they were tried, and why they wait. */
export type Due = ({ readonly inMs: number } | { readonly hold: BatchWindow }) & {
  readonly attempts?: number
  readonly reason?: string | undefined
}

/** A row is at most so large; a larger single entry stands alone. */
const mostRowBytes = 256 * 1_024

/** Puts entries into rows. The id is a hash of the account and the bytes, so that the same commit twice while it waits is one. */
export function queueRowsOf(
  account: string,
  entries: readonly QueuedEvent[],
  due: Due = { inMs: 0 },
): readonly QueueRow[] {
  const { attempts = 0, reason } = due
  const when = 'hold' in due ? { dueInMs: due.hold.forMs, hold: due.hold } : { dueInMs: due.inMs }
  const chunks: QueueRow[] = []
  let texts: string[] = []
  let size = 0
  let owed = 0
  const flush = (): void => {
    const mapping = entries[0]?.mapping ?? ''
    if (texts.length > 0) chunks.push({ ...queueRowOf(account, texts), owed, attempts, mapping, reason, ...when })
    texts = []
    owed = 0
    size = 0
  }
  for (const entry of entries) {
    const text = JSON.stringify(entry)
    if (size + text.length > mostRowBytes) flush()
    texts.push(text)
    size += text.length
    owed += entry.owed.length
  }
  flush()
  return chunks
}

function queueRowOf(account: string, texts: readonly string[]): Pick<QueueRow, 'id' | 'body'> {
  const body = `[${texts.join(',')}]`
  return { id: createHash('sha256').update(`${account}\n${body}`).digest('hex'), body }
}

/** The digest of an item, by which it is known after it was translated again. */
export function itemDigest(item: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(item) ?? '')
    .digest('hex')
    .slice(0, 24)
}

/** What is owed when some of its items were settled. */
export function settle(owed: QueuedDelivery, outcomes: readonly ItemOutcome[]): QueuedDelivery {
  const digests = (settled: ItemOutcome['outcome']): readonly string[] =>
    outcomes.filter(({ outcome }) => outcome === settled).map(({ item }) => itemDigest(item.value))
  const done = [...(owed.done ?? []), ...digests('delivered')]
  const refused = [...(owed.refused ?? []), ...digests('rejected')]
  return {
    ...owed,
    ...(done.length > 0 && { done }),
    ...(refused.length > 0 && { refused }),
  }
}

/** How many (event, subscription) deliveries entries owe. */
export function owedCount(entries: readonly QueuedEvent[]): number {
  return entries.reduce((sum, entry) => sum + entry.owed.length, 0)
}

const rowDigits = 24

/** The part of a row's id that all its deliveries share, and the rows that it was split into. */
export function rowPart(id: string): string {
  return id.slice(0, rowDigits)
}

/**
 * An id for a row that is split off another, or whose dead letter is retried. Chance makes it one of its own: lease tokens and numbers begin anew where a row is
 * committed again, and what is split may be split again.
 */
export function rowIdBeside(id: string, random: () => number): string {
  const digits = [random(), random()].map((n) =>
    Math.floor(n * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  )
  return `${rowPart(id)}-${digits.join('')}`
}

/** The id of one delivery, (event, subscription) or some items of it: it stays the same while its row shrinks or is split, and as a dead letter. */
export function deliveryId(row: string, entry: QueuedEvent, { subscription, only = [] }: QueuedDelivery): string {
  const digest = createHash('sha256')
    .update([subscription, ...only, JSON.stringify(entry.event)].join('\n'))
    .digest('hex')
  return `${rowPart(row)}-${digest.slice(0, 12)}`
}

/** The id of the dead letter of a row that cannot be read: rows that were split off each other have different ones. */
export function rawDeliveryId({ id, body }: { readonly id: string; readonly body: string }): string {
  const digest = createHash('sha256').update(`${id}\n${body}`).digest('hex')
  return `${rowPart(id)}-${digest.slice(0, 12)}`
}

/** A row's id for what never was in a row: the same for the same. */
export function rowIdOf(account: string, value: unknown): string {
  return createHash('sha256')
    .update(`${account}\n${JSON.stringify(value) ?? ''}`)
    .digest('hex')
}

/** Whether a text can be the id of a delivery. */
export function isDeliveryId(text: string): boolean {
  return /^[0-9a-f]{24}-[0-9a-f]{12}$/.test(text)
}
