import { accountName } from '../partners/account-name.ts'
import type { Env } from '../env.ts'
import type { KeptAnswers } from '../delivery/kept-answers.ts'
import { within } from '../runtime/time-limit.ts'
import { objectOf } from '../runtime/durable-objects.ts'
import type { Batch } from './account-queue.ts'
import type { Identity } from '../leases/platform.ts'
import type { DeleteRequest } from '../deletes/accept.ts'
import type { AcceptedDeletes, Handed } from './handed.ts'
import type { PartnerQueue } from './queue.ts'
import type { AccountRef } from '../registry/messages.ts'
import { registryOf } from '../registry/registry.ts'
import type { AccessToken, NoToken, TokenOwner } from '../transport/tokens.ts'

/** The queue of an account. */
export function queueOf(env: Env, partner: string, account: string): DurableObjectStub<PartnerQueue> {
  return objectOf<PartnerQueue>(env, 'PARTNER_QUEUE', accountName(partner, account))
}

/** An RPC stays under 4 MB, its strings counted with two bytes a character. */
const rpcCharacters = 1_024 * 1_024

/** Commits a batch of any size to an account's queue within a time (ms); `failed`: it is not known to be there, so it is not ours. */
export async function commitTo(
  env: Env,
  to: Identity,
  batch: Batch,
  timeoutMs: number,
): Promise<Handed<'committed' | 'full'> | 'failed'> {
  const { sealed, ...plain } = batch
  const done = await within(timeoutMs, () => {
    const stub = queueOf(env, to.partner, to.account)
    return Promise.all(
      batchesOf(plain).map((part): Promise<Handed<'committed' | 'full'>> => stub.commit(to, part, sealed)),
    )
  })
  return done === undefined ? 'failed' : (done.find((one) => one !== 'committed') ?? 'committed')
}

/** Puts rows and dead letters into batches that fit into an RPC each. */
function batchesOf(batch: Omit<Batch, 'sealed'>): readonly Batch[] {
  const parts = [
    ...batch.chunks.map((chunk) => ({ chunk, size: chunk.body.length })),
    ...batch.letters.map((deadLetter) => ({ deadLetter, size: JSON.stringify(deadLetter.entry).length })),
  ]
  return packed(parts).map((pack) => ({
    ...batch,
    chunks: pack.flatMap((part) => ('chunk' in part ? [part.chunk] : [])),
    letters: pack.flatMap((part) => ('deadLetter' in part ? [part.deadLetter] : [])),
  }))
}

/** Packs of an RPC each, in order; one at least. `size` in characters. */
function packed<T extends { readonly size: number }>(parts: readonly T[]): readonly (readonly T[])[] {
  const packs: T[][] = [[]]
  let size = 0
  for (const part of parts) {
    const last = packs.at(-1)
    if (last === undefined || (size > 0 && size + part.size > rpcCharacters)) {
      packs.push([part])
      size = part.size
      continue
    }
    last.push(part)
    size += part.size
  }
  return packs
}

/** Hands deletes to an account's object within a time (ms), and gives what became of each; `failed`: they are not known to be there, so they are not ours. */
export async function acceptAt(
  env: Env,
  to: Identity,
  arriving: readonly DeleteRequest[],
  { timeoutMs, sealed }: { readonly timeoutMs: number; readonly sealed?: string },
): Promise<Handed<AcceptedDeletes> | 'failed'> {
  const packs = packed(arriving.map((one) => ({ one, size: one.event.length })))
  const done = await within(timeoutMs, () => {
    const stub = queueOf(env, to.partner, to.account)
    const deletesIn = (pack: (typeof packs)[number]): readonly DeleteRequest[] => pack.map(({ one }) => one)
    return Promise.all(packs.map((pack): Promise<Handed<AcceptedDeletes>> => stub.accept(to, deletesIn(pack), sealed)))
  })
  if (done === undefined) return 'failed'
  const deletes = done.flatMap((one) => (typeof one === 'object' && 'deletes' in one ? one.deletes : []))
  return done.find((one) => typeof one === 'string' || 'closed' in one) ?? { deletes }
}

/** Tells an account's object, whose circuit is open, that an inline call got through; where it does not answer, the next success tells it. */
export async function tellSuccess(env: Env, to: Identity, timeoutMs: number): Promise<void> {
  await within(timeoutMs, () => queueOf(env, to.partner, to.account).succeeded())
}

/** Whether the registry knows the queue of an account, asked for a time (ms) at most; nothing where it does not answer. */
export async function isRegistered(env: Env, ref: AccountRef, timeoutMs: number): Promise<boolean | undefined> {
  return within(timeoutMs, async () => registryOf(env).knows(ref))
}

/** The answers that an account's object keeps; each message may take so long (ms). `later`: goes on after the reply. */
export function answersAt(
  env: Env,
  of: Identity,
  { timeoutMs, later }: { readonly timeoutMs: number; readonly later: (work: Promise<unknown>) => void },
): KeptAnswers & { readonly drop: () => void } {
  const stub = (): DurableObjectStub<PartnerQueue> => queueOf(env, of.partner, of.account)
  return {
    find: (key) => within(timeoutMs, async () => stub().keptAnswer(key)),
    keep: (key, text, how) => later(within(timeoutMs, async () => stub().keepAnswer(of, { key, text, ...how }))),
    drop: () => later(within(timeoutMs, async () => stub().dropAnswers())),
  }
}

const tokenFailed: NoToken = { kind: 'failed', reason: 'the access token could not be had', unknown: false }

/** Asks an account's object for access tokens, within a time (ms). */
export function tokensFrom(env: Env, of: Identity, timeoutMs: number): TokenOwner['token'] {
  return async (grant, needs) => {
    const asked = async (): Promise<AccessToken | NoToken> =>
      queueOf(env, of.partner, of.account).token(of, grant, { ...needs, timeoutMs })
    return (await within(timeoutMs, asked)) ?? tokenFailed
  }
}
