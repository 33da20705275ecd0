import type { Bench } from '../queue/bench.ts'
import { ask as askQueue, hour, number, rowsOf, say, timed } from '../queue/bench.ts'
import { memoryOf, restart } from '../queue/memory.ts'
import { ask, gigabytes, isLinear, operatorToken } from './scale.ts'
import type { Cost, RegistryCall } from './questions.ts'
import { registryCalls } from './questions.ts'

/** So many deleted users has each account in the last five hours. */
const each = 100
const slice = 250
const megabyte = 1_000_000
/** The platform gives an isolate 128 MB, an object 10 GB (developers.cloudflare.com/durable-objects/platform/limits). */
const [mostMemory, mostStored] = [128, 10]
/** workerd refuses an answer over 32 MiB. One that takes as long as this to copy is too large all the same. */
const mostBytes = 4 * megabyte

/** Which calls read rows by the number of what is stored: all others must not. */
const walks: ReadonlySet<RegistryCall> = new Set(['sync of a new isolate', 'alarm of each hour', 'metrics'])
/** What calls in between may read: 1,000 names of accounts whose circuit is open. */
const mostRead = 1_500

/** One registry with 10,000 accounts whose partners are down, and with a million deleted users; half of it first. */
export async function registry(bench: Bench): Promise<void> {
  await restart(bench)
  const base = memoryOf(bench)
  const half = await filled(bench, 0, 5_000)
  const whole = await filled(bench, 5_000, 5_000)
  console.log('\nthe same, as it grows')
  for (const call of walks)
    isLinear(`rows read by "${call}", 10,000 accounts / 5,000`, half.get(call)?.rowsRead, whole.get(call)?.rowsRead)
  await restart(bench)
  for (const call of registryCalls) await ask(bench, { ask: 'registry', call, times: 1 })
  const grown = memoryOf(bench) - base
  say('memory above an empty runtime, started again, all asked once', `${number(grown)} MB`, {
    text: `${mostMemory} MB`,
    met: grown < mostMemory,
  })
  await operators(bench)
  await later(bench)
}

async function filled(bench: Bench, first: number, accounts: number): Promise<ReadonlyMap<RegistryCall, Cost>> {
  const all = first + accounts
  for (let from = first; from < all; from += slice) {
    await ask(bench, { ask: 'fill accounts', from, accounts: slice })
    await ask(bench, { ask: 'fill tombstones', from, accounts: slice, each })
    await ask(bench, { ask: 'fill index', from, accounts: slice })
  }
  console.log(`\none registry: ${number(all)} accounts, ${number(all * each)} users deleted in five hours`)
  const costs = new Map<RegistryCall, Cost>()
  for (const call of registryCalls) costs.set(call, await measured(bench, call))
  const stored = (costs.get('page of accounts')?.stored ?? Infinity) / gigabytes
  say('its database, with the index of all deletes', `${stored.toFixed(2)} GB`, {
    text: `${mostStored} GB`,
    met: stored < mostStored,
  })
  return costs
}

async function measured(bench: Bench, call: RegistryCall): Promise<Cost> {
  const times = walks.has(call) ? 3 : 20
  await ask(bench, { ask: 'registry', call, times: 1 })
  const asked: Cost[] = []
  const ms = await timed(async () => asked.push((await ask(bench, { ask: 'registry', call, times })) as Cost))
  const [cost] = asked
  if (cost === undefined) throw new Error(`${call}: no answer`)
  const read = cost.rowsRead / times
  const rows = `${number(read)} read, ${number(rowsOf(cost) / times)} written`
  const met = (walks.has(call) || read < mostRead) && cost.bytes < mostBytes
  const calls = cost.calls > times ? ` in ${cost.calls / times} calls` : ''
  say(`${call}: ${rows}${calls}`, `${(ms / times).toFixed(1)} ms, ${number(cost.bytes / 1_000)} KB`, {
    text: walks.has(call) ? '4 MB an answer' : `${number(mostRead)} rows, 4 MB`,
    met,
  })
  return cost
}

/** What operators ask while there are so many accounts. */
async function operators(bench: Bench): Promise<void> {
  console.log('\nwhat operators ask, with 10,000 accounts')
  for (const path of ['/metrics', '/v1/partners', '/v1/deliveries?state=dead', '/v1/activity?failed=true']) {
    let bytes = 0
    const ms = await timed(async () => {
      const reply = await fetch(new URL(path, bench.runtime.url), {
        headers: { Authorization: `Bearer ${operatorToken}` },
      })
      bytes = (await reply.text()).length
      if (!reply.ok) throw new Error(`${path} answered ${reply.status}`)
    })
    say(`GET ${path}`, `${number(ms)} ms, ${number(bytes / 1_000)} KB`, { text: '10 s', met: ms < 10_000 })
  }
}

/** Five hours later: what ended is dropped, and accounts that were only named are listed again. */
async function later(bench: Bench): Promise<void> {
  await askQueue(bench, { ask: 'clock', aheadMs: 2.5 * hour })
  for (let from = 0; from < 10_000; from += slice)
    await ask(bench, { ask: 'fill tombstones', from: 100_000 + from, accounts: slice, each: 20 })
  await askQueue(bench, { ask: 'clock', aheadMs: 5.1 * hour })
  const ms = await timed(() => ask(bench, { ask: 'registry', call: 'alarm of each hour', times: 1 }))
  await askQueue(bench, { ask: 'clock', aheadMs: 0 })
  say('the alarm that drops a million tombstones and lists accounts again', `${number(ms)} ms`, {
    text: '60 s (`cpu_ms` of wrangler.toml)',
    met: ms < 60_000,
  })
}
