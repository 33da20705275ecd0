import type { Deletion, Rule } from '../mapping/file/mapping.ts'
import type { Answer } from '../mapping/context/scope.ts'
import type { Call, EventLike, Item } from '../mapping/translate.ts'
import { gather, prepare, redacted } from '../mapping/translate.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import { callsAllowed } from '../delivery/circuit.ts'
import type { RunContext } from '../leases/budget.ts'
import { EventTexts } from '../delivery/mask/event-texts.ts'
import type { WhichRows } from '../leases/lease.ts'
import { claimsToDie, claimsToGoAlone, leaseEnd, rowsToTake } from '../leases/lease.ts'
import type { DeleteDependencies, OpenedDelete, DeleteCall } from './delete-call.ts'
import { makeCall, ownersOf, throughOf, write } from './delete-call.ts'
import type { DeleteRow } from './delete-row.ts'
import type { DeleteStep } from './outcome.ts'
import { afterDeadline, failed } from './outcome.ts'
import { applyStep } from './writing.ts'

const callsAClaim = 100

/** One round of deletes of a phase: claims what is due, sends, applies. Gives how many it claimed. */
export async function drainDeletesOnce(
  phase: 'submit' | 'poll',
  of: DeleteDependencies,
  at: RunContext,
): Promise<number> {
  const { dependencies } = of
  const circuit = of.circuit.now
  const allowed = callsAllowed(circuit, { now: dependencies.now(), version: at.version })
  if (allowed === 0 && !of.store.hasUrgent(dependencies.now())) return 0
  const { deletion } = at.partner.mapping
  const rule = 'unsupported' in deletion ? undefined : deletion
  const claimed = claim(phase, of, { at, rule, allowed, rows: rowsToTake(circuit, allowed) })
  dependencies.sending.add(claimed)
  try {
    // What an operator wants tried is tried, whatever the circuit says.
    const isUrgent = claimed.some(({ urgent }) => urgent)
    await work(phase, of, at, { claimed, rule, allowed: isUrgent ? undefined : allowed })
  } finally {
    dependencies.sending.remove(claimed)
  }
  return claimed.length
}

async function work(
  phase: 'submit' | 'poll',
  of: DeleteDependencies,
  at: RunContext,
  {
    claimed,
    rule,
    allowed,
  }: { claimed: readonly DeleteRow[]; rule: Deletion | undefined; allowed: number | undefined },
): Promise<void> {
  const { dependencies } = of
  const rows = workable(claimed, of)
  if (rule === undefined || (phase === 'poll' && rule.poll === undefined)) {
    for (const row of rows) end(row, failed([], 'the mapping has no such deletion any more', dependencies.now()), of)
    return
  }
  const opened = open(rows, of)
  const deleteCalls = phase === 'submit' ? submissions(rule, opened, of, at) : polls(rule, opened, of, at)
  await runBatch(deleteCalls.slice(0, allowed), phase, of, at)
  // What had no turn (a ramp, a probe) is free again at once.
  for (const deleteCall of deleteCalls.slice(allowed ?? deleteCalls.length)) release(deleteCall.opened, of)
}

function claim(
  phase: 'submit' | 'poll',
  { dependencies, store }: DeleteDependencies,
  {
    at,
    rule,
    allowed,
    rows,
  }: { at: RunContext; rule: Deletion | undefined; allowed: number | undefined; rows: WhichRows },
): readonly DeleteRow[] {
  const now = dependencies.now()
  const timeoutMs = rule?.limits.timeoutMs ?? dependencies.pace.timeoutMs
  const leaseUntil = leaseEnd({ now, deadline: at.budget.deadline, timeoutMs }, dependencies.pace)
  const limit = (rule?.batch.max ?? 1) * (allowed || callsAClaim)
  let claimed: readonly DeleteRow[] = []
  dependencies.transaction(
    () => (claimed = store.claim(phase, { now, leaseUntil, limit, rows, random: dependencies.random() })),
  )
  return claimed
}

/** A delete that was claimed again and again and never applied goes alone, then is dead; one whose time is over is dead. */
function workable(claimed: readonly DeleteRow[], of: DeleteDependencies): readonly DeleteRow[] {
  const { now } = of.dependencies
  const left = claimed.filter((row) => {
    const over =
      row.unackedClaims >= claimsToDie
        ? failed([], 'poison: each time it was tried the object died', now())
        : afterDeadline(row, now())
    if (over !== undefined) end(row, over, of)
    return over === undefined
  })
  const alone = left.find(({ unackedClaims }) => unackedClaims >= claimsToGoAlone)
  if (alone === undefined) return left
  of.dependencies.transaction(() => {
    for (const { id, leaseToken, urgent } of left)
      if (id !== alone.id) of.store.apply(id, leaseToken, { due: now(), urgent: urgent ? 1 : 0 })
  })
  return [alone]
}

/** Opens the sealed events. One that no key opens waits: with the key it goes on. */
function open(rows: readonly DeleteRow[], of: DeleteDependencies): readonly OpenedDelete[] {
  return rows.flatMap((row) => {
    const text = row.sealed === undefined ? undefined : of.seals.open(row.sealed, of.account)
    if (text !== undefined) return [{ row, event: JSON.parse(text) as EventLike }]
    const { pace, now, transaction } = of.dependencies
    const reason = 'no key of SEALING_KEY opens it'
    transaction(() => of.store.apply(row.id, row.leaseToken, { due: now() + pace.restMs, reason }))
    return []
  })
}

function submissions(
  rule: Deletion,
  opened: readonly OpenedDelete[],
  of: DeleteDependencies,
  at: RunContext,
): readonly DeleteCall[] {
  const items = itemsOf(rule, opened, of, at)
  return gather(rule, items, at.settings).map((call) => deleteCallOf(rule, call, opened, undefined))
}

/** The items of deletes; a delete that makes none is refused for good. `owner` is its position. */
function itemsOf(
  rule: Deletion,
  opened: readonly OpenedDelete[],
  of: DeleteDependencies,
  at: RunContext,
): readonly Item[] {
  const now = of.dependencies.now()
  return opened.flatMap(({ row, event }, owner) => {
    const prepared = prepare(rule, redacted(at.partner.mapping, event), { owner, settings: at.settings, now })
    if (prepared.kind === 'items') return prepared.items
    end(row, failed([], `rejected: ${prepared.message}`, now), of)
    return []
  })
}

function deleteCallOf(
  rule: Rule,
  call: Call,
  opened: readonly OpenedDelete[],
  answers: DeleteCall['answers'],
): DeleteCall {
  const owners = ownersOf(call)
  return { rule, call, opened: owners.flatMap((owner) => opened[owner] ?? []), answers }
}

/** One poll for all deletes of a submission. */
function polls(
  rule: Deletion,
  opened: readonly OpenedDelete[],
  of: DeleteDependencies,
  at: RunContext,
): readonly DeleteCall[] {
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
    return deleteCallOf(polled, { items: list, key: undefined }, opened, answers)
  })
}

async function runBatch(
  deleteCalls: readonly DeleteCall[],
  phase: 'submit' | 'poll',
  of: DeleteDependencies,
  at: RunContext,
): Promise<void> {
  const { dependencies, circuit } = of
  const arrived = new EventTexts(() => deleteCalls.flatMap(({ opened }) => opened.map(({ event }) => event)))
  const wasOpen = circuit.now.state === 'open'
  const mayBegin = (): boolean => (circuit.now.state === 'closed' || wasOpen) && at.budget.hasRoom(dependencies.now())
  const one = async (deleteCall: DeleteCall): Promise<void> => {
    let notBefore = 0
    const mayStart = async (isFirst: boolean): Promise<boolean> => {
      // A sequence that has begun is ended, if there is time.
      if (isFirst && !mayBegin()) return false
      const late = await at.budget.start(of.rate, deleteCall.rule.limits, dependencies)
      if (late !== undefined) notBefore = late.notBefore
      return late === undefined
    }
    const left = new Set(deleteCall.opened)
    const known: ItemOutcome[] = []
    const settled = (outcomes: readonly ItemOutcome[]): void => {
      known.push(...outcomes)
      const through = throughOf(deleteCall, known).filter(({ opened }) => left.has(opened))
      dependencies.transaction(() => write({ through, outcomes: known, deleteCall }, phase, of, at))
      for (const { opened } of through) left.delete(opened)
    }
    const outcomes = await makeCall(deleteCall, { arrived, mayStart, settled }, of, at)
    if (outcomes.length > 0) {
      const rows = deleteCall.opened.map(({ row }) => row)
      const { now, pace, transaction } = dependencies
      circuit.learnFrom(rows, outcomes, { now: now(), version: at.version, probeMs: pace.probeMs })
      transaction(() => circuit.keep())
    }
    if (left.size > 0) release([...left], of, notBefore)
  }
  const ended = await Promise.allSettled(deleteCalls.map((deleteCall) => dependencies.slots.run(() => one(deleteCall))))
  const broken = ended.find((result) => result.status === 'rejected')
  if (broken !== undefined) throw broken.reason
}

function end(row: DeleteRow, step: DeleteStep, of: DeleteDependencies): void {
  of.dependencies.transaction(() => applyStep(row, step, of))
}

function release(opened: readonly OpenedDelete[], { dependencies, store }: DeleteDependencies, due = 0): void {
  dependencies.transaction(() => {
    for (const { row } of opened)
      store.apply(row.id, row.leaseToken, { due: Math.max(due, dependencies.now()), urgent: row.urgent ? 1 : 0 })
  })
}
