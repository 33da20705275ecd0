/**
 * `npm run bench:http [-- --rounds 15 --only <words> --record | --growth | --start | --profile]`: our built Worker beside Workers by hand that make the same partner requests, each in a plain
 * `workerd serve`, with one partner on loopback. In each round both get load for a second, in turns; a round's ratio is the CPU time (user and system) that a request takes
 * ours, by that which it takes the one by hand. Medians of the rounds, with quartiles; the first line compares a Worker by hand with itself. Ends with 1 where a row is over 10 % worse than `ratios.json` says, which `--record` writes: such a change belongs into CHANGELOG.md.
 * `--growth`: how the cost of ours grows with what comes; `--start`: the first requests of a cold isolate;
 * `--profile`: where the CPU time of the rows goes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle } from '../../scripts/runtime.ts'
import { median, quantile } from '../measure.ts'
import { compare } from './compare.ts'
import { showGrowth } from './growth.ts'
import { showProfiles } from './profile.ts'
import { connections, ratioOf, runRounds } from './rounds.ts'
import type { Row } from './rows.ts'
import { handServed, ourServed, rows } from './rows.ts'
import type { Served } from './serve.ts'
import { built, Stage } from './stage.ts'
import { showStart } from './start.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
    record: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    start: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
})
const stage = new Stage()
const ratiosFile = join(import.meta.dirname, 'ratios.json')
/** The ratios of the last run that was recorded, by row. */
const recorded = JSON.parse(readFileSync(ratiosFile, 'utf8')) as Record<string, number>
/** So many times its recorded ratio a row may be, in three of four rounds. */
const worst = 1.1

const columns = [
  ['', 26],
  ['us hand', 8],
  ['us ours', 8],
  ['ratio', 7],
  ['quartiles', 11],
  ['target', 7],
  ['recorded', 9],
  ['/s hand', 8],
  ['/s ours', 8],
  ['ms p50/p99', 13],
  ['ms p50/p99', 13],
  ['MB', 6],
  ['MB', 6],
] as const

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(columns[0][1]) : cell.padStart(columns[i]?.[1] ?? 0))).join('')
}

/** Measures a row, and shows it; gives its ratio. */
async function measure(row: Row, served: readonly Served[]): Promise<ReturnType<typeof ratioOf>> {
  const processes = await Promise.all(served.map((one) => stage.serve(one)))
  await compare(stage, row, processes)
  const sides = await runRounds(stage, row, processes, Number(values.rounds))
  const ratio = ratioOf(sides)
  const cells = [
    row.name,
    ...sides.map(({ cpu }) => median(cpu).toFixed(0)),
    ratio.median.toFixed(2),
    ratio.quartiles.map((one) => one.toFixed(2)).join('-'),
    row.target.toFixed(2),
    recorded[row.name]?.toFixed(2) ?? '',
    ...sides.map(({ requests }) => median(requests).toFixed(0)),
    ...sides.map(({ latencies }) => [0.5, 0.99].map((share) => quantile(latencies, share).toFixed(1)).join('/')),
    ...sides.map((side) => side.process.memory().toFixed(0)),
  ]
  console.log(line(cells))
  await Promise.all(processes.map((one) => one.stop()))
  return ratio
}

/** The rows that are wanted by their names. */
function wantedRows(): readonly [Row, ...Row[]] {
  const [first, ...others] = rows.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()))
  if (first !== undefined) return [first, ...others]
  throw new Error(`no row has "${values.only}" in its name: ${rows.map(({ name }) => name).join('; ')}`)
}

async function compareAll(ours: string): Promise<void> {
  const wanted = wantedRows()
  console.log(
    `${values.rounds} rounds of a second at ${connections} connections; Node ${process.version}; ${cpus().length} cores`,
  )
  console.log(line(columns.map(([head]) => head)))
  const [first] = wanted
  const hand = handServed(first, await built(`hand/${first.hand}.ts`))
  await measure({ ...first, name: 'A/A: one by hand twice', target: 1 }, [hand, hand])
  for (const row of wanted) {
    const ratio = await measure(row, [handServed(row, await built(`hand/${row.hand}.ts`)), ourServed(row, ours)])
    if (ratio.quartiles[0] > worst * (recorded[row.name] ?? Infinity)) {
      console.log(`  ${row.name}: over 10 % worse than recorded`)
      process.exitCode = 1
    }
    if (values.record) recorded[row.name] = Number(ratio.median.toFixed(2))
  }
  if (values.record) writeFileSync(ratiosFile, `${JSON.stringify(recorded, null, 2)}\n`)
}

try {
  const ours = bundle('wrangler.toml', join(stage.folder, 'ours'))
  if (values.growth) await showGrowth(stage, ours)
  else if (values.start) await showStart(stage, ours)
  else if (values.profile) await showProfiles(stage, wantedRows())
  else await compareAll(ours)
} finally {
  stage.end()
}
