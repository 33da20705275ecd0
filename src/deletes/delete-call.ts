import { randomBytes } from 'node:crypto'
import type { Rule } from '../mapping/file/mapping.ts'
import type { Answer } from '../mapping/context/scope.ts'
import type { Call, EventLike } from '../mapping/translate.ts'
import type { Calling, ItemOutcome } from '../delivery/call.ts'
import { runCall } from '../delivery/call.ts'
import { finderOf, maskerOf } from '../delivery/mask/mask.ts'
import { addresses, emails } from '../delivery/mask/patterns.ts'
import type { RunContext } from '../leases/budget.ts'
import type { KeptCircuit } from '../leases/kept-circuit.ts'
import type { Rate } from '../delivery/rate.ts'
import type { Seals } from '../transport/seal.ts'
import { keptAnswers, referenceOf } from './answers.ts'
import type { DeleteRow } from './delete-row.ts'
import type { StepAt } from './outcome.ts'
import { afterPoll, afterSubmit } from './outcome.ts'
import type { Writing } from './writing.ts'
import { applyStep } from './writing.ts'

/** What a round of deletes needs beside the tools of the queue. */
export interface DeleteDependencies extends Writing {
  /** Limits and circuit are apart from those of events. */
  readonly rate: Rate
  readonly circuit: KeptCircuit
  readonly seals: Seals
  /** `<partner>/<account>`. */
  readonly account: string
}

/** A claimed delete with its event. */
export interface OpenedDelete {
  readonly row: DeleteRow
  readonly event: EventLike
}

/** One call of a round with the deletes that it carries. */
export interface DeleteCall {
  readonly rule: Rule
  readonly call: Call
  readonly opened: readonly OpenedDelete[]
  readonly answers: Readonly<Record<string, Answer>> | undefined
}

/** A delete of a call with the outcomes of all its items. */
export interface Through {
  readonly opened: OpenedDelete
  readonly outcomes: readonly ItemOutcome[]
}

/** The deletes of a call of whose items all outcomes are known. */
export function throughOf({ call, opened }: DeleteCall, known: readonly ItemOutcome[]): readonly Through[] {
  return ownersOf(call).flatMap((owner, i): readonly Through[] => {
    const one = opened[i]
    const outcomes = known.filter(({ item }) => item.owner === owner)
    const items = call.items.filter((item) => item.owner === owner)
    return one !== undefined && outcomes.length === items.length ? [{ opened: one, outcomes }] : []
  })
}

/** The positions of the deletes that a call carries. */
export function ownersOf({ items }: Call): readonly number[] {
  return [...new Set(items.map(({ owner }) => owner))]
}

/** Makes a call of deletes; what became of some is told as soon as it is known. */
export async function makeCall(
  { rule, call, opened, answers }: DeleteCall,
  { arrived, mayStart, settled }: Required<Pick<Calling, 'arrived' | 'mayStart' | 'settled'>>,
  { dependencies }: DeleteDependencies,
  at: RunContext,
): Promise<readonly ItemOutcome[]> {
  const deliveries = opened.slice(0, 5).map(({ row }) => row.id)
  return runCall(rule, call, {
    settings: at.settings,
    arrived,
    ...(answers !== undefined && { answers }),
    mayStart,
    settled,
    now: dependencies.now,
    log: (attempt) => dependencies.attempted({ ...attempt, subscription: 'deletion', deliveries }),
    send: (request, readsBody) =>
      dependencies.send(request, { timeoutMs: rule.limits.timeoutMs ?? dependencies.pace.timeoutMs, readsBody }),
  })
}

/** Writes what a call did to those of its deletes that are through. In the caller's transaction. */
export function write(
  {
    through,
    outcomes,
    deleteCall,
  }: { through: readonly Through[]; outcomes: readonly ItemOutcome[]; deleteCall: DeleteCall },
  phase: 'submit' | 'poll',
  of: DeleteDependencies,
  at: RunContext,
): void {
  const { dependencies } = of
  const { deletion } = at.partner.mapping
  const poll = 'unsupported' in deletion ? undefined : deletion.poll
  const answered = outcomes.findLast((outcome) => outcome.answers !== undefined)?.answers
  const kept = keptAnswers(answered ?? {}, poll?.reads ?? [])
  const stepAt: StepAt = {
    now: dependencies.now(),
    random: dependencies.random(),
    pace: dependencies.pace,
    poll,
    call: {
      id: randomBytes(8).toString('hex'),
      answers: JSON.stringify(kept),
      reference: shownReference(referenceOf(kept), deleteCall),
    },
  }
  for (const { opened, outcomes: own } of through)
    applyStep(
      opened.row,
      phase === 'submit' ? afterSubmit(opened.row, own, stepAt) : afterPoll(opened.row, own, stepAt),
      of,
    )
}

/** The partner's own reference as the receipt shows it: without the texts of the deletes. It may look like a token or a number, for that is what it is. */
function shownReference(reference: string, { opened, call }: DeleteCall): string {
  const values = [...opened.map(({ event }) => event), ...call.items.map(({ value }) => value)]
  return reference === '' ? '' : maskerOf({ finders: [finderOf({ values })], patterns: [emails, addresses] })(reference)
}
