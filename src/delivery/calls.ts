import type { Settings } from '../mapping/context/scope.ts'
import type { Rule } from '../mapping/file/mapping.ts'
import type { Call, Item } from '../mapping/translate.ts'
import { gather } from '../mapping/translate.ts'

/** Items of one delivery that are to be sent by a rule. */
interface ToSend {
  readonly rule: Rule | undefined
  readonly items: readonly Item[]
}

/** One call of a rule. */
export interface RuleCall {
  readonly rule: Rule
  readonly call: Call
}

/** Puts the items of deliveries into as few calls as their rules allow, in the order of the deliveries. */
export function callsOf(deliveries: readonly ToSend[], settings: Settings): readonly RuleCall[] {
  const items = new Map<Rule, Item[]>()
  for (const { rule, items: made } of deliveries) {
    if (rule === undefined || made.length === 0) continue
    const list = items.get(rule)
    if (list === undefined) items.set(rule, [...made])
    else list.push(...made)
  }
  return [...items].flatMap(([rule, list]) => gather(rule, list, settings).map((call) => ({ rule, call })))
}
