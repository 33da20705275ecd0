/**
 * `npm run bench:activity`: what the activity of an account costs, in a real runtime with its storage on disk: rows written, calls and bytes of an event, and CPU beside the reply
 * (noting) and after it (digests, sealing, the objects). One in ten events fails, and the account holds all that it keeps, so that each batch takes the place of an older one. CPU:
 * medians of several rounds. A floor that is not met fails the run.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, Runtime } from '../../scripts/runtime.ts'
import { median } from '../measure.ts'
import type { Question, Tally } from './questions.ts'

/** Batches a round: so many that a round takes some tenths of a second of CPU, which the system counts by hundredths. */
const rates = [
  { perSecond: 1, batches: 1_000 },
  { perSecond: 10, batches: 150 },
  { perSecond: 1_000, batches: 12 },
] as const
const rounds = 5
const most = { rows: 0.05, calls: 0.05, perSecond: 10 } as const
const secondsABatch = 10
const secondsAMonth = 30 * 24 * 3_600
/** Dollars for one row and one call: developers.cloudflare.com/durable-objects/platform/pricing, November 2026. */
const price = { row: 1e-6, call: 0.15e-6 } as const
const tickMs = 10

const folder = mkdtempSync(join(tmpdir(), 'bench-activity-'))
const key = btoa('k'.repeat(32))
const runtime = new Runtime({
  script: bundle('bench/activity/wrangler.toml', join(folder, 'worker')),
  storage: join(folder, 'state'),
  bindings: {
    ENVIRONMENT: 'development',
    SEALING_KEY: key,
    RECEIPT_KEYS: JSON.stringify([{ id: 'bench', key }]),
  },
})

async function ask(question: Question): Promise<Tally | undefined> {
  const reply = await fetch(new URL('/bench', runtime.url), { method: 'POST', body: JSON.stringify(question) })
  if (!reply.ok) throw new Error(`${question.ask}: ${reply.status} ${await reply.text()}`)
  return ((await reply.json()) as { answer?: Tally }).answer
}

/** The CPU time of the runtime (ms). */
function cpuMs(): number {
  const ticks = runtime.pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, one) => sum + one, 0) * tickMs
}

async function cpuOf(question: Question): Promise<number> {
  const before = cpuMs()
  await ask(question)
  return cpuMs() - before
}

/** What an event costs. CPU in microseconds. */
interface Cost {
  readonly rows: number
  readonly calls: number
  readonly bytes: number
  readonly megabytes: number
  readonly beside: number
  readonly after: number
}

async function costOf({ perSecond, batches }: (typeof rates)[number]): Promise<Cost> {
  const of = { account: `a${perSecond}`, perSecond, batches }
  await ask({ ...of, ask: 'fill' })
  const [beside, after]: [number[], number[]] = [[], []]
  const tallies: Tally[] = []
  const events = perSecond * secondsABatch * batches
  for (let round = 0; round <= rounds; round++) {
    const noting = await cpuOf({ ...of, ask: 'note' })
    const handingIn = await cpuOf({ ...of, ask: 'hand in' })
    const tally = await ask({ ...of, ask: 'tally' })
    // The first round warms up.
    if (round === 0 || tally === undefined) continue
    beside.push((noting / events) * 1_000)
    after.push((handingIn / events) * 1_000)
    tallies.push(tally)
  }
  const each = (take: (tally: Tally) => number): number =>
    tallies.reduce((sum, one) => sum + take(one), 0) / events / rounds
  return {
    rows: each((one) => one.rows),
    calls: each((one) => one.calls),
    bytes: each((one) => one.characters),
    megabytes: (tallies.at(-1)?.databaseBytes ?? 0) / 1e6,
    beside: median(beside),
    after: median(after),
  }
}

const heads = ['events/s', 'rows', 'calls', 'bytes', 'µs beside', 'µs after', '$ a month', 'MB in all']
const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(11)).join('')
const short = (n: number): string => (n >= 100 ? n.toFixed(0) : String(Number(n.toPrecision(3))))

try {
  await runtime.start()
  console.log('what the activity of an account costs, for each event')
  console.log(line(heads))
  for (const rate of rates) {
    const cost = await costOf(rate)
    const { rows, calls, bytes, beside, after, megabytes } = cost
    const dollars = rate.perSecond * secondsAMonth * (rows * price.row + calls * price.call)
    console.log(line([String(rate.perSecond), ...[rows, calls, bytes, beside, after, dollars, megabytes].map(short)]))
    if (rate.perSecond === most.perSecond && (rows > most.rows || calls > most.calls)) process.exitCode = 1
  }
  console.log(
    `at ${most.perSecond} a second: at most ${most.rows} rows and ${most.calls} calls an event: ${process.exitCode === 1 ? 'NOT MET' : 'ok'}`,
  )
} finally {
  await runtime.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
