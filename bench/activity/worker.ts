/** The Worker of `npm run bench:activity`: the real buffer and the real objects, which tell what they wrote. */
import { AccountActivity as RealActivity, activityOf } from '../../src/activity/activity.ts'
import { ActivityBuffer } from '../../src/activity/buffer.ts'
import { recordOf } from '../../src/activity/noted.ts'
import type { ActivityBatch } from '../../src/activity/record.ts'
import { mostKept } from '../../src/activity/kept-batches.ts'
import { DeletedUsers } from '../../src/activity/deleted-users.ts'
import { ActivityLedger } from '../../src/activity/ledger.ts'
import { ActivityStore } from '../../src/activity/store.ts'
import { activityKeysOf } from '../../src/deletes/accept.ts'
import type { Env } from '../../src/env.ts'
import type { ActivityReport } from '../../src/registry/messages.ts'
import { Registry as RealRegistry } from '../../src/registry/registry.ts'
import { attempt } from './events.ts'
import type { Question, Tally } from './questions.ts'

export { PartnerQueue } from '../../src/queue/queue.ts'

const day = 24 * 3_600_000
const minutesKept = 48 * 60
const batchMs = 10_000
const alarmMs = 600_000

/** The clock of this isolate, objects included: from the first request on it stands still but for what the bench lets pass. It is a day ahead, so that no alarm goes off by itself. */
const realNow = Date.now
let now = 0
Date.now = () => now

let rows = 0
let calls = 0
let characters = 0

/** Counts what is written through a storage. */
function watch(storage: DurableObjectStorage): void {
  const exec = storage.sql.exec.bind(storage.sql)
  const setAlarm = storage.setAlarm.bind(storage)
  Object.defineProperty(storage.sql, 'exec', {
    value: (text: string, ...values: SqlStorageValue[]) => {
      const cursor = exec(text, ...values)
      rows += cursor.rowsWritten
      if (/^(INSERT INTO|UPDATE) batches/.test(text))
        characters += values.reduce<number>((sum, one) => sum + (typeof one === 'string' ? one.length : 0), 0)
      return cursor
    },
  })
  Object.defineProperty(storage, 'setAlarm', {
    value: (at: number) => {
      rows++
      return setAlarm(at)
    },
  })
}

/** The real activity, watched. */
export class AccountActivity extends RealActivity {
  constructor(context: DurableObjectState, env: Env) {
    watch(context.storage)
    super(context, env)
  }

  override async handIn(batch: ActivityBatch): Promise<boolean> {
    calls++
    return super.handIn(batch)
  }

  /** Keeps a batch again and again, until it keeps as much as it may, with counts of each minute of two days. */
  async fill(batch: ActivityBatch): Promise<boolean> {
    const isWatched = await super.handIn(batch)
    const store = new ActivityStore(this.ctx.storage.sql, new DeletedUsers(this.ctx.storage.sql))
    const ledger = new ActivityLedger(this.ctx.storage.sql)
    const least = Math.min(
      ...[true, false].map((failed) => batch.records.filter((one) => one.failed === failed).length),
    )
    this.ctx.storage.transactionSync(() => {
      for (let kept = 0; kept <= mostKept + least; kept += least) store.add(batch, now)
      for (let minutes = 1; minutes <= minutesKept; minutes++) ledger.add(batch.counts, now - minutes * 60_000)
    })
    return isWatched
  }

  /** Runs the alarm by hand. */
  async run(): Promise<void> {
    calls++
    await this.alarm()
  }

  /** How large its database is. */
  bytes(): number {
    return this.ctx.storage.sql.databaseSize
  }
}

/** The real registry, watched. */
export class Registry extends RealRegistry {
  constructor(context: DurableObjectState, env: Env) {
    watch(context.storage)
    super(context, env)
  }

  override async observe(report: ActivityReport): Promise<void> {
    calls++
    await super.observe(report)
  }
}

const partner = 'single'
let noted = 0
let alarmAt = 0
let waiting: readonly ActivityBuffer[] = []

function stubOf(env: Env, { account }: Question): DurableObjectStub<AccountActivity> {
  return activityOf(env, { partner, account }) as unknown as DurableObjectStub<AccountActivity>
}

/** A buffer in which the events of ten seconds are noted. */
function filled(
  { account, perSecond }: Question,
  handIn: (env: Env, batch: ActivityBatch) => Promise<boolean>,
): ActivityBuffer {
  const buffer = new ActivityBuffer({
    keys: activityKeysOf,
    handIn: (env, _, batch) => handIn(env, batch),
    random: Math.random,
  })
  const of = { partner, account, own: true }
  for (let i = 0; i < (perSecond * batchMs) / 1_000; i++) buffer.note(of, [recordOf(attempt(noted++, now))])
  return buffer
}

async function handInAll(env: Env, question: Question): Promise<void> {
  for (const buffer of waiting) {
    now += batchMs
    await buffer.flush(env)
    if (now < alarmAt) continue
    alarmAt = now + alarmMs
    await stubOf(env, question).run()
  }
  waiting = []
}

async function answer(env: Env, question: Question): Promise<Tally | undefined> {
  switch (question.ask) {
    case 'nothing':
      return undefined
    case 'fill':
      return void (await filled(question, (_, batch) => stubOf(env, question).fill(batch)).flush(env))
    case 'note': {
      const { batches } = question
      waiting = Array.from({ length: batches }, () =>
        filled(question, (_, batch) => stubOf(env, question).handIn(batch)),
      )
      return undefined
    }
    case 'hand in':
      return void (await handInAll(env, question))
    case 'tally': {
      const tally = { rows, calls, characters, databaseBytes: await stubOf(env, question).bytes() }
      rows = calls = characters = 0
      return tally
    }
  }
}

export default {
  async fetch(request, env: Env): Promise<Response> {
    if (now === 0) now = realNow() + day
    return Response.json({ answer: await answer(env, await request.json()) })
  },
} satisfies ExportedHandler<Env>
