import { textOf } from '../../mapping/json.ts'
import type { AccountQueue } from './account-queue.ts'
import type { DeleteState } from '../deletes/receipt.ts'
import type { Entry } from './chunk.ts'
import { deliveryId, isDeliveryId, rowIdBeside } from './chunk.ts'
import { writeDown } from './ending.ts'
import type { KeptLetter } from './letters.ts'
import { listDeletes } from './listed-deletes.ts'
import type { SeenRow } from './store.ts'

/** The states in which a delivery of an event is kept. One that was delivered or skipped is only counted. */
export type DeliveryState = 'pending' | 'parked' | 'dead' | 'cancelled'

/**
 * One delivery as an operator sees it: of an event at a subscription, or a delete (which has no subscription, and the states of its receipt). Times in ms. `event` is the JSON
 * of the raw event: whoever shows it masks it; a delete's is sealed.
 */
export interface Delivery {
  readonly id: string
  readonly kind: 'event' | 'delete'
  readonly state: DeliveryState | DeleteState
  readonly subscription?: string
  readonly type: string
  readonly messageId?: string
  readonly acceptedAt: number
  readonly attempts: number
  readonly nextAttemptAt?: number
  readonly sending?: boolean
  readonly endedAt?: number
  readonly reason?: string
  readonly requestId?: string
  readonly mapping?: string
  readonly event?: string
}

/** Which deliveries are looked for. `state` absent: all; `before`: accepted before (ms). */
export interface Wanted {
  readonly state?: DeliveryState | undefined
  readonly kind?: 'event' | 'delete' | undefined
  readonly messageId?: string | undefined
  readonly before?: number | undefined
}

/** Some deliveries, and where the next ones begin (absent: there are none). */
export interface Page {
  readonly deliveries: readonly Delivery[]
  readonly next?: string
}

/** How an operator's wish ended. `waiting`: the first attempt of a delete waits for a reason. */
export type Wish = 'done' | 'sending' | 'waiting' | 'ended' | 'no event' | 'unknown'

/** A page reads so many rows and so many bytes of them at most, so that it stays under an RPC's size. */
const rowsAPage = 500
const bytesAPage = 2 * 1_024 * 1_024

/** What is listed, in this order; deletes by their stages. */
const sections = ['events', 'dead', 'cancelled', 'deletes-pending', 'deletes-dead', 'deletes-cancelled'] as const
type Section = (typeof sections)[number]

/** A page of an account's deliveries: those that wait, then dead and cancelled ones, then deletes so. `after`: where the page before said that the next begin. */
export function list(queue: AccountQueue, wanted: Wanted, page: { after?: string | undefined; limit: number }): Page {
  const [section = 'events', from = ''] = (page.after ?? '').split(':')
  for (const name of sections.slice(Math.max(0, sections.indexOf(section as Section)))) {
    if (!concerns(name, wanted)) continue
    const { deliveries, next } = listSection(queue, wanted, {
      name,
      from: name === section ? from : '',
      limit: page.limit,
    })
    const following = next === undefined ? sections[sections.indexOf(name) + 1] : undefined
    const after = next === undefined ? following && `${following}:` : `${name}:${next}`
    if (deliveries.length > 0 || next !== undefined) return { deliveries, ...(after !== undefined && { next: after }) }
  }
  return { deliveries: [] }
}

function listSection(
  queue: AccountQueue,
  wanted: Wanted,
  { name, from, limit }: { name: Section; from: string; limit: number },
): Page {
  switch (name) {
    case 'events':
      return listRows(queue, wanted, { from, limit })
    case 'dead':
    case 'cancelled':
      return listLetters(queue, wanted, { state: name, after: from, limit })
    case 'deletes-pending':
      return listDeletes(queue, wanted, { stage: 'pending', after: from, limit })
    case 'deletes-dead':
      return listDeletes(queue, wanted, { stage: 'dead', after: from, limit })
    case 'deletes-cancelled':
      return listDeletes(queue, wanted, { stage: 'cancelled', after: from, limit })
  }
}

function concerns(section: Section, { state, kind }: Wanted): boolean {
  const [, stage = section] = section.split('-')
  if (kind !== undefined && (kind === 'delete') !== section.startsWith('deletes')) return false
  if (state === undefined) return true
  return stage === 'events' ? state === 'pending' || state === 'parked' : stage === state
}

/** A row may hold more deliveries than a page: where it goes on is the row and how many of it were shown. */
function listRows(queue: AccountQueue, wanted: Wanted, { from, limit }: { from: string; limit: number }): Page {
  const [row = '', skipped = '0'] = from.split('+')
  const parked = queue.parkedFor()
  if (wanted.state === (parked === undefined ? 'parked' : 'pending')) return { deliveries: [] }
  const found: Delivery[] = []
  let skip = Number(skipped)
  let bytes = 0
  const rows = queue.tools.store.list({ from: row, before: wanted.before, limit: rowsAPage })
  for (const [i, one] of rows.entries()) {
    const all = deliveriesOf(queue, one)
    for (const [n, delivery] of all.entries()) {
      if (n < skip || !isWanted(delivery, wanted)) continue
      if (found.length >= limit || bytes > bytesAPage) return { deliveries: found, next: `${one.id}+${n}` }
      found.push(delivery)
      bytes += delivery.event?.length ?? 0
    }
    skip = 0
    if (i === rowsAPage - 1) return { deliveries: found, next: `${one.id}+${all.length}` }
  }
  return { deliveries: found }
}

function isWanted(delivery: Delivery, { messageId }: Wanted): boolean {
  return messageId === undefined || delivery.messageId === messageId
}

function listLetters(
  queue: AccountQueue,
  { messageId, before }: Wanted,
  at: { state: 'dead' | 'cancelled'; after: string; limit: number },
): Page {
  const letters = queue.tools.letters.list({ ...at, messageId, before, limit: Math.min(at.limit, 50) })
  const last = letters.at(-1)
  const more = letters.length === Math.min(at.limit, 50) && last !== undefined
  return { deliveries: letters.map(deliveryOfLetter), ...(more && { next: last.id }) }
}

/** One delivery by its id. */
export function inspect(queue: AccountQueue, id: string): Delivery | undefined {
  if (!isDeliveryId(id)) return undefined
  for (const row of queue.tools.store.rowsOf(id)) {
    const found = deliveriesOf(queue, row).find((delivery) => delivery.id === id)
    if (found !== undefined) return found
  }
  const letter = queue.tools.letters.find(id)
  return letter === undefined ? undefined : deliveryOfLetter(letter)
}

/** Tries a delivery again at once: one that waits (with its row) is due now and no more to be cancelled, a dead or cancelled one waits again from the start. */
export function retry(queue: AccountQueue, id: string): Wish {
  const { store, letters, cancels, transaction, now } = queue.tools
  if (!isDeliveryId(id)) return queue.deletes.retry(id)
  const row = store.rowsOf(id).find((one) => deliveriesOf(queue, one).some((delivery) => delivery.id === id))
  if (row !== undefined) {
    if (queue.isSending(row.id)) return 'sending'
    transaction(() => {
      store.hasten(row.id, now())
      cancels.remove(id)
    })
    return 'done'
  }
  const letter = letters.find(id)
  if (letter === undefined) return 'unknown'
  return revive(queue, letter)
}

function revive({ tools }: AccountQueue, letter: KeptLetter): Wish {
  const { entry } = letter
  if ('invalid' in entry) return 'no event'
  const { store, letters, meta, transaction, now, random } = tools
  transaction(() => {
    letters.remove(letter.id)
    meta.count({ revived: 1 })
    store.insertRow({
      id: rowIdBeside(letter.id, random),
      due: now(),
      strikes: 0,
      attempts: 0,
      acceptedAt: now(),
      request: letter.request,
      entries: [entry],
    })
  })
  return 'done'
}

/** Cancels a delivery that waits, with a reason; one that is being sent is cancelled unless it gets through now. */
export function cancel(queue: AccountQueue, id: string, reason: string): Wish {
  const { store, cancels, transaction, now } = queue.tools
  if (!isDeliveryId(id)) return queue.deletes.cancel(id, reason)
  for (const row of store.rowsOf(id)) {
    for (const entry of entriesOf(row)) {
      const owed = entry.owed.find(({ subscription }) => deliveryId(row.id, entry, subscription) === id)
      if (owed === undefined) continue
      if (queue.isSending(row.id)) {
        transaction(() => cancels.add(id, reason, now()))
        return 'sending'
      }
      transaction(() => takeOut(queue, { row, entry, subscription: owed.subscription }, reason))
      return 'done'
    }
  }
  return queue.tools.letters.find(id) === undefined ? 'unknown' : 'ended'
}

function takeOut(
  { tools }: AccountQueue,
  at: { row: SeenRow; entry: Entry; subscription: string },
  reason: string,
): void {
  const { row, entry, subscription } = at
  const same = JSON.stringify(entry.event)
  let taken = 0
  const left = entriesOf(row).flatMap((one): readonly Entry[] => {
    const owed = one.owed.filter((debt) => debt.subscription !== subscription || JSON.stringify(one.event) !== same)
    taken += one.owed.length - owed.length
    return owed.length === 0 ? [] : [{ ...one, owed }]
  })
  tools.store.rewrite(row.id, left)
  for (let i = 0; i < taken; i++)
    writeDown(tools, { row, entry, subscription, as: 'cancelled', message: reason }, { now: tools.now(), secrets: [] })
}

function entriesOf({ body }: { readonly body: string }): readonly Entry[] {
  try {
    return JSON.parse(body) as readonly Entry[]
  } catch {
    return []
  }
}

function deliveriesOf(queue: AccountQueue, row: SeenRow): readonly Delivery[] {
  const parked = queue.parkedFor()
  const reason = parked ?? row.reason
  return entriesOf(row).flatMap((entry) =>
    entry.owed.map(({ subscription }): Delivery => ({
      id: deliveryId(row.id, entry, subscription),
      kind: 'event',
      state: parked === undefined ? 'pending' : 'parked',
      subscription,
      type: textOf(entry.event.type) ?? '',
      messageId: textOf(entry.event['messageId']) ?? '',
      acceptedAt: row.acceptedAt,
      attempts: row.attempts,
      nextAttemptAt: row.due,
      ...(queue.isSending(row.id) && { sending: true }),
      ...(reason !== undefined && { reason }),
      ...(row.request !== undefined && { requestId: row.request }),
      mapping: entry.mapping,
      event: JSON.stringify(entry.event),
    })),
  )
}

function deliveryOfLetter(letter: KeptLetter): Delivery {
  const { entry } = letter
  const event = 'invalid' in entry ? entry.invalid : entry.event
  return {
    id: letter.id,
    kind: 'event',
    state: letter.state,
    subscription: letter.subscription,
    type: 'invalid' in entry ? '' : (textOf(entry.event.type) ?? ''),
    messageId: letter.messageId,
    acceptedAt: letter.acceptedAt,
    attempts: letter.attempts,
    endedAt: letter.at,
    reason: letter.reason,
    ...(letter.request !== undefined && { requestId: letter.request }),
    ...(!('invalid' in entry) && { mapping: entry.mapping }),
    event: JSON.stringify(event),
  }
}
