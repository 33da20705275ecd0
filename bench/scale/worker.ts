/** The Worker of `npm run bench:scale`: that of `bench:queue`, with a registry that is filled and watched. */
import queueBench, { PartnerQueue as BenchQueue } from '../queue/worker.ts'
import type { Env } from '../../src/env.ts'
import { queueOf } from '../../src/queue/stubs.ts'
import { openMetrics } from '../../src/registry/open-metrics.ts'
import type { Cost, Question, RegistryCall } from './questions.ts'
import type { Registry } from './watched-registry.ts'
import { accountAt, announced, reportAt } from './watched-registry.ts'

export { AccountActivity } from '../../src/activity/activity.ts'
export { Registry } from './watched-registry.ts'

/** The real queue, watched. */
export class PartnerQueue extends BenchQueue {
  /** The size of its database. */
  bytes(): number {
    return this.ctx.storage.sql.databaseSize
  }
}

type Stub = DurableObjectStub<Registry>

/** Up to which change this isolate knows the tombstones. */
let version = 0
/** Makes each report and each delete another one. */
let turn = 1_000_000_000

/** Asks once, as often as a new isolate has to; gives the answers. */
async function call(registry: Stub, what: RegistryCall): Promise<readonly unknown[]> {
  turn++
  switch (what) {
    case 'sync of a new isolate':
      return syncAll(registry)
    case 'sync with nothing new':
      return [await registry.sync(version, [])]
    case 'report of a queue':
      return [await registry.report(reportAt(turn % 1_000, turn, false))]
    case 'delete announced':
      return [await registry.announce(accountAt(turn % 1_000), announced(turn, 1))]
    case 'alarm of each hour':
      return [await registry.run()]
    case 'metrics':
      return [openMetrics(await registry.metrics(), Date.now())]
    case 'page of accounts':
      return [await registry.accounts({ limit: 50 })]
  }
}

async function syncAll(registry: Stub): Promise<readonly unknown[]> {
  const replies: unknown[] = []
  version = 0
  for (let more = true; more;) {
    const reply = await registry.sync(version, [])
    replies.push(reply)
    ;({ more, version } = reply)
  }
  return replies
}

async function costOf(registry: Stub, what: RegistryCall, times: number): Promise<Cost> {
  await registry.tally()
  let [calls, bytes] = [0, 0]
  for (let i = 0; i < times; i++) {
    const replies = await call(registry, what)
    calls += replies.length
    for (const reply of replies) bytes = Math.max(bytes, reply === undefined ? 0 : JSON.stringify(reply).length)
  }
  return { ...(await registry.tally()), calls, bytes }
}

async function answer(env: Env, question: Question): Promise<unknown> {
  const registry = (env['REGISTRY'] as DurableObjectNamespace<Registry>).getByName('registry')
  switch (question.ask) {
    case 'fill accounts':
      return registry.fillAccounts(question.from, question.accounts)
    case 'fill index':
      return registry.fillIndex(question.from, question.accounts)
    case 'fill tombstones':
      return registry.fillTombstones(question.from, question.accounts, question.each)
    case 'registry':
      return costOf(registry, question.call, question.times)
    case 'registry calls':
      return registry.calls()
    case 'counts':
      return queueOf(env, question.partner, question.account).counts()
    case 'bytes':
      return (queueOf(env, question.partner, question.account) as unknown as DurableObjectStub<PartnerQueue>).bytes()
  }
}

export default {
  async fetch(request, env: Env, context): Promise<Response> {
    if (new URL(request.url).pathname !== '/scale') return queueBench.fetch(request, env, context)
    return Response.json({ answer: await answer(env, await request.json()) })
  },
} satisfies ExportedHandler<Env>
