import type { Circuit } from '../delivery/circuit.ts'
import { callsAllowed } from '../delivery/circuit.ts'
import { entriesOf, rowIdBeside } from './queue-row.ts'
import { writeDown } from './ending.ts'
import type { RunContext } from '../leases/budget.ts'
import type { EventDependencies } from './event-dependencies.ts'
import type { Load } from './batch-run.ts'
import { BatchRun } from './batch-run.ts'
import { claimsToDie, rowsToTake } from '../leases/lease.ts'
import { claimed, roundsBegun } from './claim.ts'
import type { ReadRow } from './plan.ts'
import { planCalls, planWork } from './plan.ts'
import type { StoredRow } from './stored-row.ts'
import type { FullWindow } from './selection.ts'

const claimsToSplit = 3
/** What could not even be kept as the dead letters of its deliveries, three times, is kept as one dead letter with its text. */
const claimsToKeepRaw = 7
/** So many calls are worth of one claim: about what a minute of work makes. */
const callsAClaim = 250

/** What a round took up, and the end of its calls, where some have begun and are not answered yet: the next round need not wait for them. */
export interface Drained {
  readonly taken: readonly StoredRow[]
  readonly rest?: Promise<void>
}

/** One round: takes up what is due, translates, sends, applies. `full`: what a `buffer` has collected enough of. */
export async function drainOnce(
  dependencies: EventDependencies,
  at: RunContext,
  full: readonly FullWindow[],
): Promise<Drained> {
  const circuit = dependencies.circuit.now
  const allowed = callsAllowed(circuit, { now: dependencies.now(), version: at.version })
  const { rows, areClaimed } = takeUp(dependencies, at, { circuit, allowed, full })
  // What an operator wants tried is tried, whatever the circuit says.
  const mayMake = rows.some(({ urgent }) => urgent) ? undefined : allowed
  const flight = prepared(dependencies, at, { rows, areClaimed, allowed: mayMake })
  if (flight === undefined) return { taken: rows }
  const callEnded = flight.runBatch()
  if (mayMake !== undefined || circuit.state === 'open') {
    await callEnded
    return { taken: rows }
  }
  const isOver = await Promise.race([callEnded.then(() => true), flight.onlyWaits().then(() => false)])
  return isOver ? { taken: rows } : { taken: rows, rest: callEnded }
}

/** The calls of the rows that a round took up, ready to be made; nothing where there are none. */
function prepared(
  dependencies: EventDependencies,
  at: RunContext,
  { rows: taken, ...load }: Pick<Load, 'areClaimed' | 'allowed'> & { readonly rows: readonly StoredRow[] },
): BatchRun | undefined {
  dependencies.sending.add(taken)
  let rows: readonly ReadRow[] = []
  try {
    rows = readable(dependencies, taken)
    if (rows.length === 0) return undefined
    const works = planWork(rows, {
      partner: at.partner,
      settings: at.settings,
      now: dependencies.now(),
      cancelled: dependencies.cancels.all(),
      isErased: dependencies.isErased,
    })
    return new BatchRun(dependencies, at, { ...load, rows, works, planned: planCalls(works, at.settings) })
  } catch (error) {
    rows = []
    throw error
  } finally {
    const flying = new Set(rows.map(({ id }) => id))
    dependencies.sending.remove(taken.filter(({ id }) => !flying.has(id)))
  }
}

/**
 * Takes up due rows. A row is claimed when its first call begins, so that an object that dies leaves few rows that may have killed it. Where it died before any call began, what
 * it had taken up is what it died of: then rows are claimed as they are taken up.
 */
function takeUp(
  dependencies: EventDependencies,
  at: RunContext,
  by: { circuit: Circuit; allowed: number | undefined; full: readonly FullWindow[] },
): { readonly rows: readonly StoredRow[]; readonly areClaimed: boolean } {
  const { store, meta, sending, transaction, random } = dependencies
  const now = dependencies.now()
  const rows = rowsToTake(by.circuit, by.allowed)
  const nothing = { rows: [], areClaimed: false }
  if (rows === 'none' && !store.hasUrgent(now)) return nothing
  const most = Math.min(...at.partner.mapping.subscriptions.map(({ batch }) => batch.max))
  const selected = store.select({
    now,
    mostOwed: most * (by.allowed || callsAClaim),
    rows,
    random: random(),
    full: rows === 'all' ? by.full : [],
    isTaken: (id) => sending.has(id),
  })
  if (selected.length === 0) return nothing
  const begun = meta.get(roundsBegun, 0)
  const areClaimed = begun > 0
  let taken = selected
  transaction(() => {
    meta.set(roundsBegun, begun + 1)
    if (areClaimed) taken = selected.flatMap((row) => claimed(dependencies, at, row) ?? [])
  })
  return { rows: taken, areClaimed }
}

/**
 * The rows that can be worked on. One that was claimed again and again and never applied kills the object: it is split, then dead. One that cannot even
 * be kept as the dead letters of its deliveries is kept as one dead letter with its text.
 */
function readable(dependencies: EventDependencies, taken: readonly StoredRow[]): readonly ReadRow[] {
  return taken.flatMap((row) => {
    const entries = row.unackedClaims > claimsToKeepRaw ? undefined : entriesOf(row)
    if (entries === undefined) {
      deadLetterUnreadable(dependencies, row)
      return []
    }
    const read: ReadRow = { ...row, entries }
    if (row.unackedClaims < claimsToSplit) return [read]
    if (entries.length > 1) {
      dependencies.transaction(() => split(dependencies, read))
      return []
    }
    if (row.unackedClaims < claimsToDie) return [read]
    dependencies.transaction(() => deadLetterPoison(dependencies, read))
    return []
  })
}

/** Makes of a row one row for each of its events, due now: one of them keeps killing the object. */
function split(
  { store, now, random }: EventDependencies,
  { id, leaseToken, unackedClaims, attempts, acceptedAt, request, entries }: ReadRow,
): void {
  if (!store.apply({ id, leaseToken, entries: [], due: 0, tried: false, reason: undefined })) return
  for (const entry of entries)
    store.insertRow({
      id: rowIdBeside(id, random),
      due: now(),
      unackedClaims,
      attempts,
      acceptedAt,
      request,
      entries: [entry],
    })
}

function deadLetterPoison(dependencies: EventDependencies, row: ReadRow): void {
  if (
    !dependencies.store.apply({
      id: row.id,
      leaseToken: row.leaseToken,
      entries: [],
      due: 0,
      tried: false,
      reason: undefined,
    })
  )
    return
  for (const entry of row.entries)
    for (const owed of entry.owed)
      writeDown(
        dependencies,
        { row, entry, owed, as: 'poison', message: 'each time it was tried the object died' },
        dependencies.now(),
      )
}

function deadLetterUnreadable({ store, letters, books, transaction, now }: EventDependencies, row: StoredRow): void {
  transaction(() => {
    if (!store.apply({ id: row.id, leaseToken: row.leaseToken, entries: [], due: 0, tried: false, reason: undefined }))
      return
    books.count(mappingOf(row), { poison: row.owed })
    letters.add(
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
function mappingOf({ body }: StoredRow): string {
  return /"mapping":"([^"\\]*)"/.exec(body)?.[1] ?? ''
}
