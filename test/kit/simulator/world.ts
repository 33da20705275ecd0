import { paceOf } from '../../../src/delivery/backoff.ts'
import { deleteKeysOf } from '../../../src/deletes/keys.ts'
import { AccountQueue } from '../../../src/queue/account-queue.ts'
import type { Found, SendLimits } from '../../../src/leases/platform.ts'
import type { Alarm } from '../../../src/runtime/durable-objects.ts'
import type { Sent } from '../../../src/delivery/sent.ts'
import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import type { OutsideAction } from './ledger.ts'
import { Clock } from './clock.ts'
import { Deleted } from './deleted.ts'
import type { Life } from './life.ts'
import { newLife } from './life.ts'
import type { Version } from './mappings.ts'
import { versions } from './mappings.ts'
import { arrivalOf, SimulatedPartner } from './partner.ts'
import { seeded } from './random.ts'
import type { Flying, Sender } from './flying.ts'
import { Watch } from './watch.ts'

const account = 'acme/default'

function markOf(user: string): string {
  return keys.kind === 'keys' ? keys.seals.mark(`${account}\n${user}`) : ''
}

/** What a failing transaction does: it throws before it ran, after it ran (and is rolled back), or the object dies just after it was committed. */
export type Fault = 'before' | 'inside' | 'after'

/** What the simulator throws: anything else that comes out of a queue is a bug. */
class Broken extends Error {}

/** The platform gives an alarm so long; then another one may run beside it. */
const longestAlarmMs = 15 * 60_000
/** How late answers reach a ghost: its leases have ended by then, or not. */
const latestAnswerMs = 5 * 60_000
/** Enough turns for whatever follows from one answer. */
const turns = 400
const pace = paceOf({})
const key = Buffer.alloc(32, 7).toString('base64')
const keys = deleteKeysOf({ SEALING_KEY: key, RECEIPT_KEYS: JSON.stringify([{ id: 'k1', key }]) })

/** The world of one account: its tables, its object (one after the other), the clock, its alarm, the partner, the operator's switches. */
export class World {
  readonly clock = new Clock()
  readonly partner = new SimulatedPartner()
  readonly watch: Watch
  version: Version = 'full'
  deployment = 'v1'
  isPaused = false
  fault: { readonly kind: Fault; readonly skip: number } | undefined
  readonly #storage: DurableObjectStorage
  readonly #random: () => number
  readonly #ghosts = new Set<number>()
  readonly #gone: Life[] = []
  #alarmAt: number | null = null
  #deed: OutsideAction
  #life: Life
  #isOver = false

  constructor(storage: DurableObjectStorage, seed: number) {
    for (const table of [
      'events',
      'dead_letters',
      'cancels',
      'meta',
      'deletes',
      'delete_requests',
      'receipts',
      'tombstones',
      'answers',
    ])
      storage.sql.exec(`DELETE FROM ${table}`)
    this.#storage = storage
    this.#random = seeded(seed)
    this.watch = new Watch(storage.sql, this.partner, new Deleted(markOf))
    this.#life = this.#born(1)
  }

  /** The queue of the object that lives. */
  get queue(): AccountQueue {
    return this.#life.queue
  }

  /** Whose a request would be that began now. */
  get sender(): Sender {
    return senderOf(this.#life)
  }

  #born(name: number): Life {
    return newLife(name, (life) => this.#queueOf(life))
  }

  #queueOf(life: () => Life): AccountQueue {
    return new AccountQueue({
      sql: this.#storage.sql,
      storedBytes: () => 0,
      transaction: (run) => this.#transaction(life(), run),
      alarm: this.#alarmOf(life),
      pace,
      version: () => this.deployment,
      find: () => this.#find(),
      send: (request, how) => this.#send(life(), request, how),
      account: () => account,
      deleteKeys: () => keys,
      activity: { note: () => undefined, count: () => undefined, flushLater: () => undefined },
      announce: () => Promise.resolve(true),
      forgetDeletes: () => Promise.resolve(true),
      isPaused: () => {
        life().round++
        if (life().queue.events.unansweredRuns > 0) life().mixed.add(life().round)
        return life().state === 'alive' ? Promise.resolve(this.isPaused) : never()
      },
      now: () => this.clock.now(),
      random: this.#random,
      wait: (ms) =>
        new Promise<void>((resolve) => this.clock.after(ms, () => (life().state === 'dead' ? undefined : resolve()))),
      log: () => undefined,
    })
  }

  #alarmOf(life: () => Life): Alarm {
    const set = async (at: number | null): Promise<void> => {
      if (life().state === 'alive') this.#alarmAt = at
    }
    return { get: () => Promise.resolve(this.#alarmAt), set, clear: () => set(null) }
  }

  #find(): Found {
    const partner = versions[this.version]
    if (partner === undefined) return { kind: 'gone', why: 'its mapping is gone' }
    return { kind: 'found', partner, settings: {} }
  }

  /** Runs a transaction, and breaks it where a fault is planned. */
  #transaction(life: Life, run: () => void): void {
    if (life.state === 'dead' || this.#isOver) throw new Broken('the object is dead')
    const fault = life.state === 'alive' ? this.#nextFault() : undefined
    // The platform has one object at a time. A ghost shows what lease tokens are worth: what objects remember is not what is asked here.
    if (life.state === 'ghost') forget(life.queue)
    this.#storage.transactionSync(() => {
      if (fault === 'before') throw new Broken('the disk is gone')
      run()
      if (fault === 'inside') throw new Broken('the disk went away')
    })
    if (life.state === 'ghost') forget(this.queue)
    this.watch.committed({ object: life.name, queue: this.queue, now: this.clock.now(), deed: this.#deed })
    if (fault !== 'after') return
    this.crash({ as: 'dead', again: this.#random() < 0.5 })
    throw new Broken('the object died')
  }

  #nextFault(): Fault | undefined {
    if (this.fault === undefined) return undefined
    const { kind, skip } = this.fault
    this.fault = skip === 0 ? undefined : { kind, skip: skip - 1 }
    return skip === 0 ? kind : undefined
  }

  async #send(life: Life, request: PartnerRequest, { timeoutMs }: SendLimits): Promise<Sent> {
    if (life.state === 'dead') return never()
    if (life.state === 'ghost') return { kind: 'failed', reason: 'the object is gone', unknown: false }
    const arrival = arrivalOf(request)
    const flying: Flying = { ...senderOf(life), arrival }
    this.watch.began(flying)
    if (arrival.items.some(({ kills }) => kills === true)) {
      this.crash({ as: 'dead', again: this.#random() < 0.5 })
      return never()
    }
    const { sent, afterMs } = this.partner.take(arrival)
    const answer: Sent = afterMs < timeoutMs ? sent : { kind: 'failed', reason: 'no answer', unknown: true, slow: true }
    return new Promise((resolve) => {
      this.clock.after(Math.min(afterMs, timeoutMs), () => {
        this.watch.sendings.ended(flying)
        if (life.state === 'alive') resolve(answer)
        if (life.state === 'ghost') this.clock.after(this.#random() * latestAnswerMs, () => resolve(answer))
      })
    })
  }

  /** The object is gone, and another one comes to its tables. `again`: an alarm that worked runs again at once, else when it was set to. */
  crash({ as, again }: { readonly as: 'ghost' | 'dead'; readonly again: boolean }): void {
    const gone = this.#life
    gone.state = as
    if (as === 'ghost') this.#ghosts.add(gone.name)
    this.#gone.push(gone)
    if (again && gone.runs.size > 0) this.#alarmAt = this.clock.now()
    this.#life = this.#born(gone.name + 1)
    void this.#begin()
  }

  /** A new object begins; one that cannot is followed by another. */
  async #begin(): Promise<void> {
    this.#deed = undefined
    try {
      await this.queue.begin()
    } catch (error) {
      if (!(error instanceof Broken)) this.watch.note(`an object could not begin: ${String(error)}`)
      else if (!this.#isOver) this.crash({ as: 'dead', again: false })
    }
  }

  /** Whether a row that is committed anew would meet a ghost that has it under the same id and lease token. */
  isHaunted(chunk: string): boolean {
    const isTakenUp = this.#gone.some(({ queue }) => queue.dependencies.sending.has(chunk))
    return isTakenUp || this.watch.leases.wasClaimedBy(this.#ghosts, chunk)
  }

  /** Nothing of this world writes any more. */
  end(): void {
    this.#isOver = true
  }

  /** What somebody outside does to the queue; what the simulator breaks is forgiven. */
  async does(deed: OutsideAction, act: (queue: AccountQueue) => void): Promise<void> {
    this.#deed = deed
    try {
      act(this.queue)
    } catch (error) {
      if (!(error instanceof Broken)) throw error
    } finally {
      this.#deed = undefined
    }
    await this.settle()
  }

  /** Segment deletes a user. */
  async deletes(user: string, request: string): Promise<void> {
    if (keys.kind === 'missing') return
    const event = { type: 'delete', userId: user, receivedAt: new Date(this.clock.now()).toISOString() }
    await this.does({ kind: 'delete', user }, (queue) => {
      queue.deletes.accept([{ event: JSON.stringify(event), request, mapping: 'simulated' }], keys)
      void queue.arm()
    })
  }

  /** Whether an alarm may go off: none works, or it has worked for too long. */
  get mayRing(): boolean {
    return [...this.#life.runs].every((began) => this.clock.elapsed - began > longestAlarmMs)
  }

  /** The alarm goes off. */
  ring(): void {
    const life = this.#life
    const [began, at] = [this.clock.elapsed, this.#alarmAt ?? this.clock.now()]
    if (at <= this.clock.now()) this.#alarmAt = null
    life.runs.add(began)
    life.most = Math.max(life.most, life.runs.size)
    void life.queue
      .alarm(at)
      .catch((error: unknown) => {
        if (!(error instanceof Broken)) this.watch.note(`the alarm threw ${String(error)}`)
      })
      .finally(() => {
        life.runs.delete(began)
        if (life.runs.size === 0) life.most = 0
      })
  }

  /** The next thing that happens by itself, a timer or the alarm; gives whether there was one. */
  async step(withinMs = Number.POSITIVE_INFINITY, alarmFirst = false): Promise<boolean> {
    const timer = this.clock.nextIn() ?? Number.POSITIVE_INFINITY
    const isSet = this.#alarmAt !== null && this.mayRing
    const alarm = isSet ? Math.max(0, (this.#alarmAt ?? 0) - this.clock.now()) : Number.POSITIVE_INFINITY
    const inMs = Math.min(timer, alarm)
    if (inMs === Number.POSITIVE_INFINITY || inMs > withinMs) return false
    this.clock.move(inMs)
    if (alarm < timer || (alarm === timer && alarmFirst)) this.ring()
    else this.clock.ring()
    await this.settle()
    return true
  }

  /** Lets everything end that needs no time, and asks whether all is well. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await undefined
    this.watch.still(this.queue, this.#alarmAt !== null || this.#life.runs.size > 0)
  }
}

function forget({ dependencies, deletes }: AccountQueue): void {
  dependencies.meta.forget()
  deletes.tombstones.forget()
}

function senderOf({ name, round, most, mixed, queue }: Life): Sender {
  return { object: name, round, runs: most, mixed: mixed.has(round) || queue.events.unansweredRuns > 0 }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
