import { isObject, toText } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent } from '../context/compile-context.ts'
import type { ItemRuleFile, Outcome, RuleFile } from './schema.ts'
import type { Answer, Expr, Predicate, Scope } from '../context/scope.ts'
import { compileTemplate } from '../expressions/template.ts'
import { compileCondition } from './value.ts'

/** What an answer says of one item. */
interface ItemVerdict {
  readonly outcome: 'delivered' | 'retryable' | 'rejected' | 'unauthorized'
  readonly message?: string | undefined
}

/** What an answer says of a call. `items` (by index) overrides the outcome for those it names. */
export interface Verdict {
  readonly outcome: Outcome
  readonly message?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly items?: ReadonlyMap<number, ItemVerdict>
  /** Where the rule that held stands in the file (a JSON pointer); absent: the status alone decided. */
  readonly rule?: string
  /** Items that no rule named were not taken because of those that were: they go again without them. */
  readonly others?: 'retryable'
}

/** Where a rule stands, which decides what it may say and what an answer means by default. */
export interface Judging {
  /** Whether no request of the sequence follows. */
  readonly last: boolean
  /** A deletion takes 404 and 410 of a final DELETE as done; with `poll`, a 2xx is only a beginning. */
  readonly deletion?: { readonly methods: ReadonlySet<string>; readonly polled: boolean }
  readonly poll?: boolean
}

/** A scope with the answer that is judged. */
type Judged = Scope & { readonly answer: Answer }

/** Judges an answer: the first rule that holds, else the defaults. `now` in ms, for `Retry-After` dates. */
export type Judge = (scope: Judged, now: number) => Verdict

/** Compiles the outcome rules of a request in their order, each with its place. */
export function compileOutcomes(files: readonly (readonly [RuleFile, CompileContext])[], judging: Judging): Judge {
  const rules = files.map(([file, context]) => compileRule(file, judging, context))
  return (scope, now) => {
    const rule = rules.find((candidate) => candidate.holds(scope))
    return rule === undefined ? byStatus(scope.answer, judging, now) : rule.verdict(scope, now)
  }
}

interface OutcomeRule {
  readonly holds: Predicate
  readonly verdict: Judge
}

function compileRule(file: RuleFile, judging: Judging, context: CompileContext): OutcomeRule {
  checkOutcome(file, judging, context)
  const message = file.message === undefined ? absent : compileTemplate(file.message, context.in('message'))
  const retryAfter =
    file.retryAfter === undefined ? undefined : compileTemplate(file.retryAfter, context.in('retryAfter'))
  const items = (file.items ?? []).map((item, i) => compileItemRule(item, context.in('items').in(i)))
  return {
    holds: compileCondition(file.when, context.in('when')),
    verdict: (scope, now) => {
      const outcome = file.outcome ?? outcomeOf(scope.answer.status, judging)
      return {
        outcome,
        rule: context.pointer,
        message: reason(message(scope)) ?? defaultMessage(outcome, scope.answer),
        retryAfterMs:
          retryAfter === undefined
            ? waitAsked(outcome, scope.answer, now)
            : parseRetryAfter(toText(retryAfter(scope)), now),
        ...(items.length > 0 && { items: judgeItems(items, scope) }),
        ...(file.others !== undefined && { others: file.others }),
      }
    },
  }
}

function checkOutcome(file: RuleFile, judging: Judging, context: CompileContext): void {
  const { outcome } = file
  if (outcome === 'next' && judging.last) context.in('outcome').error('"next" needs a request that follows')
  if (outcome === 'pending' && judging.poll !== true && judging.deletion?.polled !== true)
    context.in('outcome').error('"pending" needs a deletion with "poll"')
  if (outcome === 'resubmit' && judging.poll !== true)
    context.in('outcome').error('"resubmit" is for the outcomes of "poll"')
  if (outcome === 'delivered' && !/\bstatus\b/.test(file.when)) {
    context.in('when').warn('this rule says "delivered" without naming "status": an error page could look like success')
  }
  if (file.others !== undefined && file.items === undefined) context.in('others').error('"others" needs "items"')
}

interface ItemRule {
  readonly over: Expr
  readonly when: Predicate | undefined
  readonly index: Expr | undefined
  readonly key: readonly [Expr, Expr] | undefined
  readonly message: Expr
  readonly outcome: ItemVerdict['outcome']
}

function compileItemRule(file: ItemRuleFile, context: CompileContext): ItemRule {
  const inside = context.binding('item', 'index')
  if ((file.index === undefined) === (file.key === undefined))
    context.error('write either "index" or "key", so that the entry can be matched to an item')
  for (const part of ['over', 'index'] as const) checkPlaceholder(file[part], context.in(part))
  const [ownKey, answerKey] = file.key ?? []
  for (const [i, text] of (file.key ?? []).entries()) checkPlaceholder(text, context.in('key').in(i))
  return {
    over: compileTemplate(file.over, context.in('over')),
    when: file.when === undefined ? undefined : compileCondition(file.when, inside.in('when')),
    index: file.index === undefined ? undefined : compileTemplate(file.index, inside.in('index')),
    key:
      ownKey === undefined || answerKey === undefined
        ? undefined
        : [compileTemplate(ownKey, inside.in('key').in(0)), compileTemplate(answerKey, inside.in('key').in(1))],
    message: file.message === undefined ? absent : compileTemplate(file.message, inside.in('message')),
    outcome: file.outcome,
  }
}

/** A text without a placeholder would be the same for every answer, and find nothing. */
function checkPlaceholder(text: string | undefined, context: CompileContext): void {
  if (text !== undefined && !text.includes('{{')) context.error(`write a placeholder: "{{ ${text} }}"`)
}

function judgeItems(rules: readonly ItemRule[], scope: Judged): ReadonlyMap<number, ItemVerdict> {
  const verdicts = new Map<number, ItemVerdict>()
  const count = scope.items?.length ?? 0
  for (const rule of rules) {
    const list = rule.over(scope)
    const elements: readonly unknown[] = Array.isArray(list) ? list : isObject(list) ? [list] : []
    const find = finder(rule, scope, count)
    for (const [i, element] of elements.entries()) {
      const inner = scope.with({ item: element, index: i })
      if (rule.when !== undefined && !rule.when(inner)) continue
      const verdict: ItemVerdict = {
        outcome: rule.outcome,
        message: reason(rule.message(inner)) ?? defaultMessage(rule.outcome, scope.answer),
      }
      for (const position of find(inner)) if (!verdicts.has(position)) verdicts.set(position, verdict)
    }
  }
  return verdicts
}

/** Finds the items that an element of the answer names: by position, or by equal keys. */
function finder({ index, key }: ItemRule, scope: Scope, count: number): (inner: Scope) => readonly number[] {
  if (index !== undefined) {
    return (inner) => {
      const position = Number(toText(index(inner)) || Number.NaN)
      return Number.isInteger(position) && position >= 0 && position < count ? [position] : []
    }
  }
  if (key === undefined) return () => []
  const [own, answered] = key
  const byKey = new Map<string, number[]>()
  for (const [i, item] of (scope.items ?? []).entries()) {
    const text = toText(own(scope.with({ item, index: i })))
    if (text !== '') byKey.set(text, [...(byKey.get(text) ?? []), i])
  }
  return (inner) => byKey.get(toText(answered(inner))) ?? []
}

/** What a status means where no rule says otherwise (`docs/mapping-reference.md`, "Outcomes"). */
function byStatus(answer: Answer, judging: Judging, now: number): Verdict {
  const outcome = outcomeOf(answer.status, judging)
  return {
    outcome,
    message: defaultMessage(outcome, answer),
    retryAfterMs: waitAsked(outcome, answer, now),
  }
}

function outcomeOf(status: number, judging: Judging): Outcome {
  if (status >= 200 && status < 300) {
    if (!judging.last) return 'next'
    return judging.deletion?.polled === true || judging.poll === true ? 'pending' : 'delivered'
  }
  if ((status === 404 || status === 410) && judging.last && isDelete(judging.deletion?.methods)) return 'delivered'
  if (isTemporary(status)) return judging.poll === true ? 'pending' : 'retryable'
  return status === 401 || status === 403 ? 'unauthorized' : 'rejected'
}

function isDelete(methods: ReadonlySet<string> | undefined): boolean {
  return methods?.size === 1 && methods.has('DELETE')
}

/** Whether a status says that the same request may be answered otherwise later (RFC 9110, RFC 6585). */
export function isTemporary(status: number): boolean {
  return status === 408 || status === 423 || status === 425 || status === 429 || (status >= 500 && status !== 501)
}

function defaultMessage(outcome: Outcome, answer: Answer): string | undefined {
  return outcome === 'delivered' || outcome === 'next' || outcome === 'pending'
    ? undefined
    : answeredWith(answer.status)
}

/** Our own words for an answer of which nothing more is said. */
export function answeredWith(status: number): string {
  return `the partner answered ${status}`
}

function reason(value: unknown): string | undefined {
  const text = toText(value)
  return text === '' ? undefined : text
}

/** How long the partner asks to wait, where it matters: what is delivered does not wait. */
function waitAsked(outcome: Outcome, answer: Answer, now: number): number | undefined {
  return outcome === 'delivered' ? undefined : parseRetryAfter(answer.headers['retry-after'], now)
}

/** `Retry-After` (RFC 9110, 10.2.3), seconds or a date, as milliseconds from now; never negative; unreadable is absent. */
function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text === '') return undefined
  if (/^[0-9]{1,12}(\.[0-9]{1,6})?$/.test(text)) return Math.ceil(Number(text) * 1_000)
  const at = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
