import { markerOf } from '../deletes/accept.ts'
import { MarksKey } from '../deletes/marks-key.ts'
import { AccountTombstones, digestOf, idsOf } from '../deletes/tombstones.ts'
import { Rate } from '../delivery/rate.ts'
import { Slots } from '../leases/slots.ts'
import { Books } from './books.ts'
import { Cancels } from '../leases/cancels.ts'
import { Erasure } from './erasure.ts'
import { KeptCircuit } from '../leases/kept-circuit.ts'
import { letterLimits, Letters } from './letters.ts'
import { Meta } from '../leases/meta.ts'
import type { DeletesPlatform } from '../deletes/platform.ts'
import { Sending } from '../leases/sending.ts'
import { Store } from './store.ts'
import type { EventTools } from './event-tools.ts'

const callsInFlight = 5

/** What an object works with: its tables, and the world with the keys that its marks are made by. */
export interface Workshop {
  readonly tools: EventTools
  readonly platform: DeletesPlatform
  readonly tombstones: AccountTombstones
  readonly erasure: Erasure
  readonly marksKey: MarksKey
}

/** Opens the tables of an object. */
export function workshopOf(outside: DeletesPlatform, attempted: EventTools['attempted']): Workshop {
  const { sql, send, now, random, wait, pace } = outside
  const tombstones = new AccountTombstones(sql)
  const meta = new Meta(sql)
  const books = new Books(meta)
  const letters = new Letters({
    sql,
    meta,
    books,
    limits: (letterBytes) => letterLimits(outside.storedBytes() - letterBytes),
    marks: (event) => {
      const mark = markerOf(platform)
      return mark === undefined ? undefined : idsOf(event).map((id) => digestOf(mark(id)))
    },
  })
  const marksKey = new MarksKey({ meta, tombstones, letters })
  const platform: DeletesPlatform = { ...outside, deleteKeys: () => marksKey.accepted(outside.deleteKeys()) }
  const tools: EventTools = {
    store: new Store(sql),
    cancels: new Cancels(sql),
    rate: new Rate(),
    circuit: new KeptCircuit(meta),
    slots: new Slots(callsInFlight),
    sending: new Sending(),
    meta,
    books,
    letters,
    account: outside.account,
    pace,
    send,
    now,
    random,
    wait,
    isVoid: (event, receivedAt) => tombstones.voids(event, receivedAt, () => markerOf(platform)),
    transaction: (run) => {
      try {
        outside.transaction(() => {
          run()
          meta.settle()
        })
      } catch (error) {
        for (const one of [meta, letters, tombstones]) one.forget()
        throw error
      }
    },
    attempted,
  }
  return { tools, platform, tombstones, marksKey, erasure: new Erasure(tools) }
}
