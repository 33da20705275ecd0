import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../measure.ts'
import type { Bench } from './bench.ts'
import { ask, fresh, hour, number, repetitions, rowsOf, say, timed } from './bench.ts'
import type { Committing, Tally } from './questions.ts'

/** How long the disk takes to keep a page for sure (ms): what one by one and groups differ by. */
function fsyncMs({ folder }: Bench): number {
  const file = openSync(join(folder, 'fsync'), 'w')
  const times = Array.from({ length: 50 }, () => {
    writeSync(file, Buffer.alloc(4_096))
    const started = performance.now()
    fsyncSync(file)
    return performance.now() - started
  })
  closeSync(file)
  return median(times)
}

/** How events come in; nothing is due before the measurement is over. */
const ways: readonly { readonly name: string; readonly events: number; readonly how: Partial<Committing> }[] = [
  { name: 'one by one, each written at once', events: 500, how: { bare: true } },
  { name: 'one by one, through the group', events: 500, how: {} },
  { name: '64 at once, each written at once', events: 3_000, how: { bare: true, atOnce: 64 } },
  { name: '64 at once, grouped', events: 6_000, how: { atOnce: 64 } },
  { name: '256 at once, grouped', events: 6_000, how: { atOnce: 256 } },
  { name: 'a hundred together, a row each', events: 20_000, how: { together: 100, apart: true, atOnce: 4 } },
  { name: 'arrays of a hundred, as a route commits them', events: 20_000, how: { together: 100, atOnce: 4 } },
]

/** How many events a second are committed. */
export async function throughput(bench: Bench): Promise<void> {
  console.log('\ncommits, acknowledged once they are on disk (events/s, and times those of the first line)')
  say('an fsync of this disk', `${fsyncMs(bench).toFixed(2)} ms`)
  const rates = new Map<string, number[]>(ways.map(({ name }) => [name, []]))
  for (let i = 0; i <= repetitions; i++) {
    for (const { name, events, how } of ways) {
      const of = fresh('single')
      const committing = {
        ask: 'commit',
        ...of,
        events,
        from: 0,
        together: 1,
        atOnce: 1,
        dueInMs: hour,
        ...how,
      } as const
      // The first commit makes the tables, which what is written at once does not.
      await ask(bench, { ...committing, events: 1, from: -1, bare: false })
      const ms = await timed(() => ask(bench, committing))
      // The first turn warms up.
      if (i > 0) rates.get(name)?.push((events / ms) * 1_000)
    }
  }
  const rate = (name: string): number => median(rates.get(name) ?? [])
  const alone = rate('one by one, each written at once')
  for (const { name } of ways) {
    const here = rate(name)
    const floor = { text: '3,000/s (or 10 x, on a slow disk)', met: here >= 3_000 || here >= 10 * alone }
    say(
      name,
      `${number(here)}/s  ${(here / alone).toFixed(1).padStart(5)} x`,
      name === '256 at once, grouped' ? floor : undefined,
    )
  }
}

/** How many rows a commit writes. */
export async function rows(bench: Bench): Promise<void> {
  console.log('\nrows written (`cursor.rowsWritten`, indexes included)')
  const of = fresh('single')
  const committing = { ask: 'commit', ...of, together: 1, atOnce: 64, dueInMs: hour } as const
  // The first commit makes the tables, which what is written at once does not.
  await ask(bench, { ...committing, events: 1, from: -1, bare: false })
  await ask(bench, { ask: 'tally', ...of })
  await ask(bench, { ...committing, events: 2_000, from: 0 })
  const tally = (await ask(bench, { ask: 'tally', ...of })) as Tally
  const inserted = (tally.rows['INSERT INTO events'] ?? 0) / 2_000
  say('a chunk, inserted', inserted.toFixed(2), { text: '2', met: inserted <= 2 })
  say('a chunk, with all that its commit writes', (rowsOf(tally) / 2_000).toFixed(2))
  say('chunks in one transaction, 64 at once', (2_000 / tally.transactions).toFixed(1))
}
