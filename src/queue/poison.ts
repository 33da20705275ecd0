import { claimsToDie } from '../leases/lease.ts'
import { entriesOf, rawDeliveryId, rowIdBeside } from './queue-row.ts'
import { note, writeDown } from './ending.ts'
import type { EventDependencies } from './event-dependencies.ts'
import type { ReadRow } from './plan.ts'
import type { StoredRow } from './stored-row.ts'

const claimsToSplit = 3
/** After three more deaths while its dead letters were written, a row is kept as one dead letter with its text. */
const claimsToKeepRaw = 7

/**
 * The rows that can be worked on. One that was claimed again and again and never acknowledged kills the object: it is split, then dead. One that cannot even
 * be kept as the dead letters of its deliveries is kept as one dead letter with its text.
 */
export function readable(dependencies: EventDependencies, taken: readonly StoredRow[]): readonly ReadRow[] {
  const { transaction } = dependencies
  return taken.flatMap((row) => {
    const entries = row.unackedClaims > claimsToKeepRaw ? undefined : entriesOf(row)
    if (entries === undefined) {
      transaction(() => deadLetterUnreadable(dependencies, row))
      return []
    }
    const read: ReadRow = { ...row, entries }
    if (row.unackedClaims < claimsToSplit) return [read]
    if (entries.length > 1) {
      transaction(() => split(dependencies, read))
      return []
    }
    if (row.unackedClaims < claimsToDie) return [read]
    transaction(() => deadLetterPoison(dependencies, read))
    return []
  })
}

/** Takes a row out of the queue; `false`: another run has it. */
function take({ store }: EventDependencies, { id, leaseToken }: StoredRow): boolean {
  return store.apply({ id, leaseToken, entries: [], due: 0, tried: false, reason: undefined })
}

/** Makes of a row one row for each of its events, due now: one of them keeps killing the object. */
function split(dependencies: EventDependencies, row: ReadRow): void {
  const { store, now, random } = dependencies
  if (!take(dependencies, row)) return
  const { id, unackedClaims, attempts, acceptedAt, request } = row
  for (const entry of row.entries)
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
  if (!take(dependencies, row)) return
  const message = 'each time it was tried the object died'
  for (const entry of row.entries)
    for (const owed of entry.owed)
      writeDown(dependencies, { row, entry, owed, as: 'poison', message }, dependencies.now())
}

function deadLetterUnreadable(dependencies: EventDependencies, row: StoredRow): void {
  const { deadLetters, ledger, now } = dependencies
  if (!take(dependencies, row)) return
  const message = 'the row cannot be read'
  const mapping = mappingOf(row)
  ledger.count(mapping, { poison: row.owed })
  const lost = {
    entry: { event: { type: '' }, owed: [], receivedAt: row.acceptedAt, mapping },
    owed: { subscription: '' },
  }
  for (let i = 0; i < row.owed; i++) note(dependencies, { row, ...lost, as: 'poison', message }, now())
  deadLetters.add(
    {
      id: rawDeliveryId(row),
      state: 'dead',
      reason: `poison: ${message}`,
      subscription: '',
      messageId: '',
      acceptedAt: row.acceptedAt,
      attempts: row.attempts,
      request: row.request,
      entry: { invalid: row.body },
    },
    now(),
  )
}

/** The mapping that owed what is in a row that cannot be read; `''` where not even that is in it. */
function mappingOf({ body }: StoredRow): string {
  return /"mapping":"([^"\\]*)"/.exec(body)?.[1] ?? ''
}
