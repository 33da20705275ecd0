import type { Deletion, Rule } from '../mapping/file/mapping.ts'
import type { Answer } from '../mapping/context/scope.ts'
import type { Call, EventLike, Item } from '../mapping/translate.ts'
import { gather, prepare, redacted } from '../mapping/translate.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import type { Circuit } from '../delivery/circuit.ts'
import { afterCall, callsAllowed, closed, tellsOfPartner } from '../delivery/circuit.ts'
import type { RoundAt } from '../leases/budget.ts'
import type { Tools } from '../leases/tools.ts'
import { EventTexts } from '../delivery/mask/event-texts.ts'
import { claimsToDie, claimsToGoAlone, leaseEnd } from '../leases/lease.ts'
import { Slots } from '../leases/slots.ts'
import type { DeleteTools, Opened, Trip } from './delete-call.ts'
import { makeCall, ownersOf, throughOf, write } from './delete-call.ts'
import type { DeleteRow } from './delete-row.ts'
import type { Step } from './outcome.ts'
import { afterDeadline, failed, healthOf } from './outcome.ts'
import { applyStep } from './writing.ts'

const inFlight = 5
const callsAClaim = 100

/** The circuit of an account's deletes. */
export function deleteCircuitOf({ meta }: Pick<Tools, 'meta'>): Circuit {
  return meta.get<Circuit>('circuitDeletes', closed)
}

/** One round of deletes of a phase: claims what is due, sends, applies. Gives how many it claimed. */
export async function deleteRound(phase: 'submit' | 'poll', of: DeleteTools, at: RoundAt): Promise<number> {
  const { tools } = of
  const circuit = deleteCircuitOf(tools)
  const allowed = callsAllowed(circuit, { now: tools.now(), version: at.version })
  if (allowed === 0 && !of.store.hasUrgent(tools.now())) return 0
  const { deletion } = at.partner.mapping
  const rule = 'unsupported' in deletion ? undefined : deletion
  const claimed = claim(phase, of, { at, rule, allowed, probe: circuit.state === 'open' })
  tools.sending.add(claimed)
  try {
    // What an operator wants tried is tried, whatever the circuit says.
    const isUrgent = claimed.some(({ urgent }) => urgent)
    await work(phase, of, at, { claimed, rule, allowed: isUrgent ? undefined : allowed })
  } finally {
    tools.sending.remove(claimed)
  }
  return claimed.length
}

async function work(
  phase: 'submit' | 'poll',
  of: DeleteTools,
  at: RoundAt,
  {
    claimed,
    rule,
    allowed,
  }: { claimed: readonly DeleteRow[]; rule: Deletion | undefined; allowed: number | undefined },
): Promise<void> {
  const { tools } = of
  const rows = workable(claimed, of)
  if (rule === undefined || (phase === 'poll' && rule.poll === undefined)) {
    for (const row of rows) end(row, failed([], 'the mapping has no such deletion any more', tools.now()), of)
    return
  }
  const opened = open(rows, of)
  const trips = phase === 'submit' ? submissions(rule, opened, of, at) : polls(rule, opened, of, at)
  await fly(trips.slice(0, allowed), phase, of, at)
  // What had no turn (a ramp, a probe) is free again at once.
  for (const trip of trips.slice(allowed ?? trips.length)) release(trip.opened, of)
}

function claim(
  phase: 'submit' | 'poll',
  { tools, store }: DeleteTools,
  {
    at,
    rule,
    allowed,
    probe,
  }: { at: RoundAt; rule: Deletion | undefined; allowed: number | undefined; probe: boolean },
): readonly DeleteRow[] {
  const now = tools.now()
  const timeoutMs = rule?.limits.timeoutMs ?? tools.pace.timeoutMs
  const leaseUntil = leaseEnd({ now, deadline: at.budget.deadline, timeoutMs }, tools.pace)
  const limit = (rule?.batch.max ?? 1) * (allowed || callsAClaim)
  const rows = allowed === 0 ? 'none' : probe ? (tools.random() < 0.5 ? 'newest' : 'random') : 'all'
  let claimed: readonly DeleteRow[] = []
  tools.transaction(() => (claimed = store.claim(phase, { now, leaseUntil, limit, rows, random: tools.random() })))
  return claimed
}

/** A delete that was claimed again and again and never applied goes alone, then is dead; one whose time is over is dead. */
function workable(claimed: readonly DeleteRow[], of: DeleteTools): readonly DeleteRow[] {
  const { now } = of.tools
  const left = claimed.filter((row) => {
    const over =
      row.strikes >= claimsToDie
        ? failed([], 'poison: each time it was tried the object died', now())
        : afterDeadline(row, now())
    if (over !== undefined) end(row, over, of)
    return over === undefined
  })
  const alone = left.find(({ strikes }) => strikes >= claimsToGoAlone)
  if (alone === undefined) return left
  of.tools.transaction(() => {
    for (const { id, fence, urgent } of left)
      if (id !== alone.id) of.store.apply(id, fence, { due: now(), urgent: urgent ? 1 : 0 })
  })
  return [alone]
}

/** Opens the sealed events. One that no key opens waits: with the key it goes on. */
function open(rows: readonly DeleteRow[], of: DeleteTools): readonly Opened[] {
  return rows.flatMap((row) => {
    const text = row.sealed === undefined ? undefined : of.seals.open(row.sealed, of.account)
    if (text !== undefined) return [{ row, event: JSON.parse(text) as EventLike }]
    const { pace, now, transaction } = of.tools
    const reason = 'no key of SEALING_KEY opens it'
    transaction(() => of.store.apply(row.id, row.fence, { due: now() + pace.restMs, reason }))
    return []
  })
}

function submissions(rule: Deletion, opened: readonly Opened[], of: DeleteTools, at: RoundAt): readonly Trip[] {
  const items = itemsOf(rule, opened, of, at)
  return gather(rule, items, at.settings).map((call) => tripOf(rule, call, opened, undefined))
}

/** The items of deletes; a delete that makes none is refused for good. `owner` is its position. */
function itemsOf(rule: Deletion, opened: readonly Opened[], of: DeleteTools, at: RoundAt): readonly Item[] {
  const now = of.tools.now()
  return opened.flatMap(({ row, event }, owner) => {
    const prepared = prepare(rule, redacted(at.partner.mapping, event), { owner, settings: at.settings, now })
    if (prepared.kind === 'items') return prepared.items
    end(row, failed([], `rejected: ${prepared.message}`, now), of)
    return []
  })
}

function tripOf(rule: Rule, call: Call, opened: readonly Opened[], answers: Trip['answers']): Trip {
  const owners = ownersOf(call)
  return { rule, call, opened: owners.flatMap((owner) => opened[owner] ?? []), answers }
}

/** One poll for all deletes of a submission. */
function polls(rule: Deletion, opened: readonly Opened[], of: DeleteTools, at: RoundAt): readonly Trip[] {
  const items = itemsOf(rule, opened, of, at)
  const polled: Rule = {
    ...rule,
    steps: rule.poll?.steps ?? [],
    batch: { ...rule.batch, maxBytes: Number.POSITIVE_INFINITY },
  }
  const byCall = Map.groupBy(items, ({ owner }) => opened[owner]?.row.call ?? '')
  return [...byCall.values()].map((list) => {
    const [first] = list
    const kept = first === undefined ? undefined : opened[first.owner]?.row.answers
    const answers = kept === undefined ? {} : (JSON.parse(kept) as Readonly<Record<string, Answer>>)
    return tripOf(polled, { items: list, key: undefined }, opened, answers)
  })
}

async function fly(trips: readonly Trip[], phase: 'submit' | 'poll', of: DeleteTools, at: RoundAt): Promise<void> {
  const slots = new Slots(inFlight)
  const { tools } = of
  const arrived = new EventTexts(() => trips.flatMap(({ opened }) => opened.map(({ event }) => event)))
  let circuit = deleteCircuitOf(tools)
  const wasOpen = circuit.state === 'open'
  const mayBegin = (): boolean => (circuit.state === 'closed' || wasOpen) && at.budget.hasRoom(tools.now())
  const one = async (trip: Trip): Promise<void> => {
    let notBefore = 0
    const mayStart = async (isFirst: boolean): Promise<boolean> => {
      // A sequence that has begun is ended, if there is time.
      if (isFirst && !mayBegin()) return false
      const late = await at.budget.start(of.rate, trip.rule.limits, tools)
      if (late !== undefined) notBefore = late.notBefore
      return late === undefined
    }
    const left = new Set(trip.opened)
    const known: ItemOutcome[] = []
    const settled = (outcomes: readonly ItemOutcome[]): void => {
      known.push(...outcomes)
      const through = throughOf(trip, known).filter(({ opened }) => left.has(opened))
      tools.transaction(() => write({ through, outcomes: known, trip }, phase, of, at))
      for (const { opened } of through) left.delete(opened)
    }
    const outcomes = await makeCall(trip, { arrived, mayStart, settled }, of, at)
    if (outcomes.length > 0) {
      const rows = trip.opened.map(({ row }) => row)
      const counts = rows.some((row) => !row.urgent && tellsOfPartner(circuit, row))
      const told = { row: rows[0]?.id ?? '', outcome: healthOf(outcomes), counts }
      circuit = afterCall(circuit, told, { now: tools.now(), version: at.version, probeMs: tools.pace.probeMs })
      tools.transaction(() => tools.meta.set('circuitDeletes', circuit))
    }
    if (left.size > 0) release([...left], of, notBefore)
  }
  const ended = await Promise.allSettled(trips.map((trip) => slots.run(() => one(trip))))
  const broken = ended.find((result) => result.status === 'rejected')
  if (broken !== undefined) throw broken.reason
}

function end(row: DeleteRow, step: Step, of: DeleteTools): void {
  of.tools.transaction(() => applyStep(row, step, of))
}

function release(opened: readonly Opened[], { tools, store }: DeleteTools, due = 0): void {
  tools.transaction(() => {
    for (const { row } of opened)
      store.apply(row.id, row.fence, { due: Math.max(due, tools.now()), urgent: row.urgent ? 1 : 0 })
  })
}
