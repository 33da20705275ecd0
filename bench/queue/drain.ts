import { setTimeout as wait } from 'node:timers/promises'
import { median } from '../measure.ts'
import type { Bench } from './bench.ts'
import { ask, commit, fresh, key, number, rowsOf, say, timed, until } from './bench.ts'
import { event } from './events.ts'
import type { Of, Tally } from './questions.ts'

/** So many events a second one account may have to take up where all of them go through its queue. */
const arriving = 200

/** How fast a queue empties. */
export async function drain(bench: Bench): Promise<void> {
  const { partner } = bench
  console.log('\ndraining to a partner on loopback (from its first call to its last)')
  const cases = [
    { name: 'one event a call, a row each', slug: 'single', events: 20_000, together: 1, afterMs: 0 },
    { name: 'one event a call, rows of a hundred', slug: 'single', events: 3_000, together: 100, afterMs: 0 },
    {
      name: 'one event a call, the partner takes 50 ms (five in flight: 100/s)',
      slug: 'single',
      events: 500,
      together: 1,
      afterMs: 50,
    },
    { name: 'a hundred a call, a row each', slug: 'batched', events: 20_000, together: 1, afterMs: 0 },
    { name: 'a hundred a call, rows of a hundred', slug: 'batched', events: 20_000, together: 100, afterMs: 0 },
    { name: 'ten a call, a row each, 100 ms', slug: 'ten', events: 5_000, together: 1, afterMs: 100, floor: arriving },
    { name: 'a hundred a call, the same', slug: 'batched', events: 20_000, together: 1, afterMs: 100, floor: arriving },
  ]
  for (const { name, slug, events, together, afterMs, floor } of cases) {
    const rates: number[] = []
    let calls = 0
    for (let i = 0; i < 3; i++) {
      const of = fresh(slug)
      partner.begin()
      partner.afterMs = afterMs
      const dueInMs = together === 1 ? 2_000 + events : 3_000
      await commit(bench, { ...of, events, together, atOnce: together === 1 ? 256 : 4, dueInMs })
      await until(() => partner.events >= events, name)
      rates.push((events / (partner.lastAt - partner.firstAt)) * 1_000)
      calls = partner.calls
    }
    const rate = median(rates)
    say(name, `${number(rate)} events/s`, floor === undefined ? undefined : { text: `${floor}/s`, met: rate >= floor })
    if (calls !== events) say('  calls', number(calls))
  }
  partner.afterMs = 0
}

const arrivingForMs = 15_000

/** 200 events a second arrive one by one at a queue, and the partner takes 100 ms a call: how many leave meanwhile. */
export async function arrivals(bench: Bench): Promise<void> {
  const { partner } = bench
  console.log(`\n${arriving} events a second arrive, a row each, and the partner takes 100 ms`)
  for (const { slug, name, floor } of [
    { slug: 'batched', name: 'a hundred a call', floor: arriving * 0.9 },
    { slug: 'single', name: 'one event a call (five in flight: 50/s)', floor: undefined },
  ]) {
    partner.begin()
    partner.afterMs = 100
    const of = fresh(slug)
    const events = await arrive(bench, of)
    const rate = (partner.events / arrivingForMs) * 1_000
    const left = number(events - partner.events)
    say(name, `${number(rate)} events/s`, floor === undefined ? undefined : { text: `${floor}/s`, met: rate >= floor })
    say('  wait in the end', left)
    partner.afterMs = 0
    await until(() => partner.events >= events, `${slug} drains`)
  }
}

/** Commits events as time passes; gives how many. */
async function arrive(bench: Bench, of: Of): Promise<number> {
  const started = performance.now()
  const sent: Promise<void>[] = []
  let events = 0
  for (let ms = 0; ms < arrivingForMs; ms = performance.now() - started) {
    const come = Math.floor((ms / 1_000) * arriving) - events
    if (come > 0)
      sent.push(commit(bench, { ...of, events: come, first: events, together: 1, atOnce: come, dueInMs: 0 }))
    events += Math.max(0, come)
    await wait(20)
  }
  await Promise.all(sent)
  return events
}

/** Events one by one through the route, 64 requests at once. */
async function throughTheRoute({ runtime }: Bench, slug: string, events: number): Promise<void> {
  const numbers = Array.from({ length: events }, (_, n) => n).values()
  const sender = async (): Promise<void> => {
    for (const n of numbers) {
      const reply = await fetch(new URL(`/v1/destinations/${slug}`, runtime.url), {
        method: 'POST',
        headers: { Authorization: `Basic ${btoa(`${key}:`)}` },
        body: JSON.stringify(event(n)),
      })
      await reply.text()
      if (!reply.ok) throw new Error(`${slug} answered ${reply.status}`)
    }
  }
  await Promise.all(Array.from({ length: 64 }, sender))
}

/** What a `buffer` saves of calls, and costs in rows. */
export async function buffer(bench: Bench): Promise<void> {
  const { partner } = bench
  const events = 10_000
  console.log(`\n\`buffer\`: ${number(events)} events one by one through the route, a mapping with batches of 100`)
  for (const { slug, name } of [
    { slug: 'batched', name: 'without' },
    { slug: 'buffered', name: 'with' },
  ]) {
    const of: Of = { partner: slug, account: 'default' }
    await ask(bench, { ask: 'tally', ...of })
    partner.begin()
    const ms = await timed(async () => {
      await throughTheRoute(bench, slug, events)
      await until(() => partner.events >= events, `${slug} drains`)
    })
    for (let pending = 1; pending > 0;) pending = Number(await ask(bench, { ask: 'pending', ...of }))
    const tally = (await ask(bench, { ask: 'tally', ...of })) as Tally
    say(`${name}: partner calls`, number(partner.calls))
    say(`${name}: rows written`, number(rowsOf(tally)))
    for (const [statement, rows] of Object.entries(tally.rows)) say(`  ${statement}`, number(rows))
    say(`${name}: all delivered after`, `${(ms / 1_000).toFixed(1)} s`)
  }
}
