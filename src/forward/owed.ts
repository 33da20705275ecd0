import { createHash } from 'node:crypto'
import type { Failed } from '../delivery/backoff.ts'
import { masked } from '../delivery/mask.ts'
import type { Chunk, Due, Entry } from '../delivery/queue/chunk.ts'
import { chunksOf, deliveryId, settle } from '../delivery/queue/chunk.ts'
import type { Letter } from '../delivery/queue/letters.ts'
import { textOf } from '../mapping/json.ts'
import type { EventLike } from '../mapping/translate.ts'
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

interface Group {
  readonly debts: readonly Debt[]
  readonly entries: Entry[]
  slow: boolean
  retryAfterMs: number
}

/** How long what was tried waits for its next try (ms). */
type Wait = (failed: Pick<Failed, 'slow' | 'retryAfterMs'>) => number

/**
 * What is owed and neither settled nor sent, as the chunks that are committed. What was tried waits for its next try, what was not is due at once, and what a
 * `buffer` collects has chunks of its own.
 */
export function chunksOwed(settling: readonly Settling[], owing: Owing, retryInMs: Wait): readonly Chunk[] {
  const groups = new Map<string, Group>()
  for (const { plan, parts } of settling) {
    const open = plan.debts.filter((_, i) => parts[i]?.fate === 'unsettled')
    for (const [name, debts] of Map.groupBy(open, groupOf)) {
      const group = groups.get(name) ?? { debts, entries: [], slow: false, retryAfterMs: 0 }
      groups.set(name, group)
      const outcomes = debts.flatMap((debt) => debt.outcomes)
      group.slow ||= outcomes.some(({ slow }) => slow)
      group.retryAfterMs = Math.max(group.retryAfterMs, ...outcomes.map((one) => one.retryAfterMs ?? 0))
      group.entries.push(entryOf(plan.event, debts, owing))
    }
  }
  return [...groups.values()].flatMap((group) => chunksOf(owing.account, group.entries, dueOf(group, retryInMs)))
}

/** What was tried, what was not, and each `buffer` are committed apart. */
function groupOf({ bufferMs, rule, outcomes }: Debt): string {
  if (bufferMs !== undefined) return `buffer of ${rule.name}`
  return outcomes.length > 0 ? 'tried' : 'not tried'
}

function dueOf({ debts: [debt], slow, retryAfterMs }: Group, retryInMs: Wait): Due {
  if (debt?.bufferMs !== undefined)
    return { hold: { subscription: debt.rule.name, forMs: debt.bufferMs, most: debt.rule.batch.max } }
  return { inMs: debt === undefined || debt.outcomes.length === 0 ? 0 : retryInMs({ slow, retryAfterMs }) }
}

function entryOf(event: EventLike, debts: readonly Debt[], { now, mapping }: Owing): Entry {
  const owed = debts.map(({ rule, outcomes }) => settle({ subscription: rule.name }, outcomes))
  return { event, owed, receivedAt: receivedAt(event, now), mapping }
}

/** When an event was received, in ms: what it says of itself, but never later than now. */
export function receivedAt(event: EventLike, now: number): number {
  const said = Date.parse(textOf(event['receivedAt']) ?? '')
  return Number.isNaN(said) ? now : Math.min(said, now)
}

/** The dead letters of what was rejected for good, where the reply does not tell it: beside others of its event, or in an array. */
export function lettersOf({ plan, parts }: Settling, owing: Owing, secrets: readonly string[]): readonly Letter[] {
  return parts.flatMap((part): readonly Letter[] => {
    if (part.fate !== 'rejected') return []
    const entry: Entry = {
      event: plan.event,
      owed: [{ subscription: part.subscription }],
      receivedAt: receivedAt(plan.event, owing.now),
      mapping: owing.mapping,
    }
    const reason = `rejected: ${masked(part.message ?? 'the partner refused it', plan.event, secrets)}`
    const id = deliveryId(rowOf(owing.account, plan.event), entry, part.subscription)
    return [
      letter(owing, {
        id,
        reason,
        subscription: part.subscription,
        messageId: textOf(plan.event['messageId']) ?? '',
        entry,
      }),
    ]
  })
}

/** The dead letter of an item of an array that is no event. */
export function invalidLetter(item: unknown, message: string, owing: Owing): Letter {
  const id = `${rowOf(owing.account, item).slice(0, 24)}-${'0'.repeat(12)}`
  return letter(owing, { id, reason: `invalid: ${message}`, subscription: '', messageId: '', entry: { invalid: item } })
}

function letter(
  { now, request }: Owing,
  of: Pick<Letter, 'id' | 'reason' | 'subscription' | 'messageId' | 'entry'>,
): Letter {
  return { ...of, state: 'dead', acceptedAt: now, attempts: 1, request }
}

/** A row's id for what never was in a row: the same for the same. */
function rowOf(account: string, value: unknown): string {
  return createHash('sha256')
    .update(`${account}\n${JSON.stringify(value) ?? ''}`)
    .digest('hex')
}
