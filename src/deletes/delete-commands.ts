import { parseExactly } from '../values/exact-json.ts'
import type { EventLike } from '../mapping/translate.ts'
import { masked } from '../delivery/mask/mask.ts'
import type { Dependencies } from '../leases/dependencies.ts'
import type { Rest } from '../leases/rest.ts'
import type { DeletesWanted } from './delete-filter.ts'
import type { DeleteRow } from './delete-row.ts'
import type { DeleteStore } from './delete-store.ts'
import { cancelled, retried } from './outcome.ts'
import type { DeletesPlatform } from './platform.ts'
import type { Receipt } from './receipt.ts'
import { waitsFor } from './waits-for.ts'
import { applyStep, deleteBook } from './writing.ts'

/** How an operator's command about a delete ended. `waiting`: its first attempt waits for a reason. */
export type DeleteCommandResult = 'done' | 'sending' | 'waiting' | 'ended' | 'unknown'

/** A delete as an operator sees it; times in ms. `row.sealed` is its event, for whoever may open it. */
export interface SeenDelete {
  readonly row: Omit<DeleteRow, 'answers'>
  readonly receipt: Receipt
  readonly sending: boolean
  /** Why it is not sent now (`waits-for.ts`). */
  readonly waitsFor: string | undefined
}

/** What commands are about. `rest`: why deletes are not sent at the moment. */
interface CommandsOf {
  readonly dependencies: Dependencies
  readonly platform: DeletesPlatform
  readonly store: DeleteStore
  readonly rest: () => Rest | undefined
}

/** What operators do with the deletes of an account: look at them, try them again, cancel them. */
export class DeleteCommands {
  readonly #of: CommandsOf

  constructor(of: CommandsOf) {
    this.#of = of
  }

  /** One delete with its receipt. */
  inspect(id: string): SeenDelete | undefined {
    const row = this.#of.store.find(id)
    return row === undefined ? undefined : this.#seen(row)
  }

  /** Deletes by filters, in the order of their ids. */
  list(wanted: DeletesWanted): readonly SeenDelete[] {
    return this.#of.store.list(wanted).map((row) => this.#seen(row))
  }

  #seen(row: DeleteRow): SeenDelete {
    const [partner = '', account = ''] = this.#of.platform.account().split('/')
    const { answers: _, ...shown } = row
    const entries = this.#of.store.history(row.id)
    return {
      row: shown,
      receipt: { id: row.id, partner, account, state: row.state, entries },
      sending: this.#isSending(row),
      waitsFor: this.#waitsFor(row),
    }
  }

  #waitsFor(row: DeleteRow): string | undefined {
    const { platform, dependencies, rest } = this.#of
    const keys = platform.deleteKeys()
    return waitsFor(row, {
      now: dependencies.now(),
      sending: this.#isSending(row),
      rest: rest(),
      keys: keys.kind === 'missing' ? keys.why : undefined,
    })
  }

  #isSending({ id, leaseUntil }: DeleteRow): boolean {
    return leaseUntil > 0 && this.#of.dependencies.sending.has(id)
  }

  /** Tries a delete again at once: one that was attempted is due now, a dead one starts again with all the time of a new one. */
  retry(id: string): DeleteCommandResult {
    const row = this.#of.store.find(id)
    if (row === undefined) return 'unknown'
    if (this.#isSending(row)) return 'sending'
    if (row.phase === 'announce' || row.state === 'INITIALIZED') return 'waiting'
    const { cancels, now, transaction } = this.#of.dependencies
    if (row.phase !== 'none') {
      transaction(() => {
        cancels.remove(id)
        this.#of.store.apply(id, row.leaseToken, { due: now(), urgent: 1 })
      })
      return 'done'
    }
    return this.#decide(row, 'retry')
  }

  /** Cancels a delete, with a reason that stands in its receipt; one that is being sent is cancelled unless it is confirmed now. */
  cancel(id: string, reason: string): DeleteCommandResult {
    const row = this.#of.store.find(id)
    if (row === undefined) return 'unknown'
    if (row.phase === 'none' && row.sealed === undefined) return 'ended'
    if (this.#isSending(row)) {
      const { cancels, transaction, now } = this.#of.dependencies
      transaction(() => cancels.add(id, this.#withoutIds(reason, row), now()))
      return 'sending'
    }
    return this.#decide(row, 'cancel', reason)
  }

  #decide(row: DeleteRow, command: 'retry' | 'cancel', reason = ''): DeleteCommandResult {
    const keys = this.#of.platform.deleteKeys()
    if (keys.kind === 'missing' || row.sealed === undefined) return 'ended'
    const { now, transaction } = this.#of.dependencies
    const step = command === 'retry' ? retried(now()) : cancelled(this.#withoutIds(reason, row), now())
    const of = {
      dependencies: this.#of.dependencies,
      store: this.#of.store,
      key: keys.receipts[0],
      log: this.#of.platform.log,
    }
    transaction(() => {
      applyStep(row, step, of)
      if (command === 'retry') this.#of.dependencies.meta.add(deleteBook, { revived: 1 })
    })
    return 'done'
  }

  /** What an operator wrote, without the user's ids, if it has them: it is kept. */
  #withoutIds(reason: string, { sealed }: DeleteRow): string {
    const keys = this.#of.platform.deleteKeys()
    const text =
      keys.kind === 'missing' || sealed === undefined ? undefined : keys.seals.open(sealed, this.#of.platform.account())
    if (text === undefined) return reason
    const { userId, anonymousId } = parseExactly(text) as EventLike
    return masked(reason, { userId, anonymousId }, [])
  }
}
