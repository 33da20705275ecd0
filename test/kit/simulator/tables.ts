import type { QueuedEvent } from '../../../src/queue/queue-row.ts'
import { deliveryId } from '../../../src/queue/queue-row.ts'
import type { Booked } from '../../../src/queue/ledger.ts'
import type { Counters } from '../../../src/leases/meta.ts'
import { sumOf } from '../../../src/leases/meta.ts'
import type { DeliveryKey } from './events.ts'
import { deliveryKeyOf } from './events.ts'

/** A row of `events`. */
export interface Row {
  readonly id: string
  readonly due: number
  readonly owed: number
  readonly fence: number
  readonly lease: number
  readonly unackedClaims: number
  readonly attempts: number
  readonly parked: boolean
  readonly entries: readonly QueuedEvent[]
  readonly body: string
  /** The row as it is stored, to compare. */
  readonly text: string
}

/** A row of `dead_letters`. */
export interface SeenLetter {
  readonly state: 'dead' | 'cancelled'
  readonly deliveryKey: DeliveryKey
  /** The digests of the items that it is for, where it is not for all. */
  readonly only: readonly string[] | undefined
  readonly bytes: number
}

/** What the tables of a queue hold at one moment. */
export interface Tables {
  readonly rows: ReadonlyMap<string, Row>
  readonly letters: ReadonlyMap<string, SeenLetter>
  readonly cancels: readonly string[]
  readonly counts: Readonly<Partial<Record<Booked, number>>>
  /** The rows that were being sent when a user was deleted: their run judges them, or the alarm after it has died. */
  readonly leftToRounds: readonly string[]
  /** States of deletes, and whether something is still to be done for them. */
  readonly deletes: readonly { readonly id: string; readonly state: string; readonly open: boolean }[]
  /** By the mark of a user when the delete was accepted (ms). */
  readonly tombstones: ReadonlyMap<string, number>
  /** Everything as text, to compare. */
  readonly text: string
}

/** Reads all that a queue has written, past whatever it remembers. */
export function readTables(sql: SqlStorage): Tables {
  const events = sql.exec('SELECT * FROM events').toArray()
  const letters = sql.exec('SELECT id, state, message_id, subscription, bytes, entry FROM dead_letters').toArray()
  const cancels = sql.exec('SELECT delivery FROM cancels').toArray()
  const meta = sql.exec('SELECT name, value FROM meta').toArray()
  const deletes = sql.exec('SELECT * FROM deletes').toArray()
  const tombstones = sql.exec('SELECT * FROM tombstones').toArray()
  const others = ['receipts', 'delete_requests'].map((name) => sql.exec(`SELECT * FROM ${name}`).toArray())
  return {
    rows: new Map(events.map((row) => [String(row['id']), rowOf(row)])),
    letters: new Map(
      letters.map(({ id, state, message_id, subscription, bytes, entry }) => [
        String(id),
        {
          state: state === 'dead' ? 'dead' : 'cancelled',
          deliveryKey: deliveryKeyOf(message_id, String(subscription)),
          only: (JSON.parse(String(entry)) as Partial<QueuedEvent>).owed?.[0]?.only,
          bytes: Number(bytes),
        },
      ]),
    ),
    cancels: cancels.map(({ delivery }) => String(delivery)),
    counts: totalOf(meta),
    leftToRounds: meta.flatMap(({ name, value }) =>
      name === 'not erased' ? (JSON.parse(String(value)) as readonly string[]) : [],
    ),
    deletes: deletes.map(({ id, state, phase }) => ({
      id: String(id),
      state: String(state),
      open: phase !== 'none',
    })),
    tombstones: new Map(tombstones.map((row) => [String(row['subject']), Number(row['accepted_at'])])),
    text: JSON.stringify([events, letters, cancels, meta, deletes, tombstones, others]),
  }
}

/** The books, whatever mappings they are of. */
function totalOf(meta: readonly Readonly<Record<string, SqlStorageValue>>[]): Tables['counts'] {
  return meta
    .filter(({ name }) => String(name).startsWith('book:'))
    .reduce<Tables['counts']>((sum, { value }) => sumOf(sum, JSON.parse(String(value)) as Counters), {})
}

function rowOf(row: Readonly<Record<string, SqlStorageValue>>): Row {
  return {
    id: String(row['id']),
    due: Number(row['due']),
    owed: Number(row['owed']),
    fence: Number(row['fence']),
    lease: Number(row['lease_until']),
    unackedClaims: Number(row['strikes']),
    attempts: Number(row['attempts']),
    parked: row['parked'] === 1,
    entries: JSON.parse(String(row['body'])) as readonly QueuedEvent[],
    body: String(row['body']),
    text: JSON.stringify(row),
  }
}

/** The deliveries of a row, one for each time that it owes one. */
export function deliveryKeysOf({ entries }: Pick<Row, 'entries'>): readonly DeliveryKey[] {
  return entries.flatMap(({ event, owed }) =>
    owed.map(({ subscription }) => deliveryKeyOf(event['messageId'], subscription)),
  )
}

/** The ids of a row's deliveries. */
export function deliveriesOf({ id, entries }: Row): readonly string[] {
  return entries.flatMap((entry) => entry.owed.map((one) => deliveryId(id, entry, one)))
}

/** How often each delivery waits. */
export function waiting(tables: Tables): ReadonlyMap<DeliveryKey, number> {
  const times = new Map<DeliveryKey, number>()
  for (const row of tables.rows.values())
    for (const deliveryKey of deliveryKeysOf(row)) times.set(deliveryKey, (times.get(deliveryKey) ?? 0) + 1)
  return times
}
