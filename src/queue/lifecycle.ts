import type { Registry } from '../registry/registry.ts'
import type { AccountAnswers } from './account-answers.ts'
import type { AccountQueue } from './account-queue.ts'
import type { Identity } from '../leases/platform.ts'

const day = 24 * 3_600_000
/** A customer's object that held nothing but its settings for so long deletes itself. */
const idleMs = 30 * day
/** An object that could not be registered asks again after so long. */
/** What arrived dead is told of so soon: many that come together are one report. */
const newsMs = 5_000
const registerAgainMs = 60_000

/** What the housekeeping of an object works with. */
export interface LifecycleDependencies {
  readonly storage: DurableObjectStorage
  readonly queue: AccountQueue
  readonly answers: AccountAnswers
  readonly identity: () => Identity
  /** Tells the registry something; gives whether it was told. */
  readonly tell: (message: (registry: DurableObjectStub<Registry>) => Promise<void>) => Promise<boolean>
}

/** The object as a whole: that the registry knows of it from its first commit on, that it is looked after when nothing waits, and that it goes when it is not used any more. */
export class Lifecycle {
  readonly #dependencies: LifecycleDependencies

  constructor(dependencies: LifecycleDependencies) {
    this.#dependencies = dependencies
  }

  /** Tells the registry that there is this queue, before its first commit is acknowledged. Where it does not answer, the next commit or alarm tells it, in a minute at the latest. */
  async register(): Promise<void> {
    const { queue, identity, tell } = this.#dependencies
    const { meta } = queue.dependencies
    if (meta.get('registered', false)) return
    const { partner, account, customer } = identity()
    const isAcknowledged = await tell((registry) => registry.register({ partner, account, own: !customer }))
    if (isAcknowledged) meta.set('registered', true)
    else await this.#armBefore(Date.now() + registerAgainMs)
  }

  /** Sets the alarm to a time, unless it is set sooner. */
  async #armBefore(at: number): Promise<void> {
    const { storage } = this.#dependencies
    const set = await storage.getAlarm()
    if (set === null || set > at) await storage.setAlarm(at)
  }

  /** What is kept goes when it is old, even where nothing waits and no alarm is set for it. `isNews`: an operator is to be told of it, which the next run does. */
  async arm(isNews = false): Promise<void> {
    const { storage, queue } = this.#dependencies
    if (isNews) return this.#armBefore(Date.now() + newsMs)
    // What came meanwhile has set the alarm sooner, or is about to.
    if ((await storage.getAlarm()) === null && !queue.waits()) await storage.setAlarm(Date.now() + day)
  }

  /** Nothing waits: a customer's object that is not used any more is to go whole (`true`); one that keeps something looks again tomorrow. */
  async isToGo(): Promise<boolean> {
    const { queue, identity, tell } = this.#dependencies
    const { partner, account, customer } = identity()
    if (this.#isEmpty() && !customer) return false
    if (this.#isIdle()) {
      const isAcknowledged = await tell((registry) => registry.unregister({ partner, account }))
      if (isAcknowledged && this.#isIdle()) return true
      // Something was committed meanwhile, or the registry did not answer, and may forget it all the same.
      queue.dependencies.meta.set('registered', undefined)
      await this.register()
    }
    await this.arm()
    return false
  }

  #isEmpty(): boolean {
    const { queue, answers } = this.#dependencies
    return queue.dependencies.deadLetters.isEmpty() && queue.deletes.store.isEmpty() && answers.isEmpty()
  }

  /** Whether nothing is left here, and nothing has been committed for long. */
  #isIdle(): boolean {
    const { queue } = this.#dependencies
    const unusedMs = Date.now() - queue.dependencies.meta.get('usedAt', Date.now())
    return this.#isEmpty() && unusedMs >= idleMs && !queue.waits()
  }
}
