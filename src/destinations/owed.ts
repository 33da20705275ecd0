import type { Failed } from '../delivery/backoff.ts'
import type { ItemOutcome } from '../delivery/call.ts'
import type { QueueRow, Due, QueuedEvent, QueuedDelivery } from '../queue/queue-row.ts'
import { queueRowsOf, deliveryId, rowIdOf, settle } from '../queue/queue-row.ts'
import { rejectedItemDeadLetters } from '../queue/ending.ts'
import type { DeadLetter } from '../queue/dead-letters.ts'
import { textOf } from '../values/json.ts'
import type { Rule } from '../mapping/file/mapping.ts'
import type { Debt, Plan } from './plan.ts'
import type { Part } from './reply.ts'

/** One event on its way: what it owed, and how far each part of that is. */
export interface Settling {
  readonly plan: Plan
  readonly parts: readonly Part[]
}

/** Whose events these are: `<partner>/<account>`, the hash of its mapping; `now` in ms. */
export interface Owing {
  readonly account: string
  readonly mapping: string
  readonly request: string
  readonly now: number
}

interface OwedGroup {
  readonly debts: readonly Debt[]
  readonly entries: QueuedEvent[]
  readonly reason: string | undefined
  slow: boolean
  retryAfterMs: number
}

/** How long what was tried waits for its next try (ms). */
type RetryWait = (failed: Pick<Failed, 'slow' | 'retryAfterMs'>) => number

/**
 * What is owed and neither settled nor sent, as the rows that are committed. What was tried waits for its next try, what was not is due at once, and what a
 * `buffer` collects has rows of its own.
 */
export function queueRowsOwed(settling: readonly Settling[], owing: Owing, retryInMs: RetryWait): readonly QueueRow[] {
  const groups = new Map<string, OwedGroup>()
  for (const { plan, parts } of settling) {
    const open = plan.debts.filter((_, i) => parts[i]?.fate === 'unsettled')
    for (const [name, debts] of Map.groupBy(open, groupOf)) {
      const reason = parts.find(
        (part) => part.fate === 'unsettled' && part.subscription === debts[0]?.rule.name,
      )?.message
      const group = groups.get(name) ?? { debts, entries: [], reason, slow: false, retryAfterMs: 0 }
      groups.set(name, group)
      const outcomes = debts.flatMap((debt) => debt.outcomes)
      group.slow ||= outcomes.some(({ slow }) => slow)
      group.retryAfterMs = Math.max(group.retryAfterMs, ...outcomes.map((one) => one.retryAfterMs ?? 0))
      group.entries.push(entryOf(plan, debts, owing))
    }
  }
  return [...groups.values()].flatMap((group) => queueRowsOf(owing.account, group.entries, dueOf(group, retryInMs)))
}

/** What was tried, what was not, and each `buffer` are committed apart. */
function groupOf({ bufferMs, rule, outcomes }: Debt): string {
  if (bufferMs !== undefined) return `buffer of ${rule.name}`
  return outcomes.length > 0 ? 'tried' : 'not tried'
}

function dueOf({ debts: [debt], reason, slow, retryAfterMs }: OwedGroup, retryInMs: RetryWait): Due {
  if (debt?.bufferMs !== undefined)
    return { hold: { subscription: debt.rule.name, forMs: debt.bufferMs, most: debt.rule.batch.max } }
  if (debt === undefined || debt.outcomes.length === 0) return { inMs: 0, reason }
  return { inMs: retryInMs({ slow, retryAfterMs }), attempts: 1, reason }
}

function entryOf({ event, receivedAt }: Plan, debts: readonly Debt[], { mapping }: Owing): QueuedEvent {
  const owed = debts.map(({ rule, refused, outcomes }) => settle(owedTo(rule), [...refused, ...outcomes]))
  return { event, owed, receivedAt, mapping }
}

function owedTo({ name, limits: { giveUpAfterMs } }: Rule): QueuedDelivery {
  return { subscription: name, ...(giveUpAfterMs !== undefined && { giveUpAfterMs }) }
}

/** The dead letters of what was rejected for good, where the reply does not tell it: beside others of its event, or in an array; of a delivery whose other items were not rejected, one for each item. */
export function deadLettersOf(settling: Settling, owing: Owing): readonly DeadLetter[] {
  return settling.parts.flatMap((part, i): readonly DeadLetter[] => {
    const debt = settling.plan.debts[i]
    if (debt === undefined) return []
    return part.fate === 'rejected'
      ? [rejectedDeadLetter(settling.plan, { debt, part }, owing)]
      : rejectedItemsOf(debt, part, settling.plan, owing)
  })
}

function rejectedDeadLetter(plan: Plan, { debt, part }: { debt: Debt; part: Part }, owing: Owing): DeadLetter {
  const { event } = plan
  const owed = { subscription: part.subscription }
  const entry = deadLetterEntry(plan, owed, owing)
  return letter(owing, {
    id: deliveryId(rowIdOf(owing.account, event), entry, owed),
    reason: `rejected: ${part.message ?? 'the partner refused it'}`,
    subscription: part.subscription,
    messageId: textOf(event['messageId']) ?? '',
    attempts: Math.min(1, debt.outcomes.length),
    entry,
  })
}

function rejectedItemsOf(debt: Debt, part: Part, plan: Plan, owing: Owing): readonly DeadLetter[] {
  const rejected = rejectedBeside(debt, part.fate)
  const entry = deadLetterEntry(plan, { subscription: part.subscription }, owing)
  const owed = { subscription: part.subscription }
  return rejectedItemDeadLetters({ entry, owed, rejected, account: owing.account }).map((one) =>
    letter(owing, {
      id: one.id,
      reason: one.reason,
      subscription: part.subscription,
      messageId: textOf(plan.event['messageId']) ?? '',
      attempts: Math.min(1, debt.outcomes.length),
      entry: { ...entry, owed: [one.owed] },
    }),
  )
}

/** The items of a delivery that were rejected while others of it were not; what was not sent yet is not judged. */
export function rejectedBeside({ refused, outcomes }: Debt, fate: Part['fate']): readonly ItemOutcome[] {
  if (fate === 'rejected' || outcomes.length === 0) return []
  return [...refused, ...outcomes].filter(({ outcome }) => outcome === 'rejected')
}

function deadLetterEntry({ event, receivedAt }: Plan, owed: QueuedDelivery, { mapping }: Owing): QueuedEvent {
  return { event, owed: [owed], receivedAt, mapping }
}

/** The dead letter of an item of an array that is no event. */
export function invalidDeadLetter(item: unknown, message: string, owing: Owing): DeadLetter {
  const id = `${rowIdOf(owing.account, item).slice(0, 24)}-${'0'.repeat(12)}`
  return letter(owing, {
    id,
    reason: `invalid: ${message}`,
    subscription: '',
    messageId: '',
    attempts: 0,
    entry: { invalid: item },
  })
}

function letter({ now, request }: Owing, of: Omit<DeadLetter, 'state' | 'acceptedAt' | 'request'>): DeadLetter {
  return { ...of, state: 'dead', acceptedAt: now, request }
}
