/** The Worker of `npm run bench:queue`: the real routes and objects. Below `/bench` it commits by itself, and its queues tell what they wrote and are asked again and again. */
import { commitTo, queueOf } from '../../src/queue/stubs.ts'
import type { QueueRow, QueuedEvent } from '../../src/queue/queue-row.ts'
import { queueRowsOf } from '../../src/queue/queue-row.ts'
import { PartnerQueue as RealQueue } from '../../src/queue/queue.ts'
import { Store } from '../../src/queue/store.ts'
import { AccountActivity as RealActivity, activityOf } from '../../src/activity/activity.ts'
import { Registry as RealRegistry, registryOf } from '../../src/registry/registry.ts'
import type { Env } from '../../src/env.ts'
import { findPartner } from '../../src/partners/catalog.ts'
import worker from '../../src/index.ts'
import { event } from './events.ts'
import type { Committing, Question, Ran, Repeated, Tallies, Tally } from './questions.ts'
import { Watch } from './watch.ts'

/** The clock of this isolate, objects included; the platform's alarms keep theirs. */
const realNow = Date.now
let aheadMs = 0
Date.now = () => realNow() + aheadMs

/** The real queue, watched. */
export class PartnerQueue extends RealQueue {
  readonly #watch: Watch

  constructor(context: DurableObjectState, env: Env) {
    const watch = new Watch(context.storage)
    super(context, env)
    this.#watch = watch
  }

  /** What was written since this was asked last. */
  tally(): Tally {
    return this.#watch.take()
  }

  /** How many deletes have not ended. */
  openDeletes(): number {
    return this.ctx.storage.sql.exec<{ n: number }>("SELECT COUNT(*) AS n FROM deletes WHERE phase <> 'none'").one().n
  }

  /** Writes rows at once: what a commit is without its group. */
  bare(chunks: readonly QueueRow[]): void {
    const store = new Store(this.ctx.storage.sql)
    this.ctx.storage.transactionSync(() => {
      for (const chunk of chunks) store.insert(chunk, { now: Date.now(), request: undefined })
    })
  }

  /** Runs the alarm by hand. */
  async run(): Promise<Ran> {
    this.#watch.take()
    this.#watch.countsReads = true
    await this.alarm()
    this.#watch.countsReads = false
    const next = await this.ctx.storage.getAlarm()
    return { ...this.#watch.take(), ...(next !== null && { next }) }
  }

  /** Asks the same so many times. */
  repeat(what: Repeated, times: number, mostOwed: number): void {
    for (let i = 0; i < times; i++) this.#once(what, mostOwed)
  }

  #once(what: Repeated, mostOwed: number): void {
    const store = new Store(this.ctx.storage.sql)
    switch (what) {
      case 'nothing':
        return
      case 'next due':
        store.nextDue()
        return
      case 'gauges':
        this.gauges()
        return
      case 'due rows':
        this.#watch.reads = true
        store.select({ now: Date.now(), mostOwed, rows: 'all', random: 0, full: [], isTaken: () => false })
        this.#watch.reads = false
    }
  }
}

/** The real registry, watched. */
export class Registry extends RealRegistry {
  readonly #watch: Watch

  constructor(context: DurableObjectState, env: Env) {
    const watch = new Watch(context.storage)
    super(context, env)
    this.#watch = watch
  }

  /** What was written since this was asked last. */
  tally(): Tally {
    return this.#watch.take()
  }
}

/** The real activity, watched. */
export class AccountActivity extends RealActivity {
  readonly #watch: Watch

  constructor(context: DurableObjectState, env: Env) {
    const watch = new Watch(context.storage)
    super(context, env)
    this.#watch = watch
  }

  /** What was written since this was asked last. */
  tally(): Tally {
    return this.#watch.take()
  }
}

async function tallies(env: Env, of: { partner: string; account: string }): Promise<Tallies> {
  const registry = registryOf(env) as unknown as DurableObjectStub<Registry>
  const activity = activityOf(env, of) as unknown as DurableObjectStub<AccountActivity>
  return { account: await stubOf(env, of).tally(), registry: await registry.tally(), activity: await activity.tally() }
}

async function commit(env: Env, asked: Committing): Promise<void> {
  const { partner, account, events, together, from, dueInMs } = asked
  const identity = { partner, account, customer: false, own: [] }
  const calls = Array.from({ length: Math.ceil(events / together) }, (_, i) => from + i * together).values()
  const one = async (first: number): Promise<void> => {
    const entries = Array.from({ length: Math.min(together, from + events - first) }, (_, i) => entryOf(first + i))
    const chunks = (asked.apart === true ? entries.map((entry) => [entry]) : [entries]).flatMap((some) =>
      queueRowsOf(`${partner}/${account}`, some, { inMs: dueInMs }),
    )
    if (asked.bare === true) return stubOf(env, asked).bare(chunks)
    const end = await commitTo(env, identity, { chunks, letters: [], request: undefined }, 60_000)
    if (end !== 'committed') throw new Error(`the commit ended "${end}"`)
  }
  const sender = async (): Promise<void> => {
    for (const first of calls) await one(first)
  }
  await Promise.all(Array.from({ length: asked.atOnce }, sender))
}

function entryOf(n: number): QueuedEvent {
  return {
    event: { ...event(n), type: 'track' },
    owed: [{ subscription: 'Track' }],
    receivedAt: realNow(),
    mapping: 'bench',
  }
}

function stubOf(env: Env, { partner, account }: { partner: string; account: string }): DurableObjectStub<PartnerQueue> {
  return queueOf(env, partner, account) as unknown as DurableObjectStub<PartnerQueue>
}

async function answer(env: Env, question: Question): Promise<unknown> {
  if (findPartner('single') === undefined)
    throw new Error(
      "these are not the mappings of the bench: set [alias] of bench/queue/wrangler.toml to catalog.ts's import",
    )
  switch (question.ask) {
    case 'commit':
      return commit(env, question)
    case 'tally':
      return stubOf(env, question).tally()
    case 'tallies':
      return tallies(env, question)
    case 'open deletes':
      return stubOf(env, question).openDeletes()
    case 'alarm':
      return stubOf(env, question).run()
    case 'pending':
      return (await stubOf(env, question).gauges()).pending
    case 'repeat':
      return stubOf(env, question).repeat(question.what, question.times, question.mostOwed)
    case 'clock':
      aheadMs = question.aheadMs
      return undefined
  }
}

export default {
  async fetch(request, env: Env, context): Promise<Response> {
    if (new URL(request.url).pathname !== '/bench') return worker.fetch(request, env, context)
    return Response.json({ answer: await answer(env, await request.json()) })
  },
} satisfies ExportedHandler<Env>
