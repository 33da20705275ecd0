import type { AccountQueue } from '../../../src/queue/account-queue.ts'
import type { QueueRow, QueuedEvent } from '../../../src/queue/queue-row.ts'
import type { Booked } from '../../../src/queue/ledger.ts'
import type { Deleted } from './deleted.ts'
import type { DeliveryKey } from './events.ts'
import { deliveryKeyOf, itemCount } from './events.ts'
import type { SimulatedPartner } from './partner.ts'
import type { Tables } from './tables.ts'
import { deliveryKeysOf, deliveriesOf, waiting } from './tables.ts'

/** What an outside caller does in a transaction; absent where the alarm runs. */
export type OutsideAction =
  | { readonly kind: 'commit'; readonly chunks: readonly QueueRow[]; readonly letters: number }
  | { readonly kind: 'retry'; readonly id: string }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'delete'; readonly user: string }
  | undefined

const endsWell = ['delivered', 'skipped', 'erased'] as const satisfies readonly Booked[]
const endsAsDeadLetter = [
  'rejected',
  'mapping changed',
  'given up',
  'poison',
  'cancelled',
] as const satisfies readonly Booked[]

/** The simulator's own account of what was accepted, and what became of it. Each method gives what is wrong. */
export class Ledger {
  readonly #partner: SimulatedPartner
  readonly #deleted: Deleted
  /** The items of which there was a dead letter. */
  readonly #told = new Set<string>()
  #accepted = 0

  constructor(partner: SimulatedPartner, deleted: Deleted) {
    this.#partner = partner
    this.#deleted = deleted
  }

  /** stored + revived = delivered + skipped + dead + cancelled + erased + parked + waiting, by (event, subscription), and what was accepted is stored. */
  balance(queue: AccountQueue, tables: Tables): readonly string[] {
    const [counts, gauges] = [queue.dependencies.ledger.total(), queue.gauges()]
    const { stored = 0, revived = 0, lost = 0, found = 0 } = counts
    const ended = total(counts, [...endsWell, ...endsAsDeadLetter])
    const waits = [...tables.rows.values()].flatMap(deliveryKeysOf).length
    const dead = [...tables.letters.values()].filter(({ state }) => state === 'dead').length
    const bytes = [...tables.letters.values()].reduce((sum, letter) => sum + letter.bytes, 0)
    const ids = new Set([...tables.rows.values()].flatMap(deliveriesOf))
    return [
      ...(this.#accepted === stored && lost + found === 0 ? [] : [`accepted ${this.#accepted}, but ${text(counts)}`]),
      ...(stored + revived === ended + gauges.pending + gauges.parked
        ? []
        : [`${text(counts)}, ${text({ ...gauges })}`]),
      ...(gauges.pending + gauges.parked === waits ? [] : [`${waits} wait, the gauges say ${text({ ...gauges })}`]),
      ...(gauges.dead === dead && gauges.deadBytes === bytes ? [] : [`${dead} dead letters, ${text({ ...gauges })}`]),
      ...(text(counts) === text(tables.counts) ? [] : ['it remembers other counts than it wrote']),
      ...this.#deletes(queue, tables),
      ...tables.cancels.filter((id) => !ids.has(id)).map((id) => `a cancel request of ${id}, which does not wait`),
    ]
  }

  /** Of deletes: stored + revived = how they ended + those that wait. */
  #deletes(queue: AccountQueue, { deletes }: Tables): readonly string[] {
    const { stored = 0, revived = 0, FINISHED = 0, FAILED = 0, cancelled = 0 } = queue.deletes.book()
    const open = deletes.filter((one) => one.open).length
    return stored + revived === FINISHED + FAILED + cancelled + open
      ? []
      : [`deletes: ${text(queue.deletes.book())}, ${open} open`]
  }

  /** One transaction: what left has ended in one way each, what came was accepted or revived. */
  entered(before: Tables, after: Tables, deed: OutsideAction): readonly string[] {
    const fresh = deed?.kind === 'commit' ? this.#freshOf(deed.chunks, before) : []
    const atOnce = fresh.filter((deliveryKey) => this.#deleted.erases(deliveryKey, before)).length
    this.#accepted += fresh.length
    for (const { deliveryKey, only = [] } of after.letters.values())
      for (const digest of only) this.#told.add(`${deliveryKey} ${digest}`)
    const grown = (names: readonly Booked[]): number => total(after.counts, names) - total(before.counts, names)
    const { came, left } = moved(before, after)
    const [ended, revived] = [grown([...endsWell, ...endsAsDeadLetter]) - atOnce, grown(['revived'])]
    const shrunk = [...endsWell, ...endsAsDeadLetter].filter((name) => grown([name]) < 0)
    const lost =
      deed === undefined && isBuriedRaw(before, after)
        ? []
        : left.filter((deliveryKey) => !isWrittenDown(after, deliveryKey, isOfItems(before, deliveryKey)))
    return [
      ...shrunk.map((name) => `"${name}" was counted down`),
      ...(came.length === fresh.length - atOnce + revived ? [] : [`${came.join(', ')} came from nowhere`]),
      ...(left.length === ended ? [] : [`${left.join(', ')} left, ${ended} were counted`]),
      ...(lost.length <= grown(endsWell) ? [] : [`${lost.join(', ')} left without a letter or a count`]),
      ...lost
        .filter(
          (deliveryKey) =>
            grown(['erased']) === 0 || ![before, after].some((tables) => this.#deleted.erases(deliveryKey, tables)),
        )
        .filter((deliveryKey) => !isOfItems(before, deliveryKey) || !this.#partner.took(deliveryKey))
        .flatMap((deliveryKey) => [
          ...this.#unseen(deliveryKey, grown(['skipped']) > 0),
          // Of a user who was deleted nothing is kept.
          ...(grown(['skipped']) > 0 || this.#deleted.erases(deliveryKey, after)
            ? []
            : this.#withoutDeadLetter(deliveryKey)),
        ]),
    ]
  }

  /** Of what was counted as delivered (not of what another mapping skips: where an object died nobody knows what it was answered) each item that the partner refused, and never took, has had a dead letter. */
  #withoutDeadLetter(deliveryKey: DeliveryKey): readonly string[] {
    return this.#partner
      .refused(deliveryKey)
      .filter((digest) => !this.#told.has(`${deliveryKey} ${digest}`))
      .map((digest) => `the item ${digest} of ${deliveryKey} was refused, and has no dead letter`)
  }

  /** What a commit adds: a row that waits already is nothing new, unless nothing is left of it, for then it is not kept. */
  #freshOf(chunks: readonly QueueRow[], before: Tables): readonly DeliveryKey[] {
    const kept = new Set(before.rows.keys())
    return chunks.flatMap(({ id, body }) => {
      const deliveryKeys = deliveryKeysOf({ entries: JSON.parse(body) as readonly QueuedEvent[] })
      if (deliveryKeys.every((deliveryKey) => this.#deleted.erases(deliveryKey, before))) return deliveryKeys
      if (kept.has(id)) return []
      kept.add(id)
      return deliveryKeys
    })
  }

  /** What was counted as delivered has been taken by the partner: of a list every item that it did not refuse. */
  #unseen(deliveryKey: DeliveryKey, maySkip: boolean): readonly string[] {
    const items = Array.from({ length: itemCount(deliveryKey) }, (_, n) => n)
    if (maySkip && (items.length === 0 || deliveryKey.endsWith(' Batch'))) return []
    if (this.#partner.took(deliveryKey) && items.every((n) => this.#partner.settled(deliveryKey, n))) return []
    return [`${deliveryKey} was counted as delivered, and the partner never took it`]
  }
}

function total(counts: Tables['counts'], names: readonly Booked[]): number {
  return names.reduce((sum, name) => sum + (counts[name] ?? 0), 0)
}

function moved(
  before: Tables,
  after: Tables,
): { readonly came: readonly DeliveryKey[]; readonly left: readonly DeliveryKey[] } {
  const [was, is] = [waiting(before), waiting(after)]
  return {
    came: [...is].flatMap(([deliveryKey, n]) => times(deliveryKey, n - (was.get(deliveryKey) ?? 0))),
    left: [...was].flatMap(([deliveryKey, n]) => times(deliveryKey, n - (is.get(deliveryKey) ?? 0))),
  }
}

function times(deliveryKey: DeliveryKey, n: number): readonly DeliveryKey[] {
  return Array.from({ length: Math.max(0, n) }, () => deliveryKey)
}

/** Whether a row went as the text that it is: its letter speaks of no delivery. */
function isBuriedRaw(before: Tables, after: Tables): boolean {
  return [...after.letters.keys()].some((id) => id.endsWith(`-${'0'.repeat(12)}`) && !before.letters.has(id))
}

/** Whether there is a dead letter of a delivery: of all that it owes, where not only items of it waited. */
function isWrittenDown({ letters }: Tables, deliveryKey: DeliveryKey, ofItems: boolean): boolean {
  return [...letters.values()].some(
    (letter) => letter.deliveryKey === deliveryKey && (ofItems || letter.only === undefined),
  )
}

/** Whether some items of a delivery waited that an operator had sent again. */
function isOfItems({ rows }: Tables, deliveryKey: DeliveryKey): boolean {
  const entries = [...rows.values()].flatMap((row) => row.entries)
  return entries.some(({ event, owed }) =>
    owed.some(
      ({ subscription, only }) => only !== undefined && deliveryKeyOf(event['messageId'], subscription) === deliveryKey,
    ),
  )
}

function text(counts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(counts).sort())
}
