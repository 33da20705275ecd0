import type { EventLike } from '../mapping/translate.ts'
import { callsAllowed } from '../delivery/circuit.ts'
import { masked } from '../delivery/mask/mask.ts'
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
import type { DeleteRow } from './delete-row.ts'
import type { DeletesWanted } from './delete-filter.ts'
import { DeleteStore } from './delete-store.ts'
import { cancelled, firstAttemptAt, retried } from './outcome.ts'
import type { DeleteState, Receipt } from './receipt.ts'
import { isTaken } from './receipt.ts'
import type { DeletesPlatform } from './platform.ts'
import type { DeletesOf } from './user-data.ts'
import type { AccountTombstones } from './tombstones.ts'
import { digestOf } from './tombstones.ts'
import { applyStep, deleteBook } from './writing.ts'

/** A delete that was accepted, now or before: its state, and why it ended so. */
export interface AcceptedDelete {
  readonly id: string
  readonly state: DeleteState
  readonly reason: string | undefined
}

/** How an operator's command about a delete ended. `waiting`: its first attempt waits for a reason. */
export type DeleteCommandResult = 'done' | 'sending' | 'waiting' | 'ended' | 'unknown'

/** A delete as an operator sees it; times in ms. `row.sealed` is its event, for whoever may open it. */
export interface SeenDelete {
  readonly row: Omit<DeleteRow, 'answers'>
  readonly receipt: Receipt
  readonly sending: boolean
}

/** So many are announced in one message. */
const announcedAtOnce = 2_000
const announceAgainMs = 5_000
const prunedAtOnce = 500

/** A time in which something does not go on (ms). */
interface QuietTime {
  readonly since: number
  readonly until: number
  readonly why?: 'circuit'
}

const never: QuietTime = { since: 0, until: 0 }

/** When it ends; one that has not begun yet is over: the clock went back. */
function endOf({ since, until }: QuietTime, now: number): number {
  return now < since ? 0 : until
}

/** The deletes of one account: accepting, announcing, sending, polling, and what an operator may do. */
export class AccountDeletes {
  readonly store: DeleteStore
  readonly tombstones: AccountTombstones
  readonly #of: Pick<DeletesOf, 'userData' | 'marksKey'>
  readonly #dependencies: Dependencies
  readonly #platform: DeletesPlatform
  readonly #rate = new Rate()
  readonly circuit: KeptCircuit
  /** Between these times (ms) deletes do not go on: they are held, the circuit is open, something is missing. */
  #rest: QuietTime = never
  /** Between these times (ms) the registry is not told again: it did not answer. */
  #silence: QuietTime = never

  constructor(dependencies: Dependencies, platform: DeletesPlatform, of: DeletesOf) {
    this.store = new DeleteStore(platform.sql)
    this.circuit = new KeptCircuit(dependencies.meta, 'circuitDeletes')
    this.tombstones = of.tombstones
    this.#of = of
    this.#dependencies = dependencies
    this.#platform = platform
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
    if (this.#rest.why === 'circuit' && this.store.hasUrgent(now)) return now
    const due = this.store.nextDue()
    const times = [
      ...(this.store.hasNews() ? [endOf(this.#silence, now)] : []),
      ...(due === undefined ? [] : [Math.max(due, endOf(this.#rest, now))]),
    ]
    return times.length === 0 ? undefined : Math.min(...times)
  }

  /** Looks again at once: an operator asked for it. */
  wake(): void {
    this.#rest = never
  }

  /** The books of the deletes (`writing.ts`). */
  book(): Counters {
    return this.#dependencies.meta.counters(deleteBook)
  }

  /** Works through what is due, within a budget; gives whether there was anything. */
  async work(found: Found, budget: Budget): Promise<boolean> {
    const { now, pace } = this.#platform
    this.#rest = never
    if (this.store.isEmpty()) return false
    const keys = this.#platform.deleteKeys()
    await this.#announce()
    let worked = false
    if (found.kind === 'gone' || keys.kind === 'missing') this.#rest = { since: now(), until: now() + pace.restMs }
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
        this.#rest = { since: now(), until: now() + pace.restMs }
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
    const circuit = this.circuit.now
    if (circuit.state === 'open' && callsAllowed(circuit, { now: now(), version: at.version }) === 0)
      this.#rest = { since: now(), until: circuit.probeAt, why: 'circuit' }
    return worked
  }

  /** Tells the registry of new tombstones and deletes. A delete's first attempt waits from then on: until every inline call of before has ended and every isolate knows. */
  async #announce(): Promise<void> {
    const { pace, now } = this.#platform
    if (!this.store.hasNews()) return
    const keys = this.keys()
    this.#silence = never
    for (;;) {
      const tombstones = this.tombstones.unannounced(announcedAtOnce)
      const deletes = this.store.unannounced(announcedAtOnce)
      if (tombstones.length + deletes.length === 0) break
      const told = await this.#platform.announce({
        key: this.#of.marksKey.known,
        isOnlyKey: keys.kind === 'keys' && keys.isKeyLost,
        tombstones: tombstones.map(({ mark, acceptedAt }) => ({ digest: digestOf(mark), acceptedAt })),
        deletes,
      })
      if (!told) {
        this.#silence = { since: now(), until: now() + Math.min(pace.restMs, announceAgainMs) }
        return
      }
      this.#dependencies.transaction(() => {
        this.tombstones.announced(tombstones)
        this.store.announced(deletes.map(({ id }) => id))
      })
    }
    this.#dependencies.transaction(() => this.store.open(firstAttemptAt(now(), pace.deleteWaitMs)))
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

  /** One delete with its receipt. */
  inspect(id: string): SeenDelete | undefined {
    const row = this.store.find(id)
    return row === undefined ? undefined : this.#seen(row)
  }

  /** Deletes by filters, in the order of their ids. */
  list(wanted: DeletesWanted): readonly SeenDelete[] {
    return this.store.list(wanted).map((row) => this.#seen(row))
  }

  #seen(row: DeleteRow): SeenDelete {
    const [partner = '', account = ''] = this.#platform.account().split('/')
    const { answers: _, ...shown } = row
    const entries = this.store.history(row.id)
    return {
      row: shown,
      receipt: { id: row.id, partner, account, state: row.state, entries },
      sending: this.#isSending(row),
    }
  }

  #isSending({ id, leaseUntil }: DeleteRow): boolean {
    return leaseUntil > 0 && this.#dependencies.sending.has(id)
  }

  /** Tries a delete again at once: one that was attempted is due now, a dead one starts again with all the time of a new one. */
  retry(id: string): DeleteCommandResult {
    const row = this.store.find(id)
    if (row === undefined) return 'unknown'
    if (this.#isSending(row)) return 'sending'
    if (row.phase === 'announce' || row.state === 'INITIALIZED') return 'waiting'
    const { cancels, now, transaction } = this.#dependencies
    if (row.phase !== 'none') {
      transaction(() => {
        cancels.remove(id)
        this.store.apply(id, row.leaseToken, { due: now(), urgent: 1 })
      })
      return 'done'
    }
    return this.#decide(row, 'retry')
  }

  /** Cancels a delete, with a reason that stands in its receipt; one that is being sent is cancelled unless it is confirmed now. */
  cancel(id: string, reason: string): DeleteCommandResult {
    const row = this.store.find(id)
    if (row === undefined) return 'unknown'
    if (row.phase === 'none' && row.sealed === undefined) return 'ended'
    if (this.#isSending(row)) {
      const { cancels, transaction, now } = this.#dependencies
      transaction(() => cancels.add(id, this.#withoutIds(reason, row), now()))
      return 'sending'
    }
    return this.#decide(row, 'cancel', reason)
  }

  #decide(row: DeleteRow, command: 'retry' | 'cancel', reason = ''): DeleteCommandResult {
    const keys = this.#platform.deleteKeys()
    if (keys.kind === 'missing' || row.sealed === undefined) return 'ended'
    const { now, transaction } = this.#dependencies
    const step = command === 'retry' ? retried(now()) : cancelled(this.#withoutIds(reason, row), now())
    const of = { dependencies: this.#dependencies, store: this.store, key: keys.receipts[0], log: this.#platform.log }
    transaction(() => {
      applyStep(row, step, of)
      if (command === 'retry') this.#dependencies.meta.add(deleteBook, { revived: 1 })
    })
    return 'done'
  }

  /** What an operator wrote, without the user's ids, if it has them: it is kept. */
  #withoutIds(reason: string, { sealed }: DeleteRow): string {
    const keys = this.#platform.deleteKeys()
    const text =
      keys.kind === 'missing' || sealed === undefined ? undefined : keys.seals.open(sealed, this.#platform.account())
    if (text === undefined) return reason
    const { userId, anonymousId } = JSON.parse(text) as EventLike
    return masked(reason, { userId, anonymousId }, [])
  }
}
