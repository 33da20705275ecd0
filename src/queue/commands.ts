import { nameOf } from '../activity/names.ts'
import { masked } from '../delivery/mask/mask.ts'
import { nameMaskOf } from '../delivery/mask/names.ts'
import { parseExactly } from '../values/exact-json.ts'
import { isObject, textOf } from '../values/json.ts'
import type { AccountQueue } from './account-queue.ts'
import type { DeleteCommandResult } from '../deletes/delete-commands.ts'
import { isDeleteFilter } from '../deletes/delete-filter.ts'
import type { ListedDelivery, Page, Wanted } from './listed-delivery.ts'
import type { QueuedEvent, QueuedDelivery } from './queue-row.ts'
import { deliveryId, entriesOf, isDeliveryId, rowIdBeside } from './queue-row.ts'
import { writeDown } from './ending.ts'
import type { Kind } from '../registry/messages.ts'
import type { StoredDeadLetter } from './dead-letters.ts'
import { listDeletes } from './listed-deletes.ts'
import type { SeenRow } from './store.ts'

/** How an operator's command ended. `paused`, `parked`: it is done as soon as that is over; `waiting`: the first attempt of a delete waits for a reason. */
export type CommandResult = DeleteCommandResult | 'paused' | 'parked' | 'no event'

/** A page reads so many rows and so many bytes of them at most, so that neither the object's memory nor an RPC's size is ever a matter of what is stored. */
const rowsAPage = 500
const bytesAPage = 2 * 1_024 * 1_024

/** What is listed, in this order. */
const sections = ['events', 'dead', 'cancelled', 'deletes'] as const
type Section = (typeof sections)[number]

/**
 * A page of an account's deliveries: those that wait, then dead and cancelled ones (the newest first), then deletes (the oldest first). `cursor`: where the page before said that the
 * next begins.
 */
export function list(queue: AccountQueue, wanted: Wanted, page: { cursor?: string | undefined; limit: number }): Page {
  const [section = 'events', from = ''] = (page.cursor ?? '').split(':')
  for (const name of sections.slice(Math.max(0, sections.indexOf(section as Section)))) {
    if (!concerns(name, wanted)) continue
    const { deliveries, cursor } = listSection(queue, wanted, {
      name,
      from: name === section ? from : '',
      limit: page.limit,
    })
    const following = cursor === undefined ? sections[sections.indexOf(name) + 1] : undefined
    const next = cursor === undefined ? following && `${following}:` : `${name}:${cursor}`
    if (deliveries.length > 0 || cursor !== undefined)
      return { deliveries: deliveries.map(withoutEvent), ...(next !== undefined && { cursor: next }) }
  }
  return { deliveries: [] }
}

/** In a list nobody reads the event: it is in {@link inspect}. Its message id and its name show nothing of it. */
function withoutEvent({ event, ...delivery }: ListedDelivery): ListedDelivery {
  if (event === undefined || delivery.messageId === undefined) return delivery
  const whole = parseExactly(event)
  const mask = nameMaskOf(whole)
  const name = delivery.type !== '' && isObject(whole) ? mask.name(nameOf(whole)) : ''
  return { ...delivery, messageId: mask.messageId(delivery.messageId), ...(name !== '' && { name }) }
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
      return listDeadLetters(queue, wanted, { state: name, from, limit })
    case 'deletes':
      return listDeletes(queue, wanted, { after: from, limit })
  }
}

function concerns(section: Section, { state, kind, request, reason }: Wanted): boolean {
  if (section === 'deletes') {
    // Deletes are found by their own ids and by their users.
    if (request !== undefined || reason !== undefined || kind === 'event') return false
    return state === undefined || isDeleteFilter(state)
  }
  if (kind === 'delete') return false
  if (state === undefined) return true
  return section === 'events' ? state === 'pending' || state === 'parked' : section === state
}

/** A row may hold more deliveries than a page: where it goes on is the row and how many of it were shown. */
function listRows(queue: AccountQueue, wanted: Wanted, { from, limit }: { from: string; limit: number }): Page {
  const [row = '', skipped = '0'] = from.split('+')
  const all = queue.parkedFor() !== undefined
  if (all && wanted.state === 'pending') return { deliveries: [] }
  const { state, request, reason, after, before } = wanted
  const parked = state === undefined || all ? undefined : state === 'parked'
  const found: ListedDelivery[] = []
  let skip = Number(skipped)
  let [rows, bytes] = [0, 0]
  for (const one of queue.dependencies.store.list({ from: row, parked, request, reason, after, before })) {
    if (rows >= rowsAPage || bytes > bytesAPage) return { deliveries: found, cursor: `${one.id}+${skip}` }
    rows++
    bytes += one.body.length
    for (const [n, delivery] of deliveriesOf(queue, one).entries()) {
      if (n < skip || !isWanted(delivery, wanted)) continue
      if (found.length >= limit) return { deliveries: found, cursor: `${one.id}+${n}` }
      found.push(delivery)
    }
    skip = 0
  }
  return { deliveries: found }
}

function isWanted(delivery: ListedDelivery, { messageId }: Wanted): boolean {
  return messageId === undefined || delivery.messageId === messageId
}

function listDeadLetters(
  queue: AccountQueue,
  { messageId, request, reason, after, before }: Wanted,
  { state, from, limit }: { state: 'dead' | 'cancelled'; from: string; limit: number },
): Page {
  const [at, id] = from.split('+')
  const behind = at === undefined || id === undefined ? undefined : { at: Number(at), id }
  const found: StoredDeadLetter[] = []
  let bytes = 0
  for (const deadLetter of queue.dependencies.deadLetters.list({
    state,
    behind,
    messageId,
    request,
    reason,
    after,
    before,
  })) {
    const last = found.at(-1)
    if (last !== undefined && (found.length >= limit || bytes > bytesAPage))
      return { deliveries: found.map(listedDeadLetter), cursor: `${last.at}+${last.id}` }
    found.push(deadLetter)
    bytes += JSON.stringify(deadLetter.entry).length
  }
  return { deliveries: found.map(listedDeadLetter) }
}

/** One delivery by its id. */
export function inspect(queue: AccountQueue, id: string): ListedDelivery | undefined {
  if (!isDeliveryId(id)) return undefined
  for (const row of queue.dependencies.store.rowsOf(id)) {
    const found = deliveriesOf(queue, row).find((delivery) => delivery.id === id)
    if (found !== undefined) return found
  }
  const deadLetter = queue.dependencies.deadLetters.find(id)
  return deadLetter === undefined ? undefined : listedDeadLetter(deadLetter)
}

/**
 * Tries a delivery again at once, before others and whatever the circuit says: one that waits (with its row) is due now and no more to be cancelled, a dead or cancelled
 * one begins again.
 */
export function retry(queue: AccountQueue, id: string): CommandResult {
  const { store, deadLetters, cancels, transaction, now } = queue.dependencies
  if (!isDeliveryId(id)) return queue.deletes.commands.retry(id)
  const row = store.rowsOf(id).find((one) => deliveriesOf(queue, one).some((delivery) => delivery.id === id))
  if (row !== undefined) {
    if (queue.isSending(row.id)) return 'sending'
    transaction(() => {
      store.hasten(row.id, now())
      cancels.remove(id)
    })
    return 'done'
  }
  const deadLetter = deadLetters.find(id)
  if (deadLetter === undefined) return 'unknown'
  return revive(queue, deadLetter)
}

/** Tries deliveries again at once; gives what came of each. `heldFor`: why nothing of a kind can be tried at the moment, if it cannot. */
export async function retryAll(
  queue: AccountQueue,
  ids: readonly string[],
  heldFor: (kind: Kind) => Promise<'paused' | 'parked' | false>,
): Promise<readonly CommandResult[]> {
  const results = ids.map((id) => retry(queue, id))
  queue.dependencies.activity.flushLater()
  await queue.wake()
  const held = { event: await heldFor('events'), delete: await heldFor('deletes') }
  return results.map((result, i) =>
    result === 'done' ? held[isDeliveryId(ids[i] ?? '') ? 'event' : 'delete'] || result : result,
  )
}

function revive({ dependencies }: AccountQueue, deadLetter: StoredDeadLetter): CommandResult {
  const { entry } = deadLetter
  if (!('event' in entry)) return 'no event'
  const { store, deadLetters, ledger, activity, transaction, now, random } = dependencies
  transaction(() => {
    deadLetters.remove(deadLetter.id)
    ledger.count(entry.mapping, { revived: entry.owed.length })
    activity.count({ mapping: entry.mapping, outcome: 'revived', n: entry.owed.length })
    store.insertRow({
      urgent: true,
      id: rowIdBeside(deadLetter.id, random),
      due: now(),
      unackedClaims: 0,
      attempts: 0,
      acceptedAt: now(),
      request: deadLetter.request,
      entries: [entry],
    })
  })
  return 'done'
}

/** Cancels a delivery that waits, with a reason, of which what the event holds is masked; one that is being sent is cancelled unless it gets through now. */
export function cancel(queue: AccountQueue, id: string, reason: string): CommandResult {
  const { store, cancels, activity, transaction, now } = queue.dependencies
  if (!isDeliveryId(id)) return queue.deletes.commands.cancel(id, reason)
  for (const row of store.rowsOf(id)) {
    for (const entry of entriesOf(row) ?? []) {
      const owed = entry.owed.find((one) => deliveryId(row.id, entry, one) === id)
      if (owed === undefined) continue
      const why = masked(reason, entry.event, [])
      if (queue.isSending(row.id)) {
        transaction(() => cancels.add(id, why, now()))
        return 'sending'
      }
      transaction(() => takeOut(queue, { row, entry, owed }, why))
      activity.flushLater()
      return 'done'
    }
  }
  return queue.dependencies.deadLetters.find(id) === undefined ? 'unknown' : 'ended'
}

function takeOut(
  { dependencies }: AccountQueue,
  at: { row: SeenRow; entry: QueuedEvent; owed: QueuedDelivery },
  reason: string,
): void {
  const { row, entry, owed } = at
  const id = deliveryId(row.id, entry, owed)
  let taken = 0
  const left = (entriesOf(row) ?? []).flatMap((one): readonly QueuedEvent[] => {
    const stays = one.owed.filter((other) => deliveryId(row.id, one, other) !== id)
    taken += one.owed.length - stays.length
    return stays.length === 0 ? [] : [{ ...one, owed: stays }]
  })
  dependencies.store.rewrite(row.id, left)
  for (let i = 0; i < taken; i++)
    writeDown(dependencies, { row, entry, owed, as: 'cancelled', message: reason }, dependencies.now())
}

function deliveriesOf(queue: AccountQueue, row: SeenRow): readonly ListedDelivery[] {
  const parked = queue.parkedFor()
  const reason = parked ?? row.reason
  return (entriesOf(row) ?? []).flatMap((entry) =>
    entry.owed.map((owed): ListedDelivery => ({
      id: deliveryId(row.id, entry, owed),
      kind: 'event',
      state: parked === undefined && !row.parked ? 'pending' : 'parked',
      subscription: owed.subscription,
      type: textOf(entry.event.type) ?? '',
      messageId: textOf(entry.event['messageId']) ?? '',
      acceptedAt: row.acceptedAt,
      attempts: row.attempts,
      nextAttemptAt: row.dueAt,
      ...(queue.isSending(row.id) && { sending: true }),
      ...(reason !== undefined && { reason }),
      ...(row.request !== undefined && { requestId: row.request }),
      mapping: entry.mapping,
      event: JSON.stringify(entry.event),
    })),
  )
}

function listedDeadLetter(deadLetter: StoredDeadLetter): ListedDelivery {
  const { entry } = deadLetter
  const event = 'event' in entry ? entry.event : 'invalid' in entry ? entry.invalid : undefined
  return {
    id: deadLetter.id,
    kind: 'event',
    state: deadLetter.state,
    subscription: deadLetter.subscription,
    type: 'event' in entry ? (textOf(entry.event.type) ?? '') : '',
    messageId: deadLetter.messageId,
    acceptedAt: deadLetter.acceptedAt,
    attempts: deadLetter.attempts,
    endedAt: deadLetter.at,
    reason: deadLetter.reason,
    ...(deadLetter.request !== undefined && { requestId: deadLetter.request }),
    ...('mapping' in entry && { mapping: entry.mapping }),
    ...(event !== undefined && { event: JSON.stringify(event) }),
  }
}
