/**
 * Databases that earlier versions wrote (`npm run databases` stores those of today) open, and nothing of them is lost: what was owed in them arrives, once; deletes end, with
 * receipts that verify; dead letters, tombstones, settings, tokens and counters are kept. Where a mapping of `mappings/` loses a subscription or a setting that a folder names, what
 * waited for it ends as `mapping changed`, as it would in production: `deploy.ts` deploys a test the mapping of before.
 */
import { runInDurableObject } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountFact } from '../../scripts/databases/facts.ts'
import { verify } from '../../src/deletes/receipt-links.ts'
import { receiptKeysOf } from '../../src/deletes/keys.ts'
import { registryOf } from '../../src/registry/registry.ts'
import type { Arrived, Opened } from '../kit/databases.ts'
import {
  ask,
  callsSoFar,
  deliveredBy,
  eventOf,
  folders,
  listAll,
  liveUntilNothingWaits,
  openDatabases,
  openDeliveries,
  pausedOf,
  receiptOf,
  ring,
  searched,
  send,
  totalsOf,
} from '../kit/databases.ts'
import { objects, partnerCalls } from '../kit/worker.ts'
import { hour, leap, minute } from '../kit/time.ts'

const line = ({ partner, subscription }: { partner: string; subscription: string }, mark: string): string =>
  `${partner} ${subscription}: ${mark}`

/** What has arrived since some calls. */
async function arrivedSince(before: readonly Arrived[]): Promise<readonly Arrived[]> {
  const earlier = new Map<string, number>()
  for (const call of before) earlier.set(JSON.stringify(call), (earlier.get(JSON.stringify(call)) ?? 0) + 1)
  return (await callsSoFar()).filter((call) => {
    const text = JSON.stringify(call)
    const left = earlier.get(text) ?? 0
    earlier.set(text, left - 1)
    return left <= 0
  })
}

function isOf(of: AccountFact, { partner, account }: AccountFact): boolean {
  return partner === of.partner && account === of.account
}

/** Customers' accounts are reached with a customer's settings only. */
function isOperators({ partner }: AccountFact): boolean {
  return partner !== 'userpilot'
}

test('there are databases of an earlier version', () => {
  expect(folders.length).toBeGreaterThan(0)
})

/** A list hides a message id that holds something of its event. */
function listedAs<Fact extends { readonly messageId: string }>(fact: Fact): Fact {
  return { ...fact, messageId: expect.toBeOneOf([fact.messageId, '…']) as string }
}

/** Each folder as it was written, and the last as a version after this one left it, which was rolled back. */
const all = [
  ...folders.map((folder) => ({ ...folder, who: 'an earlier version', isFromNext: false })),
  ...folders.slice(-1).map((folder) => ({ ...folder, who: 'the next version', isFromNext: true })),
]

const sum = (counts: unknown): number =>
  Object.values(counts as Readonly<Record<string, number>>).reduce((a, b) => a + b, 0)

describe.for(all)('the databases of $name, from $who,', ({ name, facts, isFromNext }) => {
  const accounts = facts.files.filter(({ partner, of }) => partner !== '' && of === undefined)
  const forgotten = facts.deadLetters.find((letter) => letter.reason.startsWith('rejected') && isOperators(letter))
  if (forgotten === undefined) throw new Error(`${name} has no dead letter of a rejected event`)
  let opened: Opened
  let arrived: readonly Arrived[] = []

  const verified = async (
    fact: AccountFact & { readonly id: string },
  ): Promise<Awaited<ReturnType<typeof receiptOf>>> => {
    const receipt = await receiptOf(opened, fact)
    expect(verify(receipt, receiptKeysOf(facts.variables) as never)).toMatchObject({ ok: true })
    return receipt
  }

  beforeAll(async () => {
    opened = await openDatabases(name, facts, isFromNext)
  })
  afterAll(() => opened.close())

  test('hold each delivery that waited, with its event', async () => {
    const listed = (await listAll(opened, '&kind=event')).filter(({ state }) => state === 'pending')
    expect(listed.length).toBe(facts.waiting.length)
    for (const { marks: _, ends: __, ...fact } of facts.waiting.map(listedAs))
      expect(listed.find(({ id }) => id === fact.id)).toMatchObject(fact)
    for (const fact of facts.waiting) expect(await eventOf(opened, fact)).toMatchObject({ messageId: fact.messageId })
  })

  test('hold each dead letter, with its reason', async () => {
    const listed = (await listAll(opened, '&kind=event')).filter(({ state }) => state !== 'pending')
    for (const { revives: _, mark: __, ...fact } of facts.deadLetters.map(listedAs))
      expect(listed.find(({ id }) => id === fact.id)).toMatchObject(fact)
    expect(listed.length).toBe(facts.deadLetters.length)
  })

  test('hold each delete with its receipt, and the ids of its user while it is not confirmed', async () => {
    for (const fact of facts.deletes) {
      const receipt = await verified(fact)
      expect({ state: receipt.state, entries: receipt.entries.length }).toEqual({
        state: fact.state,
        entries: fact.entries,
      })
      if (fact.announced) expect(await searched(opened, fact)).toContain(fact.id)
      if (fact.state !== fact.ends || fact.revives)
        expect(await eventOf(opened, fact)).toMatchObject({ type: 'delete', userId: fact.userId })
    }
  })

  test('hold what the registry knew', async () => {
    const registry = registryOf(objects)
    const known = await registry.accounts({ limit: 100 })
    expect(known).toMatchObject(facts.registry.accounts)
    expect(await pausedOf(opened)).toEqual(facts.registry.paused)
    const totals = await totalsOf(opened)
    for (const [counter, n] of Object.entries(facts.registry.totals))
      expect({ counter, n: totals[counter] }).toEqual({ counter, n })
    for (const [partner, n] of Object.entries(facts.registry.hours)) {
      const hours = await registry.series({ partner, from: facts.at - 2 * hour, to: facts.at, span: 'hour' })
      expect(Object.values(hours[0]?.counts ?? {}).reduce((sum, one) => sum + one, 0)).toBe(n)
    }
    const conditions = await runInDurableObject(registry, (_, { storage }) =>
      storage.sql.exec<{ partner: string; account: string; kind: string }>('SELECT * FROM conditions').toArray(),
    )
    expect(conditions).toEqual(
      expect.arrayContaining(facts.registry.conditions.map((one) => expect.objectContaining(one))),
    )
    expect(conditions.length).toBe(facts.registry.conditions.length + (isFromNext ? 1 : 0))
  })

  test('hold what was known of events, counted and kept', async () => {
    for (const { partner, account, records, counted, events } of facts.activity ?? []) {
      const of = `partner=${partner}&account=${account}`
      const { activity } = await ask(opened, `/v1/activity?${of}&limit=200`)
      const since = new Date(facts.at - hour).toISOString()
      const { inline, queue } = await ask(opened, `/v1/ledger?${of}&since=${since}`)
      const { events: kept } = await ask(opened, `/v1/history?${of}`)
      expect({ of, records: (activity as []).length, counted: sum(inline) + sum(queue) }).toEqual({
        of,
        records,
        counted,
      })
      expect((kept as []).length).toBeGreaterThan(0)
      expect((kept as []).length).toBeLessThanOrEqual(events)
    }
  })

  test('are counted on, and tell every isolate who was deleted', async () => {
    const registry = registryOf(objects)
    const counter = 'edge_forwarder_events_total{partner="webhook",result="delivered"}'
    const before = (await totalsOf(opened))[counter] ?? 0
    const { tombstones, pauses } = await registry.sync(0, [{ partner: 'webhook', name: 'events.delivered', n: 1 }])
    const known = facts.registry.tombstones ?? facts.tombstones.filter(({ announced }) => announced).length
    expect(Object.keys(tombstones).length).toBe(known)
    expect(pauses.map(({ partner }) => partner)).toEqual(Object.keys(facts.registry.paused))
    expect((await totalsOf(opened))[counter]).toBe(before + 1)
  })

  test('hold back what an open circuit held back', async () => {
    const before = await callsSoFar()
    const open = facts.registry.conditions.filter(({ kind }) => kind === 'circuit open')
    for (const account of open) await ring(account)
    expect(open.length).toBeGreaterThan(0)
    expect(await arrivedSince(before)).toEqual([])
  })

  test('deliver what was owed in them, once, and nothing else', { timeout: 30_000 }, async () => {
    const before = await callsSoFar()
    for (const partner of Object.keys(facts.registry.paused)) await ask(opened, `/v1/partners/${partner}/resume`, {})
    await liveUntilNothingWaits(opened)
    arrived = await arrivedSince(before)
    const owed = facts.waiting.filter(({ ends }) => ends === 'delivered')
    const expected = owed.flatMap((fact) => fact.marks.map((mark) => line(fact, mark)))
    expect(arrived.flatMap(deliveredBy).toSorted()).toEqual(expected.toSorted())
    for (const { mark, ...fact } of facts.settled) expect(arrived.flatMap(deliveredBy)).not.toContain(line(fact, mark))
  })

  test('end each delete as they have to', async () => {
    for (const fact of facts.deletes) {
      const { state, entries } = await verified(fact)
      expect({ id: fact.id, state }).toEqual({ id: fact.id, state: fact.ends })
      expect(await searched(opened, fact)).toContain(fact.id)
      const job = entries.slice(0, fact.entries).findLast(({ kind }) => kind === 'submitted')?.reference
      const asks = ['submitted', 'poll'].includes(entries[fact.entries - 1]?.kind ?? '') && state === 'FINISHED'
      if (asks && fact.state === 'RUNNING') expect(arrived.some(({ url }) => url.includes(String(job)))).toBe(true)
    }
  })

  test('show the partners the credentials that were sealed in them', () => {
    const paths = { userpilot: '/v1/', ga4: '/v1alpha/' }
    for (const [partner, path] of Object.entries(paths)) {
      const calls = arrived.filter(({ url }) => new URL(url).pathname.startsWith(path))
      const shown = new Set(calls.map(({ headers }) => headers['authorization']))
      expect({ partner, shown }).toEqual({ partner, shown: new Set([facts.credentials[partner]]) })
    }
  })

  test('count how what waited has ended, on top of what had', async () => {
    const totals = await totalsOf(opened)
    for (const { partner, account } of accounts) {
      const here = facts.waiting.filter((one) => isOf({ partner, account }, one))
      const then = facts.counts[`${partner}/${account}`]?.['deliveries'] ?? {}
      const ended = { ...then }
      for (const { ends } of here) ended[ends] = (ended[ends] ?? 0) + 1
      expect({ account, open: await openDeliveries({ partner, account }) }).toEqual({ account, open: 0 })
      // Each partner has one account here, which has told the registry everything, once.
      for (const [result, n] of Object.entries(ended)) {
        const counter = `edge_forwarder_deliveries_total{partner="${partner}",result="${result}"}`
        expect({ counter, n: totals[counter] }).toEqual({ counter, n })
      }
    }
    for (const [counter, n] of Object.entries(facts.registry.totals))
      expect({ counter, n: totals[counter] }).toSatisfy((one: { n: number }) => one.n >= n)
  })

  test('keep their dead letters, beside those of what was cancelled', async () => {
    const listed = await listAll(opened, '&kind=event')
    const cancelled = facts.waiting.filter(({ ends }) => ends === 'cancelled')
    for (const { revives: _, mark: __, ...fact } of facts.deadLetters.map(listedAs))
      expect(listed.find(({ id }) => id === fact.id)).toMatchObject(fact)
    for (const { id } of cancelled) expect(listed.find((one) => one.id === id)).toMatchObject({ state: 'cancelled' })
    expect(listed.length).toBe(facts.deadLetters.length + cancelled.length)
  })

  test('let no earlier event of a deleted user through', async () => {
    const receivedAt = new Date(facts.at - hour).toISOString()
    for (const { userId, ...account } of facts.tombstones.filter(isOperators)) {
      const event = { type: 'track', event: 'Kept', userId, messageId: 'kept-out', receivedAt, timestamp: receivedAt }
      expect({ userId, ...(await send(opened, account, event)) }).toMatchObject({ userId, status: 'erased' })
    }
  })

  test('know each delete again that is requested again', async () => {
    for (const { id, userId, ...account } of facts.deletes.filter(isOperators)) {
      const [accepted] = (await receiptOf(opened, { ...account, id })).entries
      const request = { type: 'delete', userId, messageId: accepted?.request }
      if (userId !== undefined) expect(await send(opened, account, request)).toMatchObject({ delete: id })
    }
  })

  test('send the alerts that nobody had taken', async () => {
    leap(minute)
    await ring({ partner: '', account: '' })
    const ids = (await partnerCalls(opened.token)).map(({ headers }) => headers['webhook-id'])
    expect(ids).toEqual(expect.arrayContaining([...facts.registry.alerts]))
  })

  test('revive each dead letter and failed delete that can be sent again', { timeout: 30_000 }, async () => {
    const before = await callsSoFar()
    const letters = facts.deadLetters.filter((letter) => letter.revives && letter !== forgotten)
    const deletes = facts.deletes.filter(({ revives }) => revives)
    for (const { partner, account, id } of [...letters, ...deletes])
      await ask(opened, `/v1/deliveries/${partner}/${account}/${id}/retry`, {})
    await liveUntilNothingWaits(opened)
    const expected = letters.map((fact) => line(fact, fact.mark ?? fact.messageId))
    expect((await arrivedSince(before)).flatMap(deliveredBy).toSorted()).toEqual(expected.toSorted())
    for (const fact of deletes) expect((await verified(fact)).state).toBe('FINISHED')
  })

  test('forget the dead letters of a user who is deleted now', async () => {
    const { partner, account, id, messageId } = forgotten
    expect((await listAll(opened)).map((one) => one.id)).toContain(id)
    await send(opened, { partner, account }, { type: 'delete', userId: `user-of-${messageId}` })
    expect((await listAll(opened)).map((one) => one.id)).not.toContain(id)
  })
})
