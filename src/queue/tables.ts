import { markerOf } from '../deletes/accept.ts'
import { MarksKey } from '../deletes/marks-key.ts'
import { AccountTombstones, digestOf, idsOf } from '../deletes/tombstones.ts'
import { Rate } from '../delivery/rate.ts'
import { Slots } from '../delivery/slots.ts'
import { Ledger } from './ledger.ts'
import { Cancels } from '../leases/cancels.ts'
import { Erasure } from './erasure.ts'
import { KeptCircuit } from '../leases/kept-circuit.ts'
import { deadLetterLimits, DeadLetters } from './dead-letters.ts'
import { Meta } from '../leases/meta.ts'
import type { DeletesPlatform } from '../deletes/platform.ts'
import { Sending } from '../leases/sending.ts'
import { Store } from './store.ts'
import type { EventDependencies } from './event-dependencies.ts'

const callsInFlight = 5

/** What an object works with: its tables, and the world with the keys that its marks are made by. */
export interface AccountTables {
  readonly dependencies: EventDependencies
  readonly platform: DeletesPlatform
  readonly tombstones: AccountTombstones
  readonly erasure: Erasure
  readonly marksKey: MarksKey
}

/** Opens the tables of an object. */
export function openTables(outside: DeletesPlatform, attempted: EventDependencies['attempted']): AccountTables {
  const { sql, send, now, random, wait, pace } = outside
  const tombstones = new AccountTombstones(sql)
  const meta = new Meta(sql)
  const ledger = new Ledger(meta)
  const deadLetters = new DeadLetters({
    sql,
    meta,
    ledger,
    limits: (deadLetterBytes) => deadLetterLimits(outside.storedBytes() - deadLetterBytes),
    marks: (event) => {
      const mark = markerOf(platform)
      return mark === undefined ? undefined : idsOf(event).map((id) => digestOf(mark(id)))
    },
  })
  const marksKey = new MarksKey({ meta, tombstones, deadLetters })
  const platform: DeletesPlatform = { ...outside, deleteKeys: () => marksKey.accepted(outside.deleteKeys()) }
  const dependencies: EventDependencies = {
    store: new Store(sql),
    cancels: new Cancels(sql),
    rate: new Rate(),
    circuit: new KeptCircuit(meta, 'circuit'),
    slots: new Slots(callsInFlight),
    sending: new Sending(),
    meta,
    ledger,
    deadLetters,
    account: outside.account,
    pace,
    send,
    kept: outside.kept,
    now,
    random,
    wait,
    isErased: (event, receivedAt) => tombstones.erases(event, receivedAt, () => markerOf(platform)),
    transaction: (run) => {
      try {
        outside.transaction(() => {
          run()
          meta.settle()
        })
      } catch (error) {
        for (const one of [meta, deadLetters, tombstones]) one.forget()
        throw error
      }
    },
    attempted,
    activity: outside.activity,
  }
  return { dependencies, platform, tombstones, marksKey, erasure: new Erasure(dependencies) }
}
