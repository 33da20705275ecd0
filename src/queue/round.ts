import type { Circuit } from '../delivery/circuit.ts'
import { callsAllowed } from '../delivery/circuit.ts'
import { entriesOf, rowIdBeside } from './chunk.ts'
import { writeDown } from './ending.ts'
import type { RoundAt } from '../leases/budget.ts'
import type { EventTools } from './event-tools.ts'
import type { Load } from './flight.ts'
import { Flight } from './flight.ts'
import type { WhichRows } from '../leases/lease.ts'
import { claimsToDie } from '../leases/lease.ts'
import { claimed, roundsBegun } from './claim.ts'
import type { ReadRow } from './plan.ts'
import { planCalls, planWork } from './plan.ts'
import type { QueuedRow } from './queued-row.ts'
import type { Released } from './selection.ts'

const strikesToSplit = 3
/** What could not even be buried as a delivery, three times, is buried as the text that it is. */
const strikesToBuryRaw = 7
/** So many calls are worth of one claim: about what a minute of work makes. */
const callsAClaim = 250

/** What a round took up, and the end of its calls, where some have begun and are not answered yet: the next round need not wait for them. */
export interface Round {
  readonly taken: readonly QueuedRow[]
  readonly rest?: Promise<void>
}

/** One round: takes up what is due, translates, sends, applies. `released`: what a `buffer` has collected enough of. */
export async function round(tools: EventTools, at: RoundAt, released: readonly Released[]): Promise<Round> {
  const circuit = tools.circuit.now
  const allowed = callsAllowed(circuit, { now: tools.now(), version: at.version })
  const { rows, areClaimed } = takeUp(tools, at, { circuit, allowed, released })
  // What an operator wants tried is tried, whatever the circuit says.
  const mayMake = rows.some(({ urgent }) => urgent) ? undefined : allowed
  const flight = prepared(tools, at, { rows, areClaimed, allowed: mayMake })
  if (flight === undefined) return { taken: rows }
  const landed = flight.fly()
  if (mayMake !== undefined || circuit.state === 'open') {
    await landed
    return { taken: rows }
  }
  const isOver = await Promise.race([landed.then(() => true), flight.onlyWaits().then(() => false)])
  return isOver ? { taken: rows } : { taken: rows, rest: landed }
}

/** The calls of the rows that a round took up, ready to be made; nothing where there are none. */
function prepared(
  tools: EventTools,
  at: RoundAt,
  { rows: taken, ...load }: Pick<Load, 'areClaimed' | 'allowed'> & { readonly rows: readonly QueuedRow[] },
): Flight | undefined {
  tools.sending.add(taken)
  let rows: readonly ReadRow[] = []
  try {
    rows = readable(tools, taken)
    if (rows.length === 0) return undefined
    const works = planWork(rows, {
      partner: at.partner,
      settings: at.settings,
      now: tools.now(),
      cancelled: tools.cancels.all(),
      isVoid: tools.isVoid,
    })
    return new Flight(tools, at, { ...load, rows, works, planned: planCalls(works, at.settings) })
  } catch (error) {
    rows = []
    throw error
  } finally {
    const flying = new Set(rows.map(({ id }) => id))
    tools.sending.remove(taken.filter(({ id }) => !flying.has(id)))
  }
}

/**
 * Takes up due rows. A row is claimed when its first call begins, so that an object that dies leaves few rows that may have killed it. Where it died before any call began, what
 * it had taken up is what it died of: then rows are claimed as they are taken up.
 */
function takeUp(
  tools: EventTools,
  at: RoundAt,
  by: { circuit: Circuit; allowed: number | undefined; released: readonly Released[] },
): { readonly rows: readonly QueuedRow[]; readonly areClaimed: boolean } {
  const { store, meta, sending, transaction, random } = tools
  const now = tools.now()
  const rows = rowsFor(by.circuit, by.allowed)
  const nothing = { rows: [], areClaimed: false }
  if (rows === 'none' && !store.hasUrgent(now)) return nothing
  const most = Math.min(...at.partner.mapping.subscriptions.map(({ batch }) => batch.max))
  const selected = store.select({
    now,
    mostOwed: most * (by.allowed || callsAClaim),
    rows,
    random: random(),
    released: rows === 'all' ? by.released : [],
    isTaken: (id) => sending.has(id),
  })
  if (selected.length === 0) return nothing
  const begun = meta.get(roundsBegun, 0)
  const areClaimed = begun > 0
  let taken = selected
  transaction(() => {
    meta.set(roundsBegun, begun + 1)
    if (areClaimed) taken = selected.flatMap((row) => claimed(tools, at, row) ?? [])
  })
  return { rows: taken, areClaimed }
}

/** Probes take turns between the newest row and any row, so that events that always fail cannot hold the others. */
function rowsFor(circuit: Circuit, allowed: number | undefined): WhichRows {
  if (circuit.state === 'closed') return 'all'
  if (allowed === 0) return 'none'
  return circuit.probes % 2 === 0 ? 'newest' : 'random'
}

/**
 * The rows that can be worked on. One that was claimed again and again and never applied kills the object: it is split, then dead. One that cannot even
 * be buried as what it says is buried as the text that it is.
 */
function readable(tools: EventTools, taken: readonly QueuedRow[]): readonly ReadRow[] {
  return taken.flatMap((row) => {
    const entries = row.strikes > strikesToBuryRaw ? undefined : entriesOf(row)
    if (entries === undefined) {
      buryUnreadable(tools, row)
      return []
    }
    const read: ReadRow = { ...row, entries }
    if (row.strikes < strikesToSplit) return [read]
    if (entries.length > 1) {
      tools.transaction(() => split(tools, read))
      return []
    }
    if (row.strikes < claimsToDie) return [read]
    tools.transaction(() => buryPoison(tools, read))
    return []
  })
}

/** Makes of a row one row for each of its events, due now: one of them keeps killing the object. */
function split(
  { store, now, random }: EventTools,
  { id, fence, strikes, attempts, acceptedAt, request, entries }: ReadRow,
): void {
  if (!store.apply({ id, fence, entries: [], due: 0, tried: false, reason: undefined })) return
  for (const entry of entries)
    store.insertRow({
      id: rowIdBeside(id, random),
      due: now(),
      strikes,
      attempts,
      acceptedAt,
      request,
      entries: [entry],
    })
}

function buryPoison(tools: EventTools, row: ReadRow): void {
  if (!tools.store.apply({ id: row.id, fence: row.fence, entries: [], due: 0, tried: false, reason: undefined })) return
  for (const entry of row.entries)
    for (const owed of entry.owed)
      writeDown(
        tools,
        { row, entry, owed, as: 'poison', message: 'each time it was tried the object died' },
        tools.now(),
      )
}

function buryUnreadable({ store, letters, books, transaction, now }: EventTools, row: QueuedRow): void {
  transaction(() => {
    if (!store.apply({ id: row.id, fence: row.fence, entries: [], due: 0, tried: false, reason: undefined })) return
    books.count(mappingOf(row), { poison: row.owed })
    letters.bury(
      {
        id: `${row.id.slice(0, 24)}-${'0'.repeat(12)}`,
        state: 'dead',
        reason: 'poison: the row cannot be read',
        subscription: '',
        messageId: '',
        acceptedAt: row.acceptedAt,
        attempts: row.attempts,
        request: row.request,
        entry: { invalid: row.body },
      },
      now(),
    )
  })
}

/** The mapping that owed what is in a row that cannot be read; `''` where not even that is in it. */
function mappingOf({ body }: QueuedRow): string {
  return /"mapping":"([^"\\]*)"/.exec(body)?.[1] ?? ''
}
