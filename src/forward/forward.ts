import type { Attempt, Calling, ItemOutcome } from '../delivery/call.ts'
import { runCall } from '../delivery/call.ts'
import type { Entry, Owed } from '../delivery/queue/chunk.ts'
import { itemDigest } from '../delivery/queue/chunk.ts'
import { Slots } from '../delivery/slots.ts'
import type { TokenOwner } from '../delivery/tokens.ts'
import { sendWithToken } from '../delivery/tokens.ts'
import type { Env } from '../env.ts'
import { duration } from '../env.ts'
import type { Deletion, Rule } from '../mapping/mapping.ts'
import type { EventLike, Item, Settings } from '../mapping/translate.ts'
import { gather, isDropped, matching, prepare, redacted } from '../mapping/translate.ts'
import type { Partner } from '../partners.ts'
import { secretsOf } from '../partners.ts'
import { masked } from '../delivery/mask.ts'
import type { EventResult, Fate, Part } from './reply.ts'
import { resultOf } from './reply.ts'

/** The time for all partner calls of one request of Segment, which waits five seconds (segment-contract 1). `INLINE_BUDGET_MS` changes it. */
const inlineBudgetMs = 3_000
/** The platform lets an invocation have six connections open; local runs do not enforce it. */
const inFlight = 6

/** One account of a partner, ready to be sent to. */
export interface Destination {
  readonly partner: Partner
  readonly account: string
  readonly settings: Settings
}

/** What forwarding needs of its surroundings. */
export interface Forwarding {
  readonly env: Env
  readonly own: readonly string[]
  readonly tokens: TokenOwner
  /** Commits what is owed to the account's queue; whether it is there for sure. */
  readonly commit: (entries: readonly Entry[]) => Promise<boolean>
  readonly now: () => number
  readonly log: (attempt: Attempt & { readonly subscription: string }) => void
}

/** What one event owes one rule, and how far that is. */
interface Debt {
  readonly rule: Rule
  readonly outcomes: ItemOutcome[]
  readonly settled: Part | undefined
  /** Why some of its items were left out. */
  readonly refused: string | undefined
}

/**
 * Sends events to their partner within the budget and gives what became of each, in order.
 * Events go together into the calls that the mapping allows; one that fails never spoils another.
 */
export async function forwardEvents(
  events: readonly EventLike[],
  destination: Destination,
  forwarding: Forwarding,
): Promise<readonly EventResult[]> {
  const plans = events.map((event, owner) => plan(event, owner, destination, forwarding.now()))
  const items = new Map<Rule, Item[]>()
  for (const { debts, made } of plans) {
    for (const { rule } of debts) collect(items, rule, made.get(rule) ?? [])
  }
  const outcomes = await sendAll(items, destination, forwarding)
  for (const [rule, list] of outcomes) {
    for (const outcome of list)
      plans[outcome.item.owner]?.debts.find((debt) => debt.rule === rule)?.outcomes.push(outcome)
  }
  const secrets = secretsOf(destination.partner, destination.settings)
  const settled = plans.map(({ result, debts }, i) => ({
    result,
    debts,
    parts: debts.map((debt) => settle(debt, events[i], secrets)),
  }))
  const entries = settled.flatMap(({ debts, parts }, i) =>
    owedBy(events[i], debts, parts, destination, forwarding.now()),
  )
  const committed = entries.length > 0 && (await forwarding.commit(entries))
  return settled.map(({ result, parts }, i) => {
    const fate: Fate = committed && events[i]?.type !== 'delete' ? 'queued' : 'unsettled'
    const final = parts.map((part) => (part.fate === 'unsettled' ? { ...part, fate } : part))
    return result ?? resultOf(final, 'no subscription of the mapping takes this event')
  })
}

/** What an event is still owed, for the queue. Deletes have a queue of their own. */
function owedBy(
  event: EventLike | undefined,
  debts: readonly Debt[],
  parts: readonly Part[],
  { partner }: Destination,
  now: number,
): readonly Entry[] {
  if (event === undefined || event.type === 'delete') return []
  const owed = parts.flatMap(({ fate, subscription }, i): readonly Owed[] =>
    fate === 'unsettled' ? [{ subscription, ...settledItems(debts[i]) }] : [],
  )
  return owed.length === 0 ? [] : [{ event, owed, receivedAt: receivedAt(event, now), mapping: partner.hash }]
}

/** The items of a delivery that are settled already, so that the queue never sends them again. */
function settledItems(debt: Debt | undefined): Pick<Owed, 'done'> {
  const done = (debt?.outcomes ?? [])
    .filter(({ outcome }) => outcome === 'delivered' || outcome === 'rejected')
    .map(({ item }) => itemDigest(item.value))
  return done.length === 0 ? {} : { done }
}

/** When an event was received, in ms: what it says of itself, but never later than now. */
function receivedAt(event: EventLike, now: number): number {
  const said = Date.parse(String(event['receivedAt']))
  return Number.isNaN(said) ? now : Math.min(said, now)
}

function collect(items: Map<Rule, Item[]>, rule: Rule, made: readonly Item[]): void {
  const list = items.get(rule)
  if (list !== undefined) list.push(...made)
  else if (made.length > 0) items.set(rule, [...made])
}

interface Plan {
  readonly result?: EventResult
  readonly debts: readonly Debt[]
  readonly made: ReadonlyMap<Rule, readonly Item[]>
}

function plan(raw: EventLike, owner: number, { partner, settings }: Destination, now: number): Plan {
  const { mapping } = partner
  const rules = rulesFor(raw, partner, settings)
  if ('unsupported' in rules) return nothing({ status: 'unsupported', message: rules.unsupported, parts: [] })
  const event = redacted(mapping, raw)
  if (raw.type !== 'delete' && isDropped(mapping, event, settings))
    return nothing({ status: 'skipped', message: 'the mapping drops this event', parts: [] })
  const made = new Map<Rule, readonly Item[]>()
  const debts = rules.matching(event).map((rule): Debt => {
    const prepared = prepare(rule, event, { owner, settings, now })
    if (prepared.kind === 'items') made.set(rule, prepared.items)
    const settled =
      prepared.kind === 'items'
        ? undefined
        : { subscription: rule.name, fate: prepared.kind, message: prepared.message }
    return { rule, outcomes: [], settled, refused: prepared.kind === 'items' ? prepared.refused : undefined }
  })
  return { debts, made }
}

function nothing(result: EventResult): Plan {
  return { result, debts: [], made: new Map() }
}

type Rules = { readonly unsupported: string } | { readonly matching: (event: EventLike) => readonly Rule[] }

function rulesFor({ type }: EventLike, { mapping, slug }: Partner, settings: Settings): Rules {
  if (type === 'delete') {
    const { deletion } = mapping
    return 'unsupported' in deletion
      ? { unsupported: `${slug} cannot delete users: ${deletion.unsupported}` }
      : { matching: () => [deletion satisfies Deletion] }
  }
  if (!mapping.takes.has(type)) return { unsupported: `${slug} has nothing for ${type} events` }
  return { matching: (event) => matching(mapping, event, settings) }
}

async function sendAll(
  items: ReadonlyMap<Rule, readonly Item[]>,
  destination: Destination,
  forwarding: Forwarding,
): Promise<readonly (readonly [Rule, readonly ItemOutcome[]])[]> {
  const slots = new Slots(inFlight)
  const signal = AbortSignal.timeout(duration(forwarding.env, 'INLINE_BUDGET_MS', inlineBudgetMs))
  const calls = [...items].flatMap(([rule, list]) =>
    gather(rule, list, destination.settings).map((call) => ({ rule, call })),
  )
  return Promise.all(
    calls.map(async ({ rule, call }) => {
      const calling: Calling = {
        settings: destination.settings,
        now: forwarding.now,
        log: (attempt) => forwarding.log({ ...attempt, subscription: rule.name }),
        send: (request, readsBody) =>
          sendWithToken(request, { env: forwarding.env, own: forwarding.own, signal, readsBody }, forwarding.tokens),
      }
      return [rule, await slots.run(() => runCall(rule, call, calling))] as const
    }),
  )
}

/** What the items of one event came to: unsettled if one is, rejected only if none got through. */
function settle(debt: Debt, event: EventLike | undefined, secrets: readonly string[]): Part {
  const subscription = debt.rule.name
  if (debt.settled !== undefined) return debt.settled
  const fates = debt.outcomes.map((outcome) => ({ ...outcome, fate: fateOf(outcome.outcome) }))
  const worst =
    (['unsettled', 'delivered', 'rejected'] as const).find((fate) => fates.some((outcome) => outcome.fate === fate)) ??
    'unsettled'
  const said = fates.find((outcome) => outcome.fate === worst)
  const text = said?.message ?? debt.refused
  const message = text === undefined ? undefined : masked(text, event, secrets)
  return { subscription, fate: worst, message, retryAfterMs: said?.retryAfterMs }
}

/** What must be tried again is unsettled until it is committed. */
function fateOf(outcome: ItemOutcome['outcome']): Fate {
  switch (outcome) {
    case 'delivered':
      return 'delivered'
    case 'rejected':
      return 'rejected'
    case 'retryable':
    case 'unauthorized':
    case 'pending':
    case 'resubmit':
      return 'unsettled'
  }
}
