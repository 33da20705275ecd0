import type { Rule } from '../mapping/file/mapping.ts'
import type { Verdict } from '../mapping/file/outcomes.ts'
import { answeredWith } from '../mapping/file/outcomes.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Refusal } from '../mapping/context/refusal.ts'
import { isRefusal } from '../mapping/context/refusal.ts'
import type { Outcome } from '../mapping/file/schema.ts'
import type { Answer, Scope } from '../mapping/context/scope.ts'
import type { Step } from '../mapping/file/steps.ts'
import type { Call, Item } from '../mapping/translate.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { callScope } from '../mapping/translate.ts'
import { CallMask } from './mask/call-mask.ts'
import type { EventTexts } from './mask/event-texts.ts'
import type { Sent } from './sent.ts'

/** What became of one item. */
export interface ItemOutcome {
  readonly item: Item
  readonly outcome: Exclude<Outcome, 'next' | 'split'>
  /** Why, for people. What the partner said is masked. */
  readonly message?: string | undefined
  readonly retryAfterMs?: number | undefined
  /** Whether the partner was overloaded (429) or did not answer in time. */
  readonly slow?: boolean
  /** What the partner answered to the request that decided. */
  readonly status?: number | undefined
  /** The answers of a call that is only begun (`pending`), by the names of its requests. */
  readonly answers?: Readonly<Record<string, Answer>>
}

/** The outcome of an item that the mapping refuses. */
export function refusedOutcome({ message, ...item }: Item & { readonly message: string }): ItemOutcome {
  return { item, outcome: 'rejected', message }
}

/** How the requests of a call ended, and what the last of them was answered. */
interface StepsEnd extends Verdict {
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
  /** Which rule of the mapping's `outcomes` held, as a JSON pointer into the file; absent: the status alone decided. What the partner said is never logged. */
  readonly rule?: string | undefined
  /** How many items the partner refused beside others that it took. */
  readonly rejected?: number
  readonly ms: number
}

/** What a call needs of its surroundings. */
export interface Calling {
  readonly settings: Settings
  /** All events that came or are sent together with those of the call, as they came: none of their texts is shown, what `redact` takes away neither. */
  readonly arrived?: EventTexts
  /** Answers of earlier requests that the call's requests may read (a poll reads those of its submission). */
  readonly answers?: Readonly<Record<string, Answer>>
  /** Whether an item may still go, asked when the first request for it may start: a user may be deleted while another half of a batch is on its way, or while the rate is waited for. */
  readonly mayGo?: (item: Item) => boolean
  /**
   * Waits until the next request may be sent; `false`: it may not be sent any more, and what it would have settled stays as it was. `isFirst`: of its sequence. Absent: every
   * request may.
   */
  readonly mayStart?: (isFirst: boolean) => Promise<boolean>
  /** Is told what became of some items as soon as that is known, while others of the same call are still on their way. */
  readonly settled?: (outcomes: readonly ItemOutcome[]) => void
  readonly send: (request: PartnerRequest, readsBody: boolean) => Promise<Sent>
  readonly now: () => number
  readonly log: (attempt: Attempt) => void
}

/** The same for the parts of a call: one mask, for a partner may name in the answer to one half whom it met in the other. */
interface Making extends Calling {
  readonly mask: CallMask
}

const encoder = new TextEncoder()

/**
 * Makes one call, its requests in order, and gives the outcome of each item that was tried (not of one that may not go, or whose request may not start any more).
 * Halves what is too large and what is answered `split`. What the partner says is masked here, where it comes in: nobody else has it. Never throws.
 */
export function runCall(rule: Rule, planned: Call, calling: Calling): Promise<readonly ItemOutcome[]> {
  const { settings, arrived } = calling
  const values = planned.items.flatMap(({ event, value }) => [event, value])
  return run(rule, planned, { ...calling, mask: new CallMask(rule, { arrived, values, settings }) })
}

async function run(rule: Rule, planned: Call, calling: Making): Promise<readonly ItemOutcome[]> {
  const call = calling.mayGo === undefined ? planned : { ...planned, items: planned.items.filter(calling.mayGo) }
  if (call.items.length === 0) return []
  const scope = callScope(rule, call, calling.settings)
  if (isTooLarge(rule, scope)) {
    if (call.items.length > 1) return halved(rule, call, calling)
    const message = `larger than the ${rule.batch.maxBytes} bytes that the partner takes`
    return told(
      call.items.map((item) => ({ item, outcome: 'rejected', message })),
      calling,
    )
  }
  const verdict = await runSteps(rule, { call, scope }, calling)
  if (verdict === 'not made') return []
  if (verdict === 'has changed') return run(rule, call, calling)
  if (verdict.outcome === 'split' && call.items.length > 1) return halved(rule, call, calling)
  const outcomes = call.items.map((item, i) => outcomeOf(item, i, verdict))
  return verdict.others === undefined
    ? told(outcomes, calling)
    : again(rule, { call, outcomes, named: verdict.items }, calling)
}

function told(outcomes: readonly ItemOutcome[], { settled }: Calling): readonly ItemOutcome[] {
  settled?.(outcomes)
  return outcomes
}

async function halved(rule: Rule, call: Call, calling: Making): Promise<readonly ItemOutcome[]> {
  const middle = Math.ceil(call.items.length / 2)
  const first = await run(rule, { ...call, items: call.items.slice(0, middle) }, calling)
  const second = await run(rule, { ...call, items: call.items.slice(middle) }, calling)
  return [...first, ...second]
}

/** `"others": "retryable"`: the partner took none because of some; the rest is sent again at once, without those that it named. */
async function again(
  rule: Rule,
  done: { call: Call; outcomes: readonly ItemOutcome[]; named: Verdict['items'] },
  calling: Making,
): Promise<readonly ItemOutcome[]> {
  const { call, outcomes, named } = done
  if (named === undefined || named.size === 0 || named.size === outcomes.length) return told(outcomes, calling)
  const rest = call.items.filter((_, i) => !named.has(i))
  const settled = told(
    outcomes.filter((_, i) => named.has(i)),
    calling,
  )
  return [...settled, ...(await run(rule, { ...call, items: rest }, calling))]
}

function isTooLarge(rule: Rule, scope: Scope): boolean {
  const [step] = rule.steps
  if (step === undefined || rule.batch.maxBytes === Number.POSITIVE_INFINITY) return false
  const request = step.build(scope)
  if (isRefusal(request) || request.body === undefined || request.body.length * 3 <= rule.batch.maxBytes) return false
  return encoder.encode(request.body).byteLength > rule.batch.maxBytes
}

/**
 * Makes the requests of a call in order. `not made`: one of them may not start any more; `has changed`: before the first of them could start, items were there that may not go
 * any more.
 */
async function runSteps(
  rule: Rule,
  { call, scope }: { readonly call: Call; readonly scope: Scope },
  calling: Making,
): Promise<StepsEnd | 'not made' | 'has changed'> {
  const answers: Record<string, Answer> = { ...calling.answers }
  let verdict: StepsEnd = { outcome: 'delivered' }
  let isFirst = true
  calling.mask.begin()
  for (const step of rule.steps) {
    const here: Scope = { ...scope, answers }
    if (step.holds !== undefined && !step.holds(here)) continue
    if (calling.mayStart !== undefined && !(await calling.mayStart(isFirst))) return 'not made'
    if (isFirst && calling.mayGo !== undefined && !call.items.every(calling.mayGo)) return 'has changed'
    isFirst = false
    verdict = await runStep({ rule, step, scope: here, answers }, calling)
    if (verdict.outcome !== 'next') return { ...verdict, answers }
  }
  return verdict.outcome === 'next' ? { ...verdict, outcome: 'delivered' } : verdict
}

async function runStep(
  at: { rule: Rule; step: Step; scope: Scope; answers: Record<string, Answer> },
  calling: Making,
): Promise<StepsEnd> {
  const { step, scope } = at
  const started = calling.now()
  const note = (verdict: StepsEnd): StepsEnd => {
    calling.log({
      request: step.name,
      items: scope.items?.length ?? 0,
      status: verdict.status,
      outcome: verdict.outcome,
      rule: verdict.rule,
      ...rejectedBeside(verdict),
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
      calling.mask.sent(request, sent.token)
      const judged = step.judge({ ...scope, answer: sent.answer }, calling.now())
      const verdict = hidden(judged, { status, count: scope.items?.length ?? 0 }, calling.mask)
      return note({ ...verdict, status, slow: status === 429 })
    }
  }
}

/** A verdict without what of the partner's words is not to be shown. Of what is halved and sent again nobody reads them. */
function hidden(verdict: Verdict, { status, count }: { status: number; count: number }, mask: CallMask): Verdict {
  if (verdict.outcome === 'split' && count > 1) return { ...verdict, message: undefined }
  const own = answeredWith(status)
  const shown = <T extends { readonly message?: string | undefined }>(said: T): T =>
    said.message === undefined || said.message === own ? said : { ...said, message: mask.hide(said.message) }
  const { items } = verdict
  return {
    ...shown(verdict),
    ...(items !== undefined && { items: new Map(Array.from(items, ([at, item]) => [at, shown(item)])) }),
  }
}

/** How many items a verdict on the call as a whole rejects all the same. */
function rejectedBeside({ outcome, items = new Map() }: StepsEnd): { readonly rejected?: number } {
  const rejected = [...items.values()].filter((item) => item.outcome === 'rejected').length
  return outcome === 'rejected' || rejected === 0 ? {} : { rejected }
}

function outcomeOf(item: Item, i: number, verdict: StepsEnd): ItemOutcome {
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
