/** Rounds of load on two sides, in turns. */
import { setTimeout as wait } from 'node:timers/promises'
import { median, quantile } from '../measure.ts'
import type { Loaded } from './load.ts'
import { load } from './load.ts'
import type { Row } from './rows.ts'
import type { Process } from './serve.ts'
import type { Stage } from './stage.ts'

const roundMs = 1_000
const settleMs = 300
const warmUps = 3
export const connections = 16

/** A side, with what each round came to: CPU a request (us), requests a second, latencies (ms). */
export interface Side {
  readonly process: Process
  readonly cpu: number[]
  readonly requests: number[]
  readonly latencies: number[]
}

/** Runs rounds, after some that warm up. What a side does beside its load, or while the other has load, counts too. */
export async function runRounds(
  stage: Stage,
  row: Row,
  processes: readonly Process[],
  rounds: number,
): Promise<readonly Side[]> {
  const sides = processes.map((process): Side => ({ process, cpu: [], requests: [], latencies: [] }))
  for (let i = 0; i < warmUps; i++) await round(stage, row, i % 2 === 0 ? sides : sides.toReversed())
  for (const { cpu, requests, latencies } of sides) for (const list of [cpu, requests, latencies]) list.length = 0
  for (let i = 0; i < rounds; i++) await round(stage, row, i % 2 === 0 ? sides : sides.toReversed())
  return sides
}

async function round(stage: Stage, row: Row, sides: readonly Side[]): Promise<void> {
  const before = sides.map((side) => side.process.cpu())
  const { items } = await stage.ask('calls')
  const answered: number[] = []
  for (const side of sides) {
    const loaded = await load(side.process.port, { connections, forMs: roundMs }, stage.requests(row))
    const n = answeredIn(row, loaded)
    answered.push(n)
    side.requests.push(n / (loaded.ms / 1_000))
    side.latencies.push(...loaded.latencies)
  }
  // A delete is answered before it is sent; its sending belongs to the round too.
  if (row.hand === 'delete') await stage.got(items + answered.reduce((sum, n) => sum + n, 0))
  await wait(settleMs)
  for (const [i, side] of sides.entries())
    side.cpu.push((side.process.cpu() - (before[i] ?? Number.NaN)) / (answered[i] ?? Number.NaN))
}

function answeredIn(row: Row, { statuses }: Loaded): number {
  const wrong = [...statuses.keys()].filter((status) => status < 200 || status >= 300)
  if (wrong.length > 0) throw new Error(`${row.name}: answered ${wrong.join(', ')}`)
  return [...statuses.values()].reduce((sum, n) => sum + n, 0)
}

/** How many times the CPU of the first side the second takes: the median of the rounds' ratios, and their quartiles. */
export function ratioOf([hand, ours]: readonly Side[]): {
  readonly median: number
  readonly quartiles: readonly [number, number]
} {
  const ratios = (ours?.cpu ?? []).map((cpu, i) => cpu / (hand?.cpu[i] ?? Number.NaN))
  return { median: median(ratios), quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)] }
}
