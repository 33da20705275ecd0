import type { Counters } from '../leases/meta.ts'
import type { Budget, RunContext } from '../leases/budget.ts'
import type { Dependencies } from '../leases/dependencies.ts'
import type { Found } from '../leases/platform.ts'
import { Rate } from '../delivery/rate.ts'
import type { DeleteKeys } from './keys.ts'
import type { DeleteRequest } from './accept.ts'
import { accept } from './accept.ts'
import { DeleteRows } from './delete-rows.ts'
import { drainOnce } from '../leases/drain.ts'
import { KeptCircuit } from '../leases/kept-circuit.ts'
import { DeleteCommands } from './delete-commands.ts'
import type { Rest } from '../leases/rest.ts'
import { circuitRest, endOfRest } from '../leases/rest.ts'
import type { UnannouncedDelete } from './delete-store.ts'
import { DeleteStore } from './delete-store.ts'
import { firstAttemptAt } from './outcome.ts'
import type { DeleteState } from './receipt.ts'
import { isTaken } from './receipt.ts'
import type { DeletesPlatform } from './platform.ts'
import type { DeletesOf } from './user-data.ts'
import type { AccountTombstones } from './tombstones.ts'
import { digestOf } from './tombstones.ts'
import { deleteBook } from './writing.ts'

/** A delete that was accepted, now or before: its state, and why it ended so. */
export interface AcceptedDelete {
  readonly id: string
  readonly state: DeleteState
  readonly reason: string | undefined
}

/** So many are announced in one message. */
const announcedAtOnce = 2_000
const announceAgainMs = 5_000
const prunedAtOnce = 500

/** The deletes of one account: accepting, announcing, sending, polling. What an operator may do is {@link DeleteCommands}. */
export class AccountDeletes {
  readonly store: DeleteStore
  readonly tombstones: AccountTombstones
  readonly #of: Pick<DeletesOf, 'userData' | 'marksKey'>
  readonly #dependencies: Dependencies
  readonly #platform: DeletesPlatform
  readonly #rate = new Rate()
  readonly circuit: KeptCircuit
  readonly commands: DeleteCommands
  /** Why deletes are not sent at the moment. */
  #rest: Rest | undefined
  #announcing: Promise<void> | undefined
  /** Between these times (ms) the registry is not told again: it did not answer. */
  #registryRest: Pick<Rest, 'since' | 'until'> | undefined

  constructor(dependencies: Dependencies, platform: DeletesPlatform, of: DeletesOf) {
    this.store = new DeleteStore(platform.sql)
    this.circuit = new KeptCircuit(dependencies.meta, 'circuitDeletes')
    this.tombstones = of.tombstones
    this.#of = of
    this.#dependencies = dependencies
    this.#platform = platform
    this.commands = new DeleteCommands({ dependencies, platform, store: this.store, rest: () => this.#rest })
  }

  /** The keys of deletes, or why none is taken or tried. */
  keys(): DeleteKeys {
    return this.#platform.deleteKeys()
  }

  /** Accepts deletes in one transaction, and erases what waits of their users, or what of it can be found at once; gives what became of each. `keys`: those of the moment. */
  accept(
    arrived: readonly DeleteRequest[],
    { seals, receipts }: DeleteKeys & { kind: 'keys' },
  ): readonly AcceptedDelete[] {
    const [partner = '', account = ''] = this.#platform.account().split('/')
    const { transaction, now, meta } = this.#dependencies
    let deletes: readonly AcceptedDelete[] = []
    transaction(() => {
      this.#of.marksKey.adopt(this.keys())
      deletes = arrived.map((one) => {
        const { id, as } = accept(one, {
          store: this.store,
          tombstones: this.tombstones,
          keys: receipts,
          seals,
          partner,
          account,
          now: now(),
          userData: this.#of.userData,
        })
        const { state = 'INITIALIZED', reason } = this.store.find(id) ?? {}
        if (isTaken(state)) meta.add(deleteBook, { [as]: 1 })
        return { id, state, reason }
      })
      this.#of.userData.beginErasing()
      this.#of.userData.eraseNext()
    })
    return deletes
  }

  /** When there is something to do (ms), or nothing. */
  nextAt(): number | undefined {
    const now = this.#platform.now()
    if (this.#rest?.why === 'circuit' && this.store.hasUrgent(now)) return now
    const due = this.store.nextDue()
    const times = [
      ...(this.store.hasUnannounced() ? [endOfRest(this.#registryRest, now)] : []),
      ...(due === undefined ? [] : [Math.max(due, endOfRest(this.#rest, now))]),
    ]
    return times.length === 0 ? undefined : Math.min(...times)
  }

  /** Looks again at once: an operator asked for it. */
  wake(): void {
    this.#rest = undefined
  }

  /** The books of the deletes (`writing.ts`). */
  book(): Counters {
    return this.#dependencies.meta.counters(deleteBook)
  }

  /** Works through what is due, within a budget; gives whether there was anything. */
  async work(found: Found, budget: Budget): Promise<boolean> {
    const { now, pace } = this.#platform
    this.#rest = undefined
    if (this.store.isEmpty()) return false
    const keys = this.#platform.deleteKeys()
    await this.announce()
    let worked = false
    if (found.kind === 'gone' || keys.kind === 'missing')
      this.#rest = { why: 'gone', since: now(), until: now() + pace.restMs }
    else worked = await this.#drain(keys, { ...found, version: this.#platform.version(), budget })
    await this.#prune()
    return worked
  }

  async #drain(keys: DeleteKeys & { kind: 'keys' }, at: RunContext): Promise<boolean> {
    const { now, random, pace, log } = this.#platform
    const of = {
      dependencies: this.#dependencies,
      store: this.store,
      rate: this.#rate,
      circuit: this.circuit,
      seals: keys.seals,
      key: keys.receipts[0],
      account: this.#platform.account(),
      log,
    }
    let [taken, worked] = [0, false]
    do {
      if (await this.#platform.isPaused('deletes')) {
        this.#rest = { why: 'paused', since: now(), until: now() + pace.restMs }
        return worked
      }
      taken = 0
      // Chance says which of both has the one probe of an open circuit.
      for (const phase of random() < 0.5 ? (['submit', 'poll'] as const) : (['poll', 'submit'] as const)) {
        const drained = await drainOnce(this.#dependencies, new DeleteRows(phase, of, at), at)
        // No event is on its way while a delete is.
        await drained.rest
        taken += drained.taken.length
      }
      worked ||= taken > 0
    } while (taken > 0 && at.budget.hasRoom(now()))
    this.#rest = circuitRest(this.circuit.now, { now: now(), version: at.version })
    return worked
  }

  /**
   * Tells the activity and the registry of new tombstones and deletes. A delete's first attempt waits from then on: until every inline call of before has ended and every
   * isolate knows. It does not wait for a run, which may be waiting for a partner; at most one is under way.
   */
  announce(): Promise<void> {
    this.#announcing ??= this.#announceAll().finally(() => {
      this.#announcing = undefined
    })
    return this.#announcing
  }

  async #announceAll(): Promise<void> {
    const { pace, now } = this.#platform
    if (!this.store.hasUnannounced()) return
    this.#registryRest = undefined
    for (;;) {
      const deletes = this.store.unannounced(announcedAtOnce)
      if (deletes.length === 0) return
      if (!(await this.#tell(deletes))) {
        this.#registryRest = { since: now(), until: now() + Math.min(pace.restMs, announceAgainMs) }
        return
      }
      this.#dependencies.transaction(() => this.store.announced(deletes, firstAttemptAt(now(), pace.deleteWaitMs)))
    }
  }

  /** Tells of deletes and of all tombstones of their time, among which theirs are; gives whether all of it was acknowledged. */
  async #tell(deletes: readonly UnannouncedDelete[]): Promise<boolean> {
    const keys = this.keys()
    const until = deletes.reduce((latest, one) => Math.max(latest, one.until), 0)
    const tombstones = this.tombstones.between(deletes[0]?.since ?? until, until)
    for (let at = 0; at < Math.max(deletes.length, tombstones.length); at += announcedAtOnce) {
      const isAcknowledged = await this.#platform.announce({
        key: this.#of.marksKey.known,
        isOnlyKey: keys.kind === 'keys' && keys.isKeyLost,
        tombstones: tombstones
          .slice(at, at + announcedAtOnce)
          .map(({ mark, acceptedAt }) => ({ digest: digestOf(mark), acceptedAt })),
        deletes: deletes.slice(at, at + announcedAtOnce).map(({ id, subjects }) => ({ id, subjects })),
      })
      if (!isAcknowledged) return false
    }
    return true
  }

  /** Forgets receipts that are old enough, and tombstones that nothing is older than. The registry forgets first, so that it never points to nothing for long. */
  async #prune(): Promise<void> {
    const { now, pace } = this.#platform
    const old = this.store.endedBefore(now() - pace.receiptMs, prunedAtOnce)
    if (old.length > 0 && (await this.#platform.forgetDeletes(old)))
      this.#dependencies.transaction(() => this.store.forget(old))
    const oldestAt = this.#of.userData.oldestAt() ?? Infinity
    this.#dependencies.transaction(() => this.tombstones.prune(Math.min(now() - pace.receiptMs, oldestAt)))
  }
}
