import { runDurableObjectAlarm } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { expect, vi } from 'vitest'
import { queueOf } from '../../src/queue/stubs.ts'
import type { Batch, AccountGauges } from '../../src/queue/account-queue.ts'
import { openOf } from '../../src/queue/ledger.ts'
import type { QueueRow, QueuedEvent } from '../../src/queue/queue-row.ts'
import { queueRowsOf } from '../../src/queue/queue-row.ts'
import type { Identity } from '../../src/leases/platform.ts'
import type { PartnerQueue } from '../../src/queue/queue.ts'
import { environment, freshToken, keys, queues, shareWithObjects, track } from './worker.ts'

/** The environment that objects see; a test may change variables in it. */
export const objectEnv = bindings as unknown as Record<string, unknown>

const pace = { RETRY_BASE_MS: '40', RETRY_SLOW_MS: '40', QUEUE_REST_MS: '40' }
/** For tests whose clock is faked: waits are as long as in production, but for those that the real clock would measure. */
export const unhurried = {
  RETRY_BASE_MS: undefined,
  RETRY_SLOW_MS: undefined,
  QUEUE_REST_MS: undefined,
  COUNTERS_FLUSH_MS: '1',
  COUNTERS_GROUP_MS: '1',
}

/** An account that one test has for itself. */
export interface TestAccount {
  readonly env: Record<string, unknown>
  readonly name: string
  readonly token: string
  /** Its destination route. */
  readonly route: string
  /** A fresh one each time: those of before its object was ended reject. */
  readonly stub: DurableObjectStub<PartnerQueue>
  /** Lets its URL lead elsewhere from now on: a path below a fresh token, which is given. `settings`: others that change too. */
  readonly move: (path: string, settings?: Readonly<Record<string, string>>) => string
}

/** An account of its own for one test: its settings stand in the environment that the object sees too. Waits are short. */
export function testAccount(
  partner: string,
  path: string,
  more: Readonly<Record<string, unknown>> = {},
  settings: Readonly<Record<string, string | undefined>> = {},
): TestAccount {
  const token = freshToken()
  const name = token.slice(0, 12)
  const variable = `${partner.toUpperCase()}_${name.toUpperCase()}`
  const settingsFor = (at: string, where: string, others = settings): Record<string, string> => ({
    [variable]: JSON.stringify({
      url: `https://hook.example.com/${at}/${where}`,
      ...others,
      ...(partner === 'double' && { other: `https://hook.example.com/${at}/ok` }),
    }),
  })
  const env = environment(token, path, {
    ...settingsFor(token, path),
    ENDPOINT_KEYS: JSON.stringify({ [keys.all]: [`${partner}/${name}`, '+delete'] }),
    ...queues,
    ...pace,
    ...more,
  })
  shareWithObjects({
    ...settingsFor(token, path),
    ...pace,
    ...more,
  })
  return {
    env,
    name,
    token,
    route: `/v1/destinations/${partner}/${name}`,
    get stub() {
      return queueOf(env, partner, name)
    },
    move: (to, others) => {
      const next = freshToken()
      shareWithObjects(settingsFor(next, to, others))
      return next
    },
  }
}

/** Runs alarms until nothing waits. */
export async function drain(stub: DurableObjectStub<PartnerQueue>): Promise<{ pending: number; counts: unknown }> {
  await vi.waitFor(
    async () => {
      await runDurableObjectAlarm(stub)
      expect((await stub.gauges()).pending).toBe(0)
    },
    { timeout: 15_000, interval: 20 },
  )
  return { pending: (await stub.gauges()).pending, counts: await endsOf(stub) }
}

/** How the deliveries of an account ended, by its books, which balance: what was stored has ended, waits or is parked. */
export async function endsOf(stub: DurableObjectStub<PartnerQueue>): Promise<Readonly<Record<string, number>>> {
  const { stored = 0, before: _, ...ends } = { ...(await stub.counts()) }
  const { pending, parked } = await stub.gauges()
  expect(openOf({ ...ends, stored })).toBe(pending + parked)
  return ends
}

/** What waits, as a plain object. */
export async function gaugesOf(stub: DurableObjectStub<PartnerQueue>): Promise<AccountGauges> {
  return { ...(await stub.gauges()) }
}

/** An identity for commits that no route makes. */
export function identityOf(partner: string, name: string, customer = false): Identity {
  return { partner, account: name, customer, own: [] }
}

/** A batch of rows. */
export function batchOf(chunks: readonly QueueRow[], more: Partial<Batch> = {}): Batch {
  return { chunks, letters: [], request: 'request-1', ...more }
}

/** An entry that owes one subscription a track event. */
export function entry(more: Readonly<Record<string, unknown>> = {}, subscription = 'Track'): QueuedEvent {
  const event = { ...track(more), type: 'track' }
  return { event, owed: [{ subscription }], receivedAt: 1_000, mapping: 'hash' }
}

/** One row an entry. */
export function chunkEach(account: string, entries: readonly QueuedEvent[]): readonly QueueRow[] {
  return entries.flatMap((one) => queueRowsOf(account, [one]))
}
