import type { Env } from '../env.ts'
import { nextAttemptAt, paceOf } from '../delivery/backoff.ts'
import { receiverOf, sendAlert } from './alert-call.ts'
import { alertBody, dueAlerts } from './alerts.ts'
import type { Condition } from './condition.ts'
import { conditionsOf, isNews, newsIn } from './condition.ts'
import type { Said } from './conditions.ts'
import { Conditions } from './conditions.ts'
import type { AccountRef, ActivityReport, Count, Imbalance, Report } from './messages.ts'
import type { QueuedAlert } from './outbox.ts'
import { Outbox } from './outbox.ts'

/** What sending alerts works with. All effects are handed in. */
export interface AlertDependencies {
  readonly sql: SqlStorage
  readonly env: Env
  readonly transaction: (run: () => void) => void
  readonly now: () => number
  readonly random: () => number
  readonly log: (at: string, fields: Readonly<Record<string, unknown>>) => void
}

const mostWaitMs = 3_600_000
const mostAtOnce = 5

/** Turns what queues report into alerts, and sends them until the receiver takes them, for a day at most. */
export class AlertDispatcher {
  readonly #dependencies: AlertDependencies
  readonly #conditions: Conditions
  readonly #outbox: Outbox

  constructor(dependencies: AlertDependencies) {
    this.#dependencies = dependencies
    this.#conditions = new Conditions(dependencies.sql)
    this.#outbox = new Outbox(dependencies.sql)
  }

  /** Takes the conditions of a report over, and the news in the growth of its books. Gives when what is new in them has to be told, if it has. */
  keep(report: Report, grown: readonly Count[] = []): number | undefined {
    const now = this.#dependencies.now()
    const news = newsIn(grown).map((one) => ({ ...one, since: now }))
    const conditions = [...report.conditions, ...news]
    return this.#keep({ ...report, source: 'queue', holding: conditionsOf({ ...report, conditions }, now) })
  }

  /** Takes over what the activity of an account says; gives when it has to be told, if it has. */
  keepActivity(report: ActivityReport): number | undefined {
    const holding = report.conditions.map(({ kind, since, count = 1 }) => ({ kind, since, count }))
    return this.#keep({ ...report, source: 'activity', holding })
  }

  /** Takes over which books do not balance: those that are not named do. */
  keepBalance(imbalances: readonly Imbalance[]): void {
    const now = this.#dependencies.now()
    for (const ref of [...this.#conditions.accountsOf('unbalanced'), ...imbalances]) {
      const found = imbalances.find((one) => one.partner === ref.partner && one.account === ref.account)
      const holding = found === undefined ? [] : [{ kind: 'unbalanced' as const, since: now, count: found.n }]
      this.#keep({ ...ref, source: 'registry', holding })
    }
  }

  #keep(said: Said): number | undefined {
    const now = this.#dependencies.now()
    const changed = this.#conditions.keep(said, now)
    if (changed.length === 0) return undefined
    const { alerts, nextAt } = dueAlerts(changed, this.#outbox.last(), now)
    return alerts.length > 0 ? now : nextAt
  }

  /** What holds now at accounts; one-time events are no state. */
  holding(): readonly Pick<Condition, 'partner' | 'account' | 'kind' | 'since'>[] {
    return this.#conditions
      .list()
      .filter(({ kind }) => !isNews(kind))
      .map(({ partner, account, kind, since }) => ({ partner, account, kind, since }))
  }

  /** The accounts whose queue holds calls back because they fail, as `partner/account`. */
  failing(): readonly string[] {
    return this.#conditions.failing()
  }

  /** Accounts that hold everything back for want of their key. */
  withoutKey(): readonly string[] {
    return this.#conditions.withoutKey()
  }

  /** Forgets what holds for an account. */
  drop(ref: AccountRef): void {
    this.#conditions.drop(ref)
  }

  /** When there is something to do next; overdue times included. */
  nextAt(): number | undefined {
    const now = this.#dependencies.now()
    const { alerts, nextAt } = dueAlerts(this.#conditions.list(), this.#outbox.last(), now)
    const times = [alerts.length > 0 ? now : nextAt, this.#outbox.nextDue()].filter((time) => time !== undefined)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  /** Whether nothing is kept that will have to be dropped. */
  isEmpty(): boolean {
    return this.#outbox.isEmpty()
  }

  /** Makes the alerts that are due, in one transaction with the marks of what they told, then sends what waits: a few at once, the rest is still due afterwards. */
  async work(): Promise<void> {
    this.#raise()
    await Promise.all(this.#outbox.due(this.#dependencies.now(), mostAtOnce).map((alert) => this.#send(alert)))
  }

  /** Drops alerts of more than a day ago. */
  prune(): void {
    const { now, log } = this.#dependencies
    for (const { kind, partner, attempts } of this.#outbox.prune(now()))
      log('alert given up', { kind, partner, attempts })
  }

  #raise(): void {
    const { now, log, transaction } = this.#dependencies
    const at = now()
    transaction(() => {
      for (const alert of dueAlerts(this.#conditions.list(), this.#outbox.last(), at).alerts) {
        const { kind, partner } = alert
        const body = JSON.stringify(alertBody(alert))
        const id = `msg_${crypto.randomUUID().replaceAll('-', '')}`
        this.#conditions.alerted(alert)
        this.#outbox.add({ id, kind, partner, at, due: at, attempts: 0, body })
        log('alert', { id, kind, partner, accounts: alert.accounts.length, since: alert.since })
      }
    })
  }

  async #send({ id, kind, partner, attempts, body }: QueuedAlert): Promise<void> {
    const { env, now, random, log } = this.#dependencies
    const receiver = receiverOf(env)
    // The log line was all.
    if (receiver.kind === 'none') return this.#outbox.done(id)
    const sent =
      receiver.kind === 'receiver'
        ? await sendAlert(receiver, { id, body }, now())
        : { kind: 'failed' as const, reason: `${receiver.variable} ${receiver.problem}` }
    if (sent.kind === 'taken') return this.#outbox.done(id)
    const failed = { attempts: attempts + 1, slow: false, retryAfterMs: undefined, now: now(), random: random() }
    const pace = paceOf(env)
    this.#outbox.again(id, nextAttemptAt(failed, { ...pace, capMs: Math.min(pace.capMs, mostWaitMs) }))
    log('alert failed', { id, kind, partner, attempt: attempts + 1, reason: sent.reason })
  }
}
