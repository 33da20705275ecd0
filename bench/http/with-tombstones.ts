/** Our Worker, with a registry that can be told of deleted users: `/~deleted?users=100000`. */
import worker from '../../src/index.ts'
import type { Env } from '../../src/env.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { sealsOf } from '../../src/transport/seal.ts'

export * from '../../src/index.ts'

/** So many an account: of more than 5,000 the account is only named. */
const each = 1_000

async function tell(users: number, env: Env): Promise<void> {
  const seals = sealsOf(env)
  if (seals === undefined || 'fault' in seals) throw new Error('SEALING_KEY is missing')
  const acceptedAt = Date.now()
  for (let from = 0; from < users; from += each) {
    const tombstones = Array.from({ length: Math.min(each, users - from) }, (_, i) => ({
      digest: (from + i).toString(16).padStart(16, '0'),
      acceptedAt,
    }))
    const account = { partner: 'webhook', account: `n${from / each}`, own: true }
    await registryOf(env).announce(account, { key: seals.keyMark, tombstones, deletes: [] })
  }
}

export default {
  async fetch(request, env: Env, context): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname !== '/~deleted') return worker.fetch(request, env, context)
    await tell(Number(searchParams.get('users')), env)
    return new Response()
  },
} satisfies ExportedHandler<Env>
