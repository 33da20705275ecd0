import type { Rule } from '../mapping/mapping.ts'
import type { Verdict } from '../mapping/outcomes.ts'
import type { PartnerRequest } from '../mapping/request.ts'
import type { Refusal } from '../mapping/refusal.ts'
import { isRefusal } from '../mapping/refusal.ts'
import type { Outcome } from '../mapping/schema.ts'
import type { Answer, Scope } from '../mapping/scope.ts'
import type { Step } from '../mapping/steps.ts'
import type { Call, Item, Settings } from '../mapping/translate.ts'
import { callScope } from '../mapping/translate.ts'
import type { Sent } from './send.ts'

/** What became of one item. */
export interface ItemOutcome {
  readonly item: Item
  readonly outcome: Exclude<Outcome, 'next' | 'split'>
  readonly message?: string | undefined
  readonly retryAfterMs?: number | undefined
  /** Whether the partner was overloaded (429) or did not answer in time. */
  readonly slow?: boolean
  /** What the partner answered to the request that decided. */
  readonly status?: number | undefined
  /** The answers of a call that is only begun (`pending`), by the names of its requests. */
  readonly answers?: Readonly<Record<string, Answer>>
}

/** How the requests of a call ended, and what the last of them was answered. */
interface Ending extends Verdict {
  readonly status?: number | undefined
  readonly slow?: boolean
  readonly answers?: Readonly<Record<string, Answer>>
}

/** One try, for the log: how it ended, never what it carried. */
export interface Attempt {
  readonly request: string
  readonly items: number
  readonly status: number | undefined
  readonly outcome: Outcome
  readonly ms: number
}

/** What a call needs of its surroundings. */
export interface Calling {
  readonly settings: Settings
  /** Answers of earlier requests that the call's requests may read (a poll reads those of its submission). */
  readonly answers?: Readonly<Record<string, Answer>>
  /** Whether an item may still go, asked before each request of a batch: a user may be deleted while another half of it is on its way. */
  readonly mayGo?: (item: Item) => boolean
  readonly send: (request: PartnerRequest, readsBody: boolean) => Promise<Sent>
  readonly now: () => number
  readonly log: (attempt: Attempt) => void
}

const encoder = new TextEncoder()

/** Makes one call, its requests in order, and gives the outcome of each item that may go. Halves what is too large and what is answered `split`. Never throws. */
export async function runCall(rule: Rule, planned: Call, calling: Calling): Promise<readonly ItemOutcome[]> {
  const call = calling.mayGo === undefined ? planned : { ...planned, items: planned.items.filter(calling.mayGo) }
  if (call.items.length === 0) return []
  const scope = callScope(rule, call, calling.settings)
  if (isTooLarge(rule, scope)) {
    if (call.items.length > 1) return halved(rule, call, calling)
    return call.items.map((item) => ({
      item,
      outcome: 'rejected',
      message: `larger than the ${rule.batch.maxBytes} bytes that the partner takes`,
    }))
  }
  const verdict = await runSteps(rule, scope, calling)
  if (verdict.outcome === 'split' && call.items.length > 1) return halved(rule, call, calling)
  const outcomes = call.items.map((item, i) => outcomeOf(item, i, verdict))
  return verdict.others === undefined ? outcomes : again(rule, { call, outcomes, named: verdict.items }, calling)
}

async function halved(rule: Rule, call: Call, calling: Calling): Promise<readonly ItemOutcome[]> {
  const middle = Math.ceil(call.items.length / 2)
  const first = await runCall(rule, { ...call, items: call.items.slice(0, middle) }, calling)
  const second = await runCall(rule, { ...call, items: call.items.slice(middle) }, calling)
  return [...first, ...second]
}

/** `"others": "retryable"`: the partner took none because of some; the rest is sent again at once, without those that it named. */
async function again(
  rule: Rule,
  done: { call: Call; outcomes: readonly ItemOutcome[]; named: Verdict['items'] },
  calling: Calling,
): Promise<readonly ItemOutcome[]> {
  const { call, outcomes, named } = done
  if (named === undefined || named.size === 0 || named.size === outcomes.length) return outcomes
  const rest = call.items.filter((_, i) => !named.has(i))
  const settled = outcomes.filter((_, i) => named.has(i))
  return [...settled, ...(await runCall(rule, { ...call, items: rest }, calling))]
}

function isTooLarge(rule: Rule, scope: Scope): boolean {
  const [step] = rule.steps
  if (step === undefined || rule.batch.maxBytes === Number.POSITIVE_INFINITY) return false
  const request = step.build(scope)
  if (isRefusal(request) || request.body === undefined || request.body.length * 3 <= rule.batch.maxBytes) return false
  return encoder.encode(request.body).byteLength > rule.batch.maxBytes
}

async function runSteps(rule: Rule, scope: Scope, calling: Calling): Promise<Ending> {
  const answers: Record<string, Answer> = { ...calling.answers }
  let verdict: Ending = { outcome: 'delivered' }
  for (const step of rule.steps) {
    const here: Scope = { ...scope, answers }
    if (step.holds !== undefined && !step.holds(here)) continue
    verdict = await runStep({ rule, step, scope: here, answers }, calling)
    if (verdict.outcome !== 'next') return { ...verdict, answers }
  }
  return verdict.outcome === 'next' ? { ...verdict, outcome: 'delivered' } : verdict
}

async function runStep(
  at: { rule: Rule; step: Step; scope: Scope; answers: Record<string, Answer> },
  calling: Calling,
): Promise<Ending> {
  const { step, scope } = at
  const started = calling.now()
  const note = (verdict: Ending): Ending => {
    calling.log({
      request: step.name,
      items: scope.items?.length ?? 0,
      status: verdict.status,
      outcome: verdict.outcome,
      ms: calling.now() - started,
    })
    return verdict
  }
  const request: PartnerRequest | Refusal = step.build(scope)
  if (isRefusal(request)) return note({ outcome: request.outcome, message: request.message })
  const sent = await calling.send(request, step.readsBody)
  switch (sent.kind) {
    case 'misconfigured':
      return note({ outcome: 'unauthorized', message: sent.reason })
    case 'failed': {
      const dropped = sent.unknown && at.rule.unknown === 'drop'
      return note(
        dropped
          ? { outcome: 'rejected', message: `${sent.reason}; the mapping says not to send it twice` }
          : { outcome: 'retryable', message: sent.reason, slow: sent.slow === true },
      )
    }
    case 'answered': {
      const { status } = sent.answer
      at.answers[step.name] = sent.answer
      return note({ ...step.judge({ ...scope, answer: sent.answer }, calling.now()), status, slow: status === 429 })
    }
  }
}

function outcomeOf(item: Item, i: number, verdict: Ending): ItemOutcome {
  const own = verdict.items?.get(i)
  const outcome = own?.outcome ?? verdict.others ?? verdict.outcome
  return {
    item,
    outcome: outcome === 'split' || outcome === 'next' ? 'rejected' : outcome,
    message: own === undefined ? verdict.message : own.message,
    retryAfterMs: verdict.retryAfterMs,
    ...(verdict.slow === true && { slow: true }),
    status: verdict.status,
    ...(outcome === 'pending' && verdict.answers !== undefined && { answers: verdict.answers }),
  }
}
