import type { Env } from '../env.ts'
import { objectOf } from './place.ts'
import type { Chunk } from './queue/chunk.ts'
import type { Committed, PartnerQueue } from './queue/queue.ts'

/** The queue of an account. */
export function queueOf(env: Env, partner: string, account: string): DurableObjectStub<PartnerQueue> {
  return objectOf<PartnerQueue>(env, 'PARTNER_QUEUE', `${partner}/${account}`)
}

/** To whose queue something is committed, and how: from when it is due, and how long the commit may take. */
export interface Recipient {
  readonly partner: string
  readonly account: string
  readonly own: readonly string[]
  readonly dueInMs?: number
  readonly timeoutMs: number
}

const rpcBytes = 4 * 1_024 * 1_024

/** Commits chunks to an account's queue within a time; anything but a clear yes is a no. An RPC stays under 4 MB. */
export async function commitChunks(env: Env, to: Recipient, chunks: readonly Chunk[]): Promise<boolean> {
  const identity = { name: `${to.partner}/${to.account}`, own: to.own }
  try {
    const stub = queueOf(env, to.partner, to.account)
    const all = Promise.all(
      grouped(chunks).map((group): Promise<Committed> => stub.commit(identity, group, to.dueInMs)),
    )
    const done = await Promise.race([all, scheduler.wait(to.timeoutMs).then(() => undefined)])
    return done?.every((committed) => committed === 'committed') ?? false
  } catch {
    return false
  }
}

function grouped(chunks: readonly Chunk[]): readonly (readonly Chunk[])[] {
  const groups: Chunk[][] = [[]]
  let size = 0
  for (const chunk of chunks) {
    if (size + chunk.body.length > rpcBytes / 2) {
      groups.push([])
      size = 0
    }
    groups.at(-1)?.push(chunk)
    size += chunk.body.length
  }
  return groups
}
