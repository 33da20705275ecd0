import { isTemporary } from '../mapping/file/outcomes.ts'
import type { ItemOutcome } from './call.ts'

/** A circuit over one account's deliveries of one kind. `closed` lets everything through, `open` only a probe when its time has come. */
export type Circuit =
  | {
      readonly state: 'closed'
      readonly failures: number
      readonly rows: readonly string[]
      readonly ramp: number | undefined
      /** About when something last got through (ms, half a minute too early at most). */
      readonly successAt?: number
    }
  | {
      readonly state: 'open'
      readonly why: 'failures' | 'unauthorized'
      readonly since: number
      readonly probeAt: number
      readonly probes: number
      readonly version: string
      readonly successAt?: number
    }

/** What a call of a row tells of the partner's health. `counts: false`: its failure is ignored, for the row keeps failing alone, or an operator asked for the try. */
export interface CallHealth {
  readonly row: string
  readonly outcome: 'success' | 'failure' | 'unauthorized'
  readonly counts?: boolean
}

/**
 * What a call tells of the partner's health, by the outcomes of its items: one that the partner took up, or refused for what it is, is enough. Nothing where the partner was not
 * asked, as when the mapping refuses an item, or did not answer and is not asked again.
 */
export function healthOf(outcomes: readonly Health[]): CallHealth['outcome'] | undefined {
  const kinds = outcomes.map(kindOf)
  return (['success', 'unauthorized', 'failure'] as const).find((kind) => kinds.includes(kind))
}

type Health = Pick<ItemOutcome, 'outcome' | 'status'>

function kindOf({ outcome, status }: Health): CallHealth['outcome'] | undefined {
  if (outcome === 'retryable') return 'failure'
  if (outcome === 'unauthorized') return 'unauthorized'
  if (status === undefined) return undefined
  // A poll that the partner cannot answer at the moment is asked again, as one whose job is not done.
  return outcome === 'pending' && isTemporary(status) ? 'failure' : 'success'
}

/** A circuit of which nothing bad is known. */
export const closed: Extract<Circuit, { state: 'closed' }> = { state: 'closed', failures: 0, rows: [], ramp: undefined }

const failuresToOpen = 5
const rowsToOpen = 3
const unauthorizedProbeMs = 15 * 60_000
const firstProbeMs = 10_000
const longestProbeMs = 10 * 60_000
const rampStart = 2
/** After so many failures while others get through, the row is at fault, not the partner. */
const failuresOfItsOwn = 2
/** The time of the last success is stored so often at most: a stored circuit costs a row. */
const successStepMs = 30_000

/** Now (ms), and the Worker's version. `probeMs`: the wait before the first probe (10 s); it doubles, to 10 minutes. */
export interface CircuitAt {
  readonly now: number
  readonly version: string
  readonly probeMs?: number
}

/** What the circuit is after a call: opens after 5 failures in a row of at least 3 rows, at once on `unauthorized`; any success closes it, with a ramp. */
export function afterCall(circuit: Circuit, { row, outcome, counts = true }: CallHealth, at: CircuitAt): Circuit {
  if (outcome !== 'success' && isLate(circuit, outcome, at)) return circuit
  switch (outcome) {
    case 'success':
      return succeeded(circuit, at)
    case 'unauthorized':
      return open('unauthorized', circuit, { ...at, waitMs: unauthorizedProbeMs })
    case 'failure':
      return counts ? failed(circuit, row, at) : circuit
  }
}

/** Whether a failure is that of a call that was on its way when the circuit opened: it is no failed probe, and says nothing new. */
function isLate(circuit: Circuit, outcome: 'failure' | 'unauthorized', at: CircuitAt): boolean {
  return (
    circuit.state === 'open' && (outcome === 'failure' || circuit.why === outcome) && callsAllowed(circuit, at) === 0
  )
}

function succeeded(circuit: Circuit, { now }: CircuitAt): Circuit {
  const { successAt = -Infinity } = circuit
  const kept = now - successAt < successStepMs && now >= successAt ? successAt : now
  if (circuit.state === 'open') return { ...closed, ramp: rampStart, successAt: kept }
  return { ...closed, ramp: circuit.ramp === undefined ? undefined : widened(circuit.ramp), successAt: kept }
}

/** Whether a failure of a row tells of the partner: not when it failed again and again while others got through. Times in ms. */
export function tellsOfPartner(
  { successAt = -Infinity }: Circuit,
  row: { readonly attempts: number; readonly acceptedAt: number },
): boolean {
  return row.attempts < failuresOfItsOwn || successAt <= row.acceptedAt
}

/** While it ramps up, each success doubles how many calls a run may make; past sixteen it is as before. */
function widened(ramp: number): number | undefined {
  return ramp >= 16 ? undefined : ramp * 2
}

function failed(circuit: Circuit, row: string, at: CircuitAt): Circuit {
  const { probeMs = firstProbeMs } = at
  if (circuit.state === 'open') {
    const waitMs =
      circuit.why === 'unauthorized'
        ? unauthorizedProbeMs
        : Math.min(longestProbeMs, probeMs * 2 ** Math.min(circuit.probes, 6))
    return open(circuit.why, circuit, { ...at, waitMs })
  }
  const failures = circuit.failures + 1
  const rows = circuit.rows.includes(row) ? circuit.rows : [...circuit.rows, row].slice(-rowsToOpen)
  if (failures >= failuresToOpen && rows.length >= rowsToOpen)
    return open('failures', circuit, { ...at, waitMs: probeMs })
  return { ...circuit, failures, rows }
}

function open(why: 'failures' | 'unauthorized', before: Circuit, at: CircuitAt & { readonly waitMs: number }): Circuit {
  const again = before.state === 'open'
  return {
    state: 'open',
    why,
    since: again ? before.since : at.now,
    probeAt: at.now + at.waitMs,
    probes: again ? before.probes + 1 : 0,
    version: at.version,
    ...(before.successAt !== undefined && { successAt: before.successAt }),
  }
}

/**
 * How many calls a run of the queue may make now: all (`undefined`), some while it ramps up, one probe when its time has come or the Worker changed, none.
 * A probe further off than any wait means that the clock went back: its time has come.
 */
export function callsAllowed(circuit: Circuit, { now, version }: CircuitAt): number | undefined {
  if (circuit.state === 'closed') return circuit.ramp
  const changed = circuit.why === 'unauthorized' && circuit.version !== version
  return changed || now >= circuit.probeAt || circuit.probeAt - now > unauthorizedProbeMs ? 1 : 0
}
