import { setTimeout as wait } from 'node:timers/promises'
import { median } from '../measure.ts'
import type { Bench } from '../queue/bench.ts'
import { ask as askQueue, commit, hour, key, number, rowsOf, say, timed } from '../queue/bench.ts'
import { event } from '../queue/events.ts'
import type { Of, Ran, Tally } from '../queue/questions.ts'
import { ask, gigabytes, isLinear } from './scale.ts'

/** What the outage is: so many events a second for six hours; all of them wait in the end. */
const [aSecond, hours] = [200, 6]
const all = aSecond * hours * 3_600
const sliceMs = 20_000
const answerMs = 100
/** An object takes events up to 8 GB (`src/queue/dead-letters.ts`), and gives up what waited for 72 h (`src/queue/plan.ts`). */
const [mostStored, giveUpHours] = [8, 72]

/** One account whose partner is down while 200 events a second come, then the partner is back; beside it an account of another partner. */
export async function outage(bench: Bench): Promise<void> {
  const of = { partner: 'batched', account: 'default' }
  const { partner } = bench
  console.log(`\n${sliceMs / 1_000} s of an outage at ${aSecond} events a second, through the route (measured)`)
  partner.up.add('/ten')
  Object.assign(partner, { status: 503, afterMs: answerMs })
  await Promise.all([askQueue(bench, { ask: 'tally', ...of }), ask(bench, { ask: 'registry calls' })])
  const down = await send(bench)
  const { rows } = (await askQueue(bench, { ask: 'tally', ...of })) as Tally
  shown(down)
  say('rows written an event', (rowsOf({ rows }) / down.statuses.length).toFixed(2))
  await registryCalls(bench)
  console.log('\nthe partner is back, 200 events a second go on (measured)')
  partner.status = 200
  const back = await send(bench)
  shown(back)
  await registryCalls(bench)
  await emptied(bench, of)
  await nothingLost(bench, of, [...down.statuses, ...back.statuses])
  await backlogs(bench)
}

interface Sent {
  readonly statuses: readonly number[]
  readonly ms: readonly number[]
  /** Of the other account. */
  readonly besideMs: readonly number[]
}

/** Sends 200 events a second one by one, and each tenth to the account of another partner, too. */
async function send(bench: Bench): Promise<Sent> {
  const sent = { statuses: [] as number[], ms: [] as number[], besideMs: [] as number[] }
  const open: Promise<void>[] = []
  const started = performance.now()
  for (let n = 0; performance.now() - started < sliceMs;) {
    for (const due = ((performance.now() - started) / 1_000) * aSecond; n < due; n++) {
      open.push(one(bench, 'batched', (status, ms) => (sent.statuses.push(status), sent.ms.push(ms))))
      if (n % 10 === 0) open.push(one(bench, 'ten', (_, ms) => sent.besideMs.push(ms)))
    }
    await wait(10)
  }
  await Promise.all(open)
  return sent
}

let sentSoFar = 0
async function one({ runtime }: Bench, slug: string, done: (status: number, ms: number) => void): Promise<void> {
  const started = performance.now()
  const reply = await fetch(new URL(`/v1/destinations/${slug}`, runtime.url), {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify({ ...event(sentSoFar++), receivedAt: new Date().toISOString() }),
  })
  await reply.text()
  done(reply.status, performance.now() - started)
}

function shown({ statuses, ms, besideMs }: Sent): void {
  const count = (status: number): number => statuses.filter((one) => one === status).length
  const refused = statuses.length - count(200) - count(202)
  say('events: delivered at once, queued', `${number(count(200))}, ${number(count(202))}`)
  say('refused (503), so that Segment sends them again', number(refused))
  say('a reply takes, median and slowest of a hundred', `${number(median(ms))} and ${number(slowest(ms))} ms`)
  say('the same at an account of another partner', `${number(median(besideMs))} and ${number(slowest(besideMs))} ms`, {
    text: 'at most twice as long',
    met: median(besideMs) <= 2 * median(ms),
  })
}

const slowest = (ms: readonly number[]): number => ms.toSorted((a, b) => a - b).at(Math.floor(ms.length * 0.99)) ?? 0

async function registryCalls(bench: Bench): Promise<void> {
  const { sync, report } = (await ask(bench, { ask: 'registry calls' })) as { sync: number; report: number }
  say('registry calls a minute: of one isolate, of the queues', `${sync * 3}, ${report * 3}`)
}

async function emptied(bench: Bench, of: Of): Promise<void> {
  const ms = await timed(async () => {
    while (Number(await askQueue(bench, { ask: 'pending', ...of })) > 0) await wait(100)
  })
  say('the queue is empty after', `${(ms / 1_000).toFixed(1)} s`)
}

/** What was queued is in the books as stored, and each of it as delivered. (What was stored a moment too late for the reply was refused.) */
async function nothingLost(bench: Bench, of: Of, statuses: readonly number[]): Promise<void> {
  const { stored = 0, ...ends } = (await ask(bench, { ask: 'counts', ...of })) as Readonly<Record<string, number>>
  const queued = statuses.filter((status) => status === 202).length
  say('queued, stored, delivered', `${number(queued)}, ${number(stored)}, ${number(ends['delivered'] ?? 0)}`, {
    text: 'nothing is lost',
    met: queued <= stored && ends['delivered'] === stored,
  })
}

/** What a backlog is: bytes, rows that a probe reads, and how fast it drains (events a second). */
interface Backlog {
  readonly events: number
  readonly bytes: number
  readonly probeRead: number
  readonly probeMs: number
  readonly rate: number
}

/** Two backlogs of a row an event, and what they say of the whole outage. */
async function backlogs(bench: Bench): Promise<void> {
  const half = await backlog(bench, 'a1', 20_000)
  const whole = await backlog(bench, 'a2', 40_000)
  const each = (figure: 'bytes' | 'probeRead' | 'probeMs'): number => whole[figure] / whole.events
  console.log('\n40,000 events / 20,000')
  isLinear('bytes', half.bytes, whole.bytes)
  isLinear('rows that a probe reads', half.probeRead, whole.probeRead)
  say('events drained a second', `${(whole.rate / half.rate).toFixed(2)} x`)
  console.log(`\n${hours} hours at ${aSecond} a second: ${number(all)} events (computed from the larger one)`)
  const stored = (all * each('bytes')) / gigabytes
  say('the database of the account', `${stored.toFixed(1)} GB`, { text: `${mostStored} GB`, met: stored < mostStored })
  say('a probe while it is down, each 10 minutes', `at most ${(all * each('probeMs')).toFixed(0)} ms`, {
    text: '60 s (`cpu_ms` of wrangler.toml)',
    met: all * each('probeMs') < 60_000,
  })
  drains('a hundred a call, the partner takes 100 ms', whole.rate)
  drains('one event a call: five at once are 50/s', 5_000 / answerMs)
}

function drains(what: string, rate: number): void {
  const needed = all / rate / 3_600
  say(`drains: ${what}`, `${needed.toFixed(1)} h`, {
    text: `given up after ${giveUpHours} h`,
    met: needed < giveUpHours,
  })
}

async function backlog(bench: Bench, account: string, events: number): Promise<Backlog> {
  const { partner } = bench
  const of = { partner: 'batched', account }
  await commit(bench, { ...of, events, together: 1_000, atOnce: 2, dueInMs: 2 * hour, apart: true })
  const bytes = Number(await ask(bench, { ask: 'bytes', ...of }))
  await askQueue(bench, { ask: 'clock', aheadMs: 3 * hour })
  Object.assign(partner, { status: 500, afterMs: 0 })
  await askQueue(bench, { ask: 'alarm', ...of })
  const { probeMs, probeRead } = await probed(bench, of)
  Object.assign(partner, { status: 200, afterMs: answerMs })
  partner.begin()
  for (let ahead = 8; partner.events < events; ahead++) {
    await askQueue(bench, { ask: 'clock', aheadMs: ahead * hour })
    await askQueue(bench, { ask: 'alarm', ...of })
  }
  await askQueue(bench, { ask: 'clock', aheadMs: 0 })
  const rate = (events / (partner.lastAt - partner.firstAt)) * 1_000
  console.log(`\na backlog of ${number(events)} events, a row each (measured)`)
  say('bytes an event', number(bytes / events))
  say('a probe while the partner is down', `${number(probeMs)} ms, ${number(probeRead)} rows read`)
  say('drains', `${number(rate)} events/s`)
  return { events, bytes, probeRead, probeMs, rate }
}

/** A few probes of an open circuit: the shortest time counts, for others work on this machine, too. */
async function probed(bench: Bench, of: Of): Promise<Pick<Backlog, 'probeMs' | 'probeRead'>> {
  const runs: { readonly ms: number; readonly read: number }[] = []
  for (let ahead = 4; ahead < 7; ahead++) {
    await askQueue(bench, { ask: 'clock', aheadMs: ahead * hour })
    const started = performance.now()
    const { rowsRead } = (await askQueue(bench, { ask: 'alarm', ...of })) as Ran
    runs.push({ ms: performance.now() - started, read: rowsRead })
  }
  return { probeMs: Math.min(...runs.map(({ ms }) => ms)), probeRead: Math.max(...runs.map(({ read }) => read)) }
}
