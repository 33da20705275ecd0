/**
 * What partners answer, through the whole Worker: a real workerd, a partner on loopback that gives the answers of `test/cases/`, and what becomes of each event there, in Segment's
 * reply, in the account's queue and in the receipts of deletes.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loginPathsOf } from '../../scripts/login-paths.ts'
import { bundle, Runtime } from '../../scripts/runtime.ts'
import { isForCustomers } from '../../src/partners/catalog.ts'
import { variableName } from '../../src/mapping/file/settings.ts'
import type { Case } from '../kit/cases.ts'
import { undocumented } from '../kit/documented.ts'
import { compiled, readCases, readMapping } from '../kit/cases.ts'
import { until } from '../kit/command.ts'
import { projectRoot } from '../kit/project.ts'
import { ScriptedPartner } from '../kit/scripted-partner.ts'

const endpointKey = 'failures-endpoint-key-not-a-secret'
const adminToken = 'failures-admin-token-not-a-secret'

interface Failing {
  readonly partner: string
  readonly account: string
  readonly one: Case
}

/** The cases with an event that the partner, or its mapping, did not simply take. */
const failing = readdirSync(join(projectRoot, 'mappings'))
  .map((file) => file.replace('.json', ''))
  .filter((partner) => !isForCustomers(compiled(readMapping(partner))))
  .flatMap((partner) =>
    readCases(partner)
      .map((one, i): Failing => ({ partner, account: `case-${i}`, one }))
      .filter(({ one }) => one.events.length > 0 && one.exchanges.length > 0)
      .filter(({ one }) => one.exchanges.some(({ answer }) => answer.status >= 400) || one.outcome !== undefined),
  )

/** What the route says of an event that came to an outcome. */
const said: Readonly<Record<string, string>> = {
  delivered: 'delivered',
  rejected: 'rejected',
  skipped: 'skipped',
  unsupported: 'unsupported',
  retryable: 'queued',
  unauthorized: 'queued',
  pending: 'queued',
}

/** What the receipt of a delete says after its first attempt came to an outcome. */
const proven: Readonly<Record<string, string>> = {
  delivered: 'FINISHED',
  rejected: 'FAILED',
  retryable: 'RUNNING',
  unauthorized: 'RUNNING',
  pending: 'RUNNING',
}

const partner = new ScriptedPartner()
const folder = mkdtempSync(join(tmpdir(), 'failures-'))
let runtime: Runtime

beforeAll(async () => {
  const accounts = failing.map(
    (one) => [`${variableName(one.partner)}_${variableName(one.account)}`, JSON.stringify(one.one.settings)] as const,
  )
  runtime = new Runtime({
    script: bundle('wrangler.toml', join(folder, 'worker')),
    storage: join(folder, 'state'),
    bindings: {
      ENVIRONMENT: 'development',
      DEV_PARTNER: await partner.listen(),
      ENDPOINT_KEYS: JSON.stringify({
        [endpointKey]: ['+delete', ...failing.map((one) => `${one.partner}/${one.account}`)],
      }),
      ADMIN_TOKEN: adminToken,
      SEALING_KEY: btoa('s'.repeat(32)),
      RECEIPT_KEYS: JSON.stringify([{ id: 'test', key: btoa('r'.repeat(32)) }]),
      DELETE_WAIT_MS: '1',
      // What failed is tried once: what the queue has then stays there.
      RETRY_BASE_MS: '86400000',
      RETRY_SLOW_MS: '86400000',
      ...Object.fromEntries(accounts),
    },
  })
  await runtime.start()
}, 60_000)

afterAll(async () => {
  await runtime.stop()
  partner.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(path: string, init: RequestInit): Promise<{ status: number; body: Record<string, unknown> }> {
  const reply = await fetch(new URL(path, runtime.url), init)
  const { status } = reply
  const type = reply.headers.get('Content-Type') ?? ''
  const text = await reply.text()
  const { method = 'GET', body: requestBody } = init
  expect(undocumented({ method, path, requestBody, status, type, text })).toEqual([])
  return { status, body: JSON.parse(text) as Record<string, unknown> }
}

const operator = { headers: { Authorization: `Bearer ${adminToken}` } }

interface Result {
  readonly status?: string
  readonly message?: string
  readonly delete?: string
}

/** What Segment is told of each event; the error replies for a single event say it by their status. */
function resultsOf(
  { status, body }: { status: number; body: Record<string, unknown> },
  many: boolean,
): readonly Result[] {
  if (many && Array.isArray(body['results'])) return body['results'] as readonly Result[]
  const byStatus: Readonly<Record<number, string>> = { 400: 'rejected', 501: 'unsupported' }
  return [
    { status: byStatus[status] ?? String(body['status']), ...body, ...(status >= 400 && { status: byStatus[status] }) },
  ]
}

const types = new Set(failing.flatMap(({ one }) => one.exchanges.map(({ answer }) => answer.status)))
console.log(
  `partner failures: ${failing.length} cases of ${new Set(failing.map((one) => one.partner)).size} partners, answers ${[...types].toSorted().join(' ')}`,
)

test.for(failing.map((one) => ({ ...one, name: `${one.partner}: ${one.one.name}` })))(
  '$name',
  async ({ partner: slug, account, one }) => {
    partner.play(slug, one.exchanges, loginPathsOf(readMapping(slug)))
    const events = one.events.map((event) => inOurDays(event, Date.now() - Date.parse(one.now)))
    const many = one.events.length > 1
    const reply = await ask(`/v1/destinations/${slug}/${account}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${endpointKey}:`)}` },
      body: JSON.stringify(many ? events : events[0]),
    })
    const results = resultsOf(reply, many)
    const expected = one.events.map(({ type }, i) => ({
      isDelete: type === 'delete',
      outcome: one.outcome?.[i]?.status ?? (type === 'delete' && isPolled(slug) ? 'pending' : 'delivered'),
    }))
    const found: string[] = []
    for (const { status, delete: id } of results) {
      if (status !== 'queued' || id === undefined) found.push(String(status))
      else found.push(await provenAs(`/v1/deletes/${slug}/${account}/${id}`))
    }
    const wanted = expected.map(({ isDelete, outcome }, i) => {
      const isTried = isDelete && results[i]?.status === 'queued'
      return String((isTried ? proven : said)[outcome ?? ''])
    })
    // Calls that go at once come in any order: where a case tells them apart by their order alone, it is not known whose an answer is.
    if (isOrdered(one)) expect(found).toEqual(wanted)
    else expect(found.toSorted()).toEqual(wanted.toSorted())
    expect({ unexpected: partner.unexpected, missing: partner.missing }).toEqual({ unexpected: [], missing: [] })
    await keeps({ slug, account, one, many }, results)
  },
)

/** The state of a delete after its first attempt. */
async function provenAs(path: string): Promise<string> {
  const receipt = await until(async () => {
    const { body } = await ask(path, operator)
    return body['state'] === 'INITIALIZED' ? undefined : body
  })
  return String(receipt['state'])
}

function isPolled(slug: string): boolean {
  const { deletion } = compiled(readMapping(slug))
  return !('unsupported' in deletion) && deletion.poll !== undefined
}

/** Whether the exchanges of a case differ by more than their order. */
function isOrdered({ exchanges }: Case): boolean {
  const bare = exchanges.map(({ request: { method, url, json, form, text, formJson } }) =>
    JSON.stringify([method, url, json, form, text, formJson]),
  )
  return new Set(bare).size === bare.length
}

/** A case tells its own time, and some partners take no old events: all times of an event are moved to today. */
function inOurDays(event: Readonly<Record<string, unknown>>, ms: number): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => {
      const at = times.includes(key) ? Date.parse(String(value)) : Number.NaN
      return [key, Number.isNaN(at) ? value : new Date(at + ms).toISOString()]
    }),
  )
}

const times = ['timestamp', 'originalTimestamp', 'receivedAt', 'sentAt']

/** What failed waits in the account's queue, what was rejected in an array is a dead letter, and nothing else of it is kept. */
async function keeps(
  { slug, account, one, many }: { slug: string; account: string; one: Case; many: boolean },
  results: readonly Result[],
): Promise<void> {
  // What came before a delete of its user is not kept.
  const deleted = new Set(one.events.filter(({ type }) => type === 'delete').map(({ userId }) => userId))
  const idsWith = (...statuses: readonly string[]): readonly string[] =>
    one.events.flatMap(({ type, messageId, userId }, i) =>
      type !== 'delete' && !deleted.has(userId) && statuses.includes(results[i]?.status ?? '')
        ? [String(messageId)]
        : [],
    )
  const kept = async (state: string): Promise<readonly string[]> => {
    const { body } = await ask(
      `/v1/deliveries?partner=${slug}&account=${account}&kind=event&state=${state}&limit=200`,
      operator,
    )
    const ids = (body['deliveries'] as { messageId: string }[]).map(({ messageId }) => messageId)
    // An event without an id has one that is made of its content.
    return [...new Set(ids.map((id) => (id.startsWith('fwd-') ? 'undefined' : id)))].toSorted()
  }
  expect(await kept('pending')).toEqual([...new Set(idsWith('queued'))].toSorted())
  if (many) expect(await kept('dead')).toEqual(expect.arrayContaining([...new Set(idsWith('rejected'))]))
  else expect(await kept('dead')).toEqual([])
}
