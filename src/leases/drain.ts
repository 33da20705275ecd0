import { callsAllowed } from '../delivery/circuit.ts'
import type { RunContext } from './budget.ts'
import type { Dependencies } from './dependencies.ts'
import { rowsToTake } from './lease.ts'
import type { LeasedRow } from './leased-row.ts'
import type { LeasedDelivery, LeasedRows } from './leased-rows.ts'
import { LeasedRun } from './leased-run.ts'
import { claimed } from './run-results.ts'

/** What a run took up. `rest` ends when its calls that are still unanswered have ended; the next run does not wait for it. */
export interface Drained<Row> {
  readonly taken: readonly Row[]
  readonly rest?: Promise<void>
}

/** One run of the leased worker: takes up due rows, plans what they send, makes the calls, writes what became of the rows. */
export async function drainOnce<Row extends LeasedRow, D extends LeasedDelivery>(
  dependencies: Dependencies,
  leased: LeasedRows<Row, D>,
  at: RunContext,
): Promise<Drained<Row>> {
  const circuit = leased.circuit.now
  const allowed = callsAllowed(circuit, { now: dependencies.now(), version: at.version })
  const { taken, areClaimed } = takeUp(dependencies, leased, at, allowed)
  // What an operator wants tried is tried, whatever the circuit says.
  const mayMake = taken.some(({ urgent }) => urgent) ? undefined : allowed
  const run = prepared(dependencies, leased, at, { taken, areClaimed, allowed: mayMake })
  if (run === undefined) return { taken }
  const rest = run.run()
  if (mayMake !== undefined || circuit.state === 'open') {
    await rest
    return { taken }
  }
  const isOver = await Promise.race([rest.then(() => true), run.onlyWaits().then(() => false)])
  return isOver ? { taken } : { taken, rest }
}

/**
 * Takes up due rows. A row is claimed when its first call begins, so that a crash implicates few rows. If the object before this one died before any call began, rows are claimed
 * as they are taken up: then planning them may be what kills it.
 */
function takeUp<Row extends LeasedRow, D extends LeasedDelivery>(
  dependencies: Dependencies,
  leased: LeasedRows<Row, D>,
  at: RunContext,
  allowed: number | undefined,
): { readonly taken: readonly Row[]; readonly areClaimed: boolean } {
  const rows = rowsToTake(leased.circuit.now, allowed)
  const found = rows === 'none' && !leased.hasUrgent() ? [] : leased.select(rows, allowed)
  if (found.length === 0) return { taken: [], areClaimed: false }
  const { meta, transaction } = dependencies
  const begun = meta.get(leased.runsBegun, 0)
  const areClaimed = begun > 0
  let taken = found
  transaction(() => {
    meta.set(leased.runsBegun, begun + 1)
    if (areClaimed) taken = claimed(dependencies, leased, at, found)
  })
  return { taken, areClaimed }
}

/** The run of rows that were taken up, ready to make its calls; nothing where none of them can be worked on. Until it ends, no other run takes them up. */
function prepared<Row extends LeasedRow, D extends LeasedDelivery>(
  dependencies: Dependencies,
  leased: LeasedRows<Row, D>,
  at: RunContext,
  { taken, ...how }: { taken: readonly Row[]; areClaimed: boolean; allowed: number | undefined },
): LeasedRun<Row, D> | undefined {
  const { sending } = dependencies
  sending.add(taken)
  let run: LeasedRun<Row, D> | undefined
  let left: ReadonlySet<string> = new Set()
  try {
    const plan = leased.plan(taken)
    if (plan.rows.length > 0) run = new LeasedRun(dependencies, leased, at, { ...plan, ...how })
    left = new Set(plan.rows.map(({ id }) => id))
  } finally {
    sending.remove(taken.filter(({ id }) => !left.has(id)))
  }
  return run
}
