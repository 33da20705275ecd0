import { readFileSync } from 'node:fs'
import { median } from '../measure.ts'
import type { Bench } from './bench.ts'
import { ask, commit, fresh, hour, number, repetitions, say, sum, timed } from './bench.ts'
import { event } from './events.ts'
import type { Of, Ran, Repeated } from './questions.ts'

/** What the runtime holds in memory (MB). */
export function memoryOf({ runtime }: Bench): number {
  const texts = runtime.pids.map((pid) => readFileSync(`/proc/${pid}/status`, 'utf8'))
  return sum(texts.map((text) => Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0))) / 1_024
}

/** How long one question takes inside the object (ms): many in one call, less the call itself. */
async function inside(
  bench: Bench,
  of: Of,
  asked: { what: Repeated; times: number; mostOwed: number },
): Promise<number> {
  const ms: number[] = []
  for (let i = 0; i < repetitions; i++) {
    const call = await timed(() => ask(bench, { ask: 'repeat', ...of, ...asked, what: 'nothing' }))
    ms.push(((await timed(() => ask(bench, { ask: 'repeat', ...of, ...asked }))) - call) / asked.times)
  }
  return median(ms)
}

/** What the runtime holds with much pending, and how long its questions take. */
export async function memory(bench: Bench): Promise<void> {
  for (const { events, apart } of [
    { events: 400_000, apart: false },
    { events: 400_000, apart: true },
    { events: 25_000, apart: true },
  ]) {
    const bytes = JSON.stringify(event(events)).length
    console.log(
      `\n${number(events)} pending events of ${bytes} bytes${apart ? ', a row each' : ', committed in arrays of 1,000'}`,
    )
    await restart(bench)
    say('runtime, nothing pending', `${number(memoryOf(bench))} MB`)
    const of = fresh('single')
    await commit(bench, { ...of, events, together: 1_000, atOnce: 2, dueInMs: 24 * hour, apart })
    judge(bench, 'runtime, all committed')
    await restart(bench)
    await ask(bench, { ask: 'clock', aheadMs: 25 * hour })
    await queries(bench, of)
    judge(bench, 'runtime, started again, and asked all that')
    await restart(bench)
    await ask(bench, { ask: 'clock', aheadMs: 25 * hour })
    await down(bench, of)
    judge(bench, 'runtime, started again, the partner down, 20 alarm runs')
    await flows(bench, of)
  }
}

/** The partner answers 500: the circuit opens, and is probed. */
async function down(bench: Bench, of: Of): Promise<void> {
  bench.partner.status = 500
  for (let run = 0; run < 20; run++) {
    const { next = 0 } = (await ask(bench, { ask: 'alarm', ...of })) as Ran
    await ask(bench, { ask: 'clock', aheadMs: Math.max(25 * hour, next + 1 - Date.now()) })
  }
  bench.partner.status = 200
}

/** It answers again. What is held then is what V8 has not collected of thousands of calls a second, pending events or not. */
async function flows(bench: Bench, of: Of): Promise<void> {
  bench.partner.begin()
  for (let run = 0; run < 5; run++) {
    const { next = 0 } = (await ask(bench, { ask: 'alarm', ...of })) as Ran
    await ask(bench, { ask: 'clock', aheadMs: Math.max(25 * hour, next + 1 - Date.now()) })
  }
  const { events } = bench.partner
  say(`runtime, after ${number(events)} events were sent in 25 s`, `${number(memoryOf(bench))} MB`)
  await ask(bench, { ask: 'clock', aheadMs: 0 })
}

function judge(bench: Bench, what: string): void {
  const now = memoryOf(bench)
  say(what, `${number(now)} MB`, { text: '300 MB', met: now < 300 })
}

async function queries(bench: Bench, of: Of): Promise<void> {
  for (const { name, floor, ...asked } of [
    { name: 'when the next row is due', what: 'next due', times: 2_000, mostOwed: 0, floor: true },
    { name: 'the due rows of a round, one event a call', what: 'due rows', times: 20, mostOwed: 250, floor: true },
    {
      name: 'the due rows of a round, a hundred a call: 8 MB',
      what: 'due rows',
      times: 3,
      mostOwed: 25_000,
      floor: false,
    },
    { name: 'the gauges of a report', what: 'gauges', times: 20, mostOwed: 0, floor: false },
  ] as const) {
    const ms = await inside(bench, of, asked)
    say(name, `${ms.toFixed(3)} ms`, floor ? { text: '5 ms', met: ms < 5 } : undefined)
  }
}

/** Ends the runtime, and starts it again over the same storage. */
export async function restart({ runtime }: Bench): Promise<void> {
  await runtime.stop()
  await runtime.start()
}
