/** A circuit over one account's deliveries of one kind. `closed` lets everything through, `open` only a probe when its time has come. */
export type Circuit =
  | {
      readonly state: 'closed'
      readonly failures: number
      readonly rows: readonly string[]
      readonly ramp: number | undefined
    }
  | {
      readonly state: 'open'
      readonly why: 'failures' | 'unauthorized'
      readonly since: number
      readonly probeAt: number
      readonly probes: number
      readonly version: string
    }

/** What a call of a row told of the partner's health. */
export interface Told {
  readonly row: string
  readonly outcome: 'success' | 'failure' | 'unauthorized'
}

/** A circuit of which nothing bad is known. */
export const closed: Extract<Circuit, { state: 'closed' }> = { state: 'closed', failures: 0, rows: [], ramp: undefined }

const failuresToOpen = 5
const rowsToOpen = 3
const unauthorizedProbeMs = 15 * 60_000
const firstProbeMs = 10_000
const longestProbeMs = 10 * 60_000
const rampStart = 2

/** Now (ms), and the Worker's version. `probeMs`: the wait before the first probe (10 s); it doubles, to 10 minutes. */
export interface CircuitAt {
  readonly now: number
  readonly version: string
  readonly probeMs?: number
}

/** What the circuit is after a call: opens after 5 failures in a row of at least 3 rows, at once on `unauthorized`; any success closes it, with a ramp. */
export function afterCall(circuit: Circuit, { row, outcome }: Told, at: CircuitAt): Circuit {
  switch (outcome) {
    case 'success':
      if (circuit.state === 'open') return { ...closed, ramp: rampStart }
      return { ...closed, ramp: circuit.ramp === undefined ? undefined : widened(circuit.ramp) }
    case 'unauthorized':
      return open('unauthorized', circuit, { ...at, waitMs: unauthorizedProbeMs })
    case 'failure':
      return failed(circuit, row, at)
  }
}

/** While it ramps up, each success doubles how many calls a round may make; past sixteen it is as before. */
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
  return { state: 'closed', failures, rows, ramp: circuit.ramp }
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
  }
}

/**
 * How many calls a round may make now: all (`undefined`), some while it ramps up, one probe when its time has come or the Worker changed, none.
 * A probe further off than any wait means that the clock went back: its time has come.
 */
export function callsAllowed(circuit: Circuit, { now, version }: CircuitAt): number | undefined {
  if (circuit.state === 'closed') return circuit.ramp
  const changed = circuit.why === 'unauthorized' && circuit.version !== version
  return changed || now >= circuit.probeAt || circuit.probeAt - now > unauthorizedProbeMs ? 1 : 0
}
