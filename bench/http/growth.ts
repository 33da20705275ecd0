/** How the CPU time of ours grows with what comes, and with what is there. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { collect } from '../../scripts/mappings.ts'
import { median } from '../measure.ts'
import { sized, small, track } from './events.ts'
import { load } from './load.ts'
import { ourServed } from './rows.ts'
import type { Process } from './serve.ts'
import type { Sending } from './sending.ts'
import type { Stage } from './stage.ts'
import { built } from './stage.ts'

const root = resolve(import.meta.dirname, '../..')
const rounds = 5

/** CPU of one request (us), until the partner has got all: the median of rounds of so many requests. */
async function costOf(stage: Stage, process: Process, sending: Sending, requests: number): Promise<number> {
  const costs: number[] = []
  // Arrays come one after the other: the memory is that of one.
  const connections = sending.many === undefined ? 4 : 1
  for (let round = 0; round <= rounds; round++) {
    const { items } = await stage.ask('calls')
    const before = process.cpu()
    const { statuses } = await load(process.port, { connections, most: requests }, stage.requests(sending))
    const wrong = [...statuses.keys()].find((status) => status !== 200 && status !== 202)
    if (wrong !== undefined) throw new Error(`${sending.path}: answered ${wrong}`)
    await stage.got(items + requests * (sending.many ?? 1))
    await wait(300)
    // The first round warms up.
    if (round > 0) costs.push((process.cpu() - before) / requests)
  }
  return median(costs)
}

function show(what: string, cost: number, each: string): void {
  console.log(`${what.padEnd(44)}${cost.toFixed(0).padStart(9)} us ${each}`)
}

/** Shows, from small to large, what a request costs, and what a unit of it does. */
export async function showGrowth(stage: Stage, ours: string): Promise<void> {
  const fresh = (script = ours): Promise<Process> => stage.serve(ourServed({}, script))
  const process = await fresh()
  for (const kilobytes of [1, 10, 30, 250]) {
    const cost = await costOf(stage, process, { path: 'webhook', event: sized(kilobytes * 1_000) }, 200)
    show(`webhook, an event of ${kilobytes} KB`, cost, `(${(cost / kilobytes).toFixed(0)} a KB)`)
  }
  await process.stop()
  for (const many of [1, 100, 1_000, 4_000]) {
    const alone = await fresh()
    const idle = alone.memory()
    const cost = await costOf(stage, alone, { path: 'mixpanel', event: small, many }, Math.ceil(400 / many))
    const memory = `${(alone.memory('VmHWM') - idle).toFixed(0)} MB more at most`
    show(`Mixpanel, an array of ${many}`, cost, `(${(cost / many).toFixed(0)} an event; ${memory})`)
    await alone.stop()
  }
  for (const mappings of [1, 100]) {
    const one = await fresh(await withMappings(stage, mappings))
    show(
      `webhook, beside ${mappings - 1} other mappings`,
      await costOf(stage, one, { path: 'webhook', event: track }, 500),
      '',
    )
    await one.stop()
  }
  const script = await built('with-tombstones.ts')
  for (const users of [0, 1_000, 100_000]) {
    const one = await fresh(script)
    const told = await fetch(`http://127.0.0.1:${one.port}/~deleted?users=${users}`)
    if (!told.ok) throw new Error(`the registry was not told of deleted users: ${await told.text()}`)
    const memory = one.memory()
    const cost = await costOf(stage, one, { path: 'webhook', event: track }, 500)
    const more = `(${(one.memory() - memory).toFixed(0)} MB more)`
    show(`webhook, ${users.toLocaleString('en')} users deleted lately`, cost, more)
    await one.stop()
  }
}

/** Our Worker with so many mappings: that of the webhook, and others like it. */
async function withMappings(stage: Stage, mappings: number): Promise<string> {
  const folder = stage.subfolder(`mappings-${mappings}`)
  const file = readFileSync(join(root, 'mappings/webhook.json'), 'utf8')
  stage.subfolder(`mappings-${mappings}/mappings`)
  for (let i = 0; i < mappings; i++) writeFileSync(join(folder, `mappings/webhook${i === 0 ? '' : `-${i}`}.json`), file)
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true })
  await collect(folder)
  return built('../../src/index.ts', join(folder, 'generated/mappings.ts'))
}
