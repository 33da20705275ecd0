import { setTimeout as wait } from 'node:timers/promises'
import type { Runtime } from '../../scripts/runtime.ts'
import type { Partner } from './partner.ts'
import type { Committing, Of, Question, Tally } from './questions.ts'

/** The key that opens the routes of the bench. */
export const key = 'bench-endpoint-key-not-a-secret'
/** How long one run of an alarm works (ms). */
export const workMs = 5_000
/** How often a figure is taken: the median counts. */
export const repetitions = 5
export const hour = 3_600_000

/** What each part works with. `folder`: on the disk that the storage is on. */
export interface Bench {
  readonly runtime: Runtime
  readonly partner: Partner
  readonly folder: string
}

/** Asks the Worker. */
export async function ask({ runtime }: Bench, question: Question): Promise<unknown> {
  const reply = await fetch(new URL('/bench', runtime.url), { method: 'POST', body: JSON.stringify(question) })
  if (!reply.ok) throw new Error(`${question.ask}: ${reply.status} ${await reply.text()}`)
  return ((await reply.json()) as { answer?: unknown }).answer
}

/** Commits events, numbered from `first`, in several requests: the time limit of each commit is a timer, and a request may have 10,000. */
export async function commit(
  bench: Bench,
  { first = 0, ...committing }: Omit<Committing, 'ask' | 'from'> & { readonly first?: number },
): Promise<void> {
  const most = 5_000 * committing.together
  for (let from = 0; from < committing.events; from += most)
    await ask(bench, {
      ...committing,
      ask: 'commit',
      from: first + from,
      events: Math.min(most, committing.events - from),
    })
}

let accounts = 0
/** A queue that nothing was in before. */
export function fresh(partner: string): Of {
  return { partner, account: `a${accounts++}` }
}

/** How long something takes (ms). */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run()
  return performance.now() - started
}

/** Prints a figure, and the floor that it has; one that is not met fails the run. */
export function say(what: string, figure: string, floor?: { readonly text: string; readonly met: boolean }): void {
  const judged = floor === undefined ? '' : `   floor ${floor.text}: ${floor.met ? 'ok' : 'NOT MET'}`
  console.log(`  ${what.padEnd(66)} ${figure.padStart(18)}${judged}`)
  if (floor?.met === false) process.exitCode = 1
}

/** A number for people. */
export const number = (n: number): string => Math.round(n).toLocaleString('en-US')

/** The sum of some numbers. */
export const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** All rows of a tally. */
export const rowsOf = ({ rows }: Pick<Tally, 'rows'>): number => sum(Object.values(rows))

/** Waits until something holds, two minutes at most. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const started = Date.now()
  while (!holds()) {
    if (Date.now() - started > 120_000) throw new Error(`two minutes are over: ${what}`)
    await wait(20)
  }
}
