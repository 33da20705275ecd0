import type { Counted, LedgerPoint } from './record.ts'

const hour = 3_600_000
/** Hours before a silence in which events came. */
const hoursBefore = 24
/** Who was silent for so long has stopped sending on purpose. */
const mostSilentHours = 72
/** A silence is as long as it takes for so many events to come: fewer may fail to come by chance. */
const leastMissed = 10

/** From where on hours are read to find a silence (ms). */
export function silenceSeenFrom(now: number): number {
  return thisHour(now) - (hoursBefore + mostSilentHours) * hour
}

/**
 * Since when an account is silent (ms): no event has come for a full hour or more, so long that ten would have come even in the quietest of the 24 hours before, and each of these
 * had some. Nothing where it is not silent, or has been for over three days. `hours`: steps of the ledger.
 */
export function silentSince(hours: readonly LedgerPoint[], now: number): number | undefined {
  const received = new Map(hours.map(({ at, counts }) => [at, receivedIn(counts)]))
  const inHour = (back: number): number => received.get(thisHour(now) - back * hour) ?? 0
  if (inHour(0) > 0) return undefined
  let silent = 0
  while (silent <= mostSilentHours && inHour(silent + 1) === 0) silent++
  if (silent === 0 || silent > mostSilentHours) return undefined
  // The hour in which it began is not whole.
  const least = Math.min(...Array.from({ length: hoursBefore - 1 }, (_, i) => inHour(silent + 2 + i)))
  return silent * least >= leastMissed ? thisHour(now) - silent * hour : undefined
}

function thisHour(now: number): number {
  return now - (now % hour)
}

/** How many deliveries requests received. */
export function receivedIn(counts: readonly Counted[]): number {
  return sumOf(counts.filter(({ queued }) => !queued))
}

/** Attempts that ended: what was delivered (or shadowed) or failed. What was not tried, as while an operator pauses the partner, is neither. */
export interface Tried {
  readonly failed: number
  readonly delivered: number
}

/** A failure rate that has risen: since when (ms), and what share failed before. */
export interface Rise {
  readonly since: number
  readonly shareBefore: number
}

const leastFailed = 20
const leastBefore = 20
const leastPoints = 0.1
const leastTimes = 3

/** The attempts among some counts. Counts of an earlier version do not say what failed, and are left out. */
export function triedIn(counts: readonly Counted[]): Tried {
  return {
    failed: sumOf(counts.filter(({ failed }) => failed === true)),
    delivered: sumOf(counts.filter(({ failed, outcome }) => failed === false && wellTried.includes(outcome))),
  }
}

const wellTried = ['delivered', 'shadowed']

/** Whether an hour has so many failures that it is worth comparing with the day before. */
export function isSuspect({ failed }: Tried): boolean {
  return failed >= leastFailed
}

/**
 * The rise of the failure rate that holds now. It begins when at least 20 attempts of the last hour failed, and their share is three times and ten percentage points above that of
 * the day before (`dayBefore`, of at least 20 attempts; only read where an hour is suspect). It ends when the share is less than five points above that of then: so a long failure does not become the usual.
 */
export function riseOf(
  lastHour: Tried,
  {
    dayBefore,
    known,
    now,
  }: { readonly dayBefore: Tried | undefined; readonly known: Rise | undefined; readonly now: number },
): Rise | undefined {
  const share = shareOf(lastHour)
  if (known !== undefined) return share > 0 && share >= known.shareBefore + leastPoints / 2 ? known : undefined
  if (dayBefore === undefined || !isSuspect(lastHour) || dayBefore.failed + dayBefore.delivered < leastBefore)
    return undefined
  const shareBefore = shareOf(dayBefore)
  const isRisen = share >= shareBefore + leastPoints && share >= leastTimes * shareBefore
  return isRisen ? { since: now, shareBefore } : undefined
}

function shareOf({ failed, delivered }: Tried): number {
  return failed === 0 ? 0 : failed / (failed + delivered)
}

function sumOf(counts: readonly Counted[]): number {
  return counts.reduce((sum, { n }) => sum + n, 0)
}
