import type { Verdict } from '../mapping/file/outcomes.ts'
import { answeredWith } from '../mapping/file/outcomes.ts'
import { mostRecords } from '../mapping/file/records.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Refusal } from '../mapping/context/refusal.ts'
import { isRefusal } from '../mapping/context/refusal.ts'
import type { Outcome } from '../mapping/file/schema.ts'
import type { Answer, Scope } from '../mapping/context/scope.ts'
import type { Step } from '../mapping/file/steps.ts'
import type { Call, Item } from '../mapping/translate.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { callScope, inHalves, isTooLarge, tooLarge } from '../mapping/translate.ts'
import { CallMask } from './mask/call-mask.ts'
import type { Repeats } from '../mapping/repeats.ts'
import { withoutRepeats } from '../mapping/repeats.ts'
import type { EventTexts } from './mask/event-texts.ts'
import type { KeptAnswers, LookedUp } from './kept-answers.ts'
import { lookUp } from './kept-answers.ts'
import type { Sent } from './sent.ts'

/** A request of a call, how it ended, and the items of the call. It holds secrets and what is personal. */
export interface Exchange {
  readonly request: PartnerRequest
  readonly sent: Sent
  readonly items: readonly Item[]
}

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
  /** How long that request took (ms). */
  readonly ms?: number | undefined
  /** That request, and how it ended. */
  readonly exchange?: Exchange | undefined
  /** The answers of a call that is only begun (`pending`), by the names of its requests. */
  readonly answers?: Readonly<Record<string, Answer>>
}

/** How the requests of a call ended, and what the last of them was answered. */
interface StepsEnd extends Verdict {
  readonly status?: number | undefined
  readonly ms?: number
  readonly exchange?: Exchange
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

/** Whoever makes calls: what a call asks of it, and what it is told. */
export interface Caller {
  readonly settings: Settings
  /** The answers that the account keeps. Absent: every request is sent. */
  readonly kept?: KeptAnswers | undefined
  /** Sends one request of a call; never throws. */
  send(request: PartnerRequest, readsBody: boolean, call: Call): Promise<Sent>
  now(): number
  log(attempt: Attempt, call: Call): void
  /** Whether an item may still go, asked when the first request for it may start: a user may be deleted while another half of a batch is on its way, or while the rate is waited for. */
  mayGo?(item: Item): boolean
  /**
   * Waits until the next request may be sent; `false`: it may not be sent any more, and what it would have settled stays as it was. `isFirst`: of its sequence. Absent: every
   * request may.
   */
  mayStart?(call: Call, isFirst: boolean): Promise<boolean>
  /** Is told what became of some items as soon as that is known, while others of the same call are still on their way. */
  settled?(outcomes: readonly ItemOutcome[]): void
}

/** What the parts of a call share. `whole`: the call as it was planned; one mask, for a partner may name in the answer to one half whom it met in the other. */
interface Making {
  readonly caller: Caller
  readonly whole: Call
  readonly mask: CallMask
  /** Items that are not sent, by the item whose repeats they are: they end as it does. */
  readonly repeats: Repeats
}

/**
 * Makes one call, its requests in order, and gives the outcome of each item that was tried (not of one that may not go, or whose request may not start any more).
 * An event that came twice is sent once in a call ({@link withoutRepeats}). Halves what is too large and what is answered `split`. What the partner says is masked here, where it comes in: nobody else has it. `arrived`: all events that came or are sent
 * together with those of the call, as they came: none of their texts is shown, what `redact` takes away neither. Never throws.
 */
export function runCall(call: Call, caller: Caller, arrived?: EventTexts): Promise<readonly ItemOutcome[]> {
  const mask = new CallMask(call, { arrived, settings: caller.settings })
  const { items, repeats } = withoutRepeats(call.items)
  return run({ ...call, items }, { caller, whole: call, mask, repeats })
}

async function run(planned: Call, making: Making): Promise<readonly ItemOutcome[]> {
  const { caller } = making
  const call = caller.mayGo === undefined ? planned : { ...planned, items: planned.items.filter(mayGo(caller)) }
  if (call.items.length === 0) return []
  const { rule } = call
  const scope = callScope(call, caller.settings)
  if (isTooLarge(rule, scope)) {
    if (call.items.length > 1) return halved(call, making)
    const message = tooLarge(rule)
    return reported(
      call.items.map((item) => ({ item, outcome: 'rejected', message })),
      making,
    )
  }
  const verdict = await runSteps({ call, scope }, making)
  if (verdict === 'not made') return []
  if (verdict === 'has changed') return run(call, making)
  if (verdict.outcome === 'split' && call.items.length > 1) return halved(call, making)
  const outcomes = call.items.map((item, i) => outcomeOf(item, i, verdict))
  return verdict.others === undefined
    ? reported(outcomes, making)
    : sendRest({ call, outcomes, named: verdict.items }, making)
}

function mayGo(caller: Caller): (item: Item) => boolean {
  return (item) => caller.mayGo?.(item) ?? true
}

function reported(outcomes: readonly ItemOutcome[], { caller, repeats }: Making): readonly ItemOutcome[] {
  const all =
    repeats.size === 0
      ? outcomes
      : outcomes.flatMap((one) => [one, ...(repeats.get(one.item) ?? []).map((item) => ({ ...one, item }))])
  caller.settled?.(all)
  return all
}

async function halved(call: Call, making: Making): Promise<readonly ItemOutcome[]> {
  const [first, second] = inHalves(call)
  return [...(await run(first, making)), ...(await run(second, making))]
}

/** `"others": "retryable"`: the partner took none because of some; the rest is sent again at once, without those that it named. */
async function sendRest(
  done: { call: Call; outcomes: readonly ItemOutcome[]; named: Verdict['items'] },
  making: Making,
): Promise<readonly ItemOutcome[]> {
  const { call, outcomes, named } = done
  if (named === undefined || named.size === 0 || named.size === outcomes.length) return reported(outcomes, making)
  const rest = call.items.filter((_, i) => !named.has(i))
  const settled = reported(
    outcomes.filter((_, i) => named.has(i)),
    making,
  )
  return [...settled, ...(await run({ ...call, items: rest }, making))]
}

/**
 * Makes the requests of a call in order. `not made`: one of them may not start any more; `has changed`: before the first of them could start, items were there that may not go
 * any more.
 */
async function runSteps(
  { call, scope }: { readonly call: Call; readonly scope: Scope },
  making: Making,
): Promise<StepsEnd | 'not made' | 'has changed'> {
  const { caller, whole, mask } = making
  const answers: Record<string, Answer> = { ...call.answers }
  const { steps, passedOver } = call.rule
  let verdict: StepsEnd | undefined
  let isFirst = true
  mask.begin()
  for (const step of steps) {
    // The first request was built in this scope, to see whether it is too large.
    const here: Scope = step === steps[0] ? scope : scope.with({ answers })
    if (step.holds !== undefined && !step.holds(here)) continue
    const records = step.records?.(here) ?? [undefined]
    if (isRefusal(records)) return { outcome: records.outcome, message: records.message }
    const kept = await lookUp(step, here, caller)
    if (kept?.answer !== undefined) {
      answers[step.name] = kept.answer
      verdict = { outcome: 'next' }
      continue
    }
    for (const [index, record] of records.slice(0, mostRecords).entries()) {
      if (caller.mayStart !== undefined && !(await caller.mayStart(whole, isFirst))) return 'not made'
      if (isFirst && !call.items.every(mayGo(caller))) return 'has changed'
      isFirst = false
      const one = step.records === undefined ? here : here.with({ item: record, index })
      verdict = await runStep({ step, scope: one, answers, kept }, making)
      const goesOn = verdict.outcome === 'next' || (verdict.outcome === 'delivered' && step.records !== undefined)
      if (!goesOn) return { ...verdict, answers }
    }
    if (records.length > mostRecords) return { outcome: 'retryable', message: tooMany }
  }
  if (verdict === undefined)
    return { outcome: passedOver.none, message: passedOver.none === 'rejected' ? nothingSent : undefined }
  return verdict.outcome === 'next' ? { ...verdict, outcome: passedOver.some, answers } : verdict
}

const nothingSent = 'all requests were passed over, so nothing was sent that could be confirmed'
const tooMany = `there are more than ${mostRecords} records: the rest is deleted by the next attempts`

async function runStep(
  {
    step,
    scope,
    answers,
    kept,
  }: { step: Step; scope: Scope; answers: Record<string, Answer>; kept: LookedUp | undefined },
  { caller, whole, mask }: Making,
): Promise<StepsEnd> {
  const started = caller.now()
  const note = (verdict: StepsEnd): StepsEnd => {
    const ms = caller.now() - started
    const attempt = {
      request: step.name,
      items: scope.items?.length ?? 0,
      status: verdict.status,
      outcome: verdict.outcome,
      rule: verdict.rule,
      ...rejectedBeside(verdict),
      ms,
    }
    caller.log(attempt, whole)
    return { ...verdict, ms }
  }
  const request: PartnerRequest | Refusal = step.build(scope)
  if (isRefusal(request)) return note({ outcome: request.outcome, message: request.message })
  const sent = await caller.send(request, step.readsBody, whole)
  const exchange = { request, sent, items: whole.items }
  switch (sent.kind) {
    // The call ends as if it were delivered; whoever sends says that it is shadowed.
    case 'shadowed':
      return note({ outcome: 'delivered', exchange })
    case 'misconfigured':
      return note({ outcome: 'unauthorized', message: sent.reason, exchange })
    case 'failed': {
      const dropped = sent.unknown && whole.rule.unknown === 'drop'
      return note(
        dropped
          ? { outcome: 'rejected', message: `${sent.reason}; the mapping says not to send it twice`, exchange }
          : { outcome: 'retryable', message: sent.reason, slow: sent.slow === true, exchange },
      )
    }
    case 'answered': {
      const { status } = sent.answer
      answers[step.name] = sent.answer
      mask.sent(request, sent.token)
      const judged = step.judge(scope.with({ answer: sent.answer }), caller.now())
      kept?.keep(sent.answer, judged)
      const verdict = hidden(judged, { status, count: scope.items?.length ?? 0 }, mask)
      return note({ ...verdict, status, slow: status === 429, exchange })
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
    ms: verdict.ms,
    exchange: verdict.exchange,
    ...(outcome === 'pending' && verdict.answers !== undefined && { answers: verdict.answers }),
  }
}
