/** Opens the databases that an earlier version wrote (`test/data/databases/`), in real objects of the version under test. What the routes and objects say is read here alone. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, inject, vi } from 'vitest'
import type { AccountFact, Facts, StoredFile } from '../../scripts/databases/facts.ts'
import type { Receipt } from '../../src/deletes/receipt.ts'
import { activityOf } from '../../src/activity/activity.ts'
import { queueOf } from '../../src/queue/stubs.ts'
import { openOf } from '../../src/queue/ledger.ts'
import { CounterStore } from '../../src/registry/counters.ts'
import { registryOf } from '../../src/registry/registry.ts'
import { environment, freshToken, fetchWorker, objects, partnerCalls, shareWithObjects } from './worker.ts'
import { wakeAnew } from './object.ts'
import { alarmOf, silenceAlarms } from './time.ts'

const dumps = import.meta.glob('../data/databases/*/*.sql', { query: '?raw', import: 'default', eager: true })
const facts = import.meta.glob('../data/databases/*/facts.json', { query: '?raw', import: 'default', eager: true })

/** The folders, each with its facts. */
export const folders: readonly { readonly name: string; readonly facts: Facts }[] = Object.entries(facts).map(
  ([path, text]) => ({ name: path.split('/').at(-2) ?? '', facts: JSON.parse(text) as Facts }),
)

/** More alarms than this before nothing waits: the objects never come to rest. */
const mostAlarms = 500

/** Databases that are open. */
export interface Opened {
  readonly facts: Facts
  readonly env: Record<string, unknown>
  /** Under which the partner keeps the alerts. */
  readonly token: string
  readonly close: () => void
}

/**
 * Opens the databases of a folder: each is put into its object, which then wakes, and makes its tables those of this version. The clock stands still a little after their moment.
 * `isFromNext`: a version after this one has worked on them meanwhile.
 */
export async function openDatabases(name: string, of: Facts, isFromNext: boolean): Promise<Opened> {
  const token = freshToken()
  const variables = {
    ...of.variables,
    REGISTRY_STALE_MS: '0',
    COUNTERS_FLUSH_MS: '1',
    COUNTERS_GROUP_MS: '1',
    ALERT_URL: `${inject('partner')}/${token}/ok`,
    ALERT_SECRET: 'a-secret-of-the-test',
  }
  shareWithObjects(variables)
  const restore = await silenceAlarms(queueOf(objects, 'nobody', token))
  vi.useFakeTimers({ toFake: ['Date'], now: of.at + 5_000 })
  for (const file of of.files) await put(file, dumps[`../data/databases/${name}/${file.file}`] ?? '')
  if (isFromNext) for (const file of of.files) await workOnByNext(file)
  const close = (): void => {
    vi.useRealTimers()
    restore()
  }
  return { facts: of, env: environment(token, 'ok', { ...objects, ...variables }), token, close }
}

type Stub = DurableObjectStub<Rpc.DurableObjectBranded>

function stubOf({ partner, account, of }: AccountFact & Pick<StoredFile, 'of'>): Stub {
  if (of === 'activity') return activityOf(objects, { partner, account })
  return partner === '' ? registryOf(objects) : queueOf(objects, partner, account)
}

/** Leaves a database as the next version might have: with a step more, columns and a table more, and with names in JSON and in rows that this version does not know. */
async function workOnByNext(file: StoredFile): Promise<void> {
  await runInDurableObject(stubOf(file), (_, { storage: { sql } }) => {
    for (const name of tablesIn(sql)) sql.exec(`ALTER TABLE "${name}" ADD COLUMN of_tomorrow TEXT NOT NULL DEFAULT 'x'`)
    sql.exec('CREATE TABLE of_tomorrow (a TEXT)')
    sql.exec('INSERT INTO migrations (version) SELECT MAX(version) + 1 FROM migrations')
    for (const statement of nextVersion[file.of ?? (file.partner === '' ? 'registry' : 'queue')]) sql.exec(statement)
  })
  await wakeAnew(stubOf(file))
}

function tablesIn(sql: SqlStorage): readonly string[] {
  const own = "type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
  return [...sql.exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE ${own}`)].map(({ name }) => name)
}

/** What the next version writes that this one does not know, by whose database it is. */
const nextVersion: Readonly<Record<'queue' | 'registry' | 'activity', readonly string[]>> = {
  queue: [
    `UPDATE events SET body = (SELECT json_group_array(json_set(value, '$.ofTomorrow', json('{"a": [1]}'), '$.owed[0].ofTomorrow', 1)) FROM json_each(body))`,
    "UPDATE dead_letters SET entry = json_set(entry, '$.ofTomorrow', 1)",
    "UPDATE meta SET value = json_set(value, '$.ofTomorrow', 1) WHERE json_type(value) = 'object'",
    `INSERT INTO meta (name, value) VALUES ('of tomorrow', '{"a": 1}')`,
  ],
  registry: [
    "INSERT INTO conditions (partner, account, kind, since, n) VALUES ('webhook', 'default', 'of tomorrow', 1, 1)",
    `INSERT INTO alerts (id, state, kind, partner, at, due, body) SELECT 'msg_of_tomorrow', 'pending', 'of tomorrow', 'webhook', MAX(at), MAX(at), '{"type": "of_tomorrow"}' FROM alerts`,
    "UPDATE accounts SET gauges = json_set(gauges, '$.ofTomorrow', 1)",
    "INSERT INTO books (partner, account, mapping, name, n, at) SELECT 'webhook', 'default', '', 'received.shadowed', 5, MAX(at) FROM minutes",
    "INSERT INTO minutes (at, partner, name, n) SELECT MAX(at), 'webhook', 'shadowed.of tomorrow', 5 FROM minutes",
    "INSERT INTO meta (name, value) VALUES ('of tomorrow', 1)",
  ],
  activity: [
    "UPDATE batches SET records = (SELECT json_group_array(json_set(value, '$.outcome', 'shadowed', '$.ofTomorrow', 1)) FROM json_each(records))",
    "UPDATE minutes SET counts = (SELECT json_group_array(json_set(value, '$.outcome', 'shadowed')) FROM json_each(counts))",
  ],
}

async function put(file: StoredFile, dump: string): Promise<void> {
  const statements = dump.split(/;\n/).filter((statement) => statement !== '')
  expect(statements.length, `${file.file} is empty`).toBeGreaterThan(1)
  await runInDurableObject(stubOf(file), (_, { storage }) => storage.deleteAlarm())
  // A cursor that the object has not read to its end locks its table.
  await wakeAnew(stubOf(file))
  await runInDurableObject(stubOf(file), (_, { storage }) => {
    for (const name of tablesIn(storage.sql)) storage.sql.exec(`DROP TABLE "${name}"`)
    for (const statement of statements) storage.sql.exec(statement)
  })
  await wakeAnew(stubOf(file))
}

/** Asks an operator's route; expects 200. */
export async function ask(
  { env, facts: { variables } }: Opened,
  path: string,
  body?: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const reply = await fetchWorker(env, path, {
    key: undefined,
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${variables['ADMIN_TOKEN'] ?? ''}` },
    ...(body !== undefined && { body }),
  })
  const answered = await reply.json<Readonly<Record<string, unknown>>>()
  expect({ path, status: reply.status, answered }).toMatchObject({ status: 200 })
  return answered
}

/** Sends an event or a delete to an operator's account; gives the reply. */
export async function send(
  { env, facts: { variables } }: Opened,
  { partner, account }: AccountFact,
  body: unknown,
): Promise<object> {
  const [key = ''] = Object.keys(JSON.parse(variables['ENDPOINT_KEYS'] ?? '{}') as object)
  return (await fetchWorker(env, `/v1/destinations/${partner}/${account}`, { body, key })).json<object>()
}

/** A delivery as the list shows it. */
export interface Listed extends AccountFact {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly messageId?: string
  readonly subscription?: string
  readonly attempts: number
  readonly reason?: string
}

/** All deliveries that are kept, page by page. */
export async function listAll(opened: Opened, filter = ''): Promise<readonly Listed[]> {
  const found: Listed[] = []
  for (let cursor: unknown = ''; cursor !== undefined;) {
    const page = await ask(opened, `/v1/deliveries?limit=7${filter}${cursor === '' ? '' : `&cursor=${String(cursor)}`}`)
    found.push(...(page['deliveries'] as readonly Listed[]))
    cursor = page['cursor'] ?? page['next']
  }
  return found
}

/** The event of a delivery or delete as it came, for an admin's eyes. */
export async function eventOf(
  opened: Opened,
  { partner, account, id }: AccountFact & { readonly id: string },
): Promise<Readonly<Record<string, unknown>>> {
  const { event } = await ask(opened, `/v1/deliveries/${partner}/${account}/${id}?reveal=1`)
  return event as Readonly<Record<string, unknown>>
}

/** The receipt of a delete. */
export async function receiptOf(
  opened: Opened,
  { partner, account, id }: AccountFact & { readonly id: string },
): Promise<Receipt> {
  return (await ask(opened, `/v1/deletes/${partner}/${account}/${id}`)) as unknown as Receipt
}

/** The ids of the deletes of a user that a search finds. */
export async function searched(
  opened: Opened,
  { userId, anonymousId }: { readonly userId?: string; readonly anonymousId?: string },
): Promise<readonly string[]> {
  const { receipts } = await ask(opened, '/v1/deletes/search', userId === undefined ? { anonymousId } : { userId })
  return (receipts as readonly Receipt[]).map(({ id }) => id)
}

/** The counters of each partner, as `<metric>{partner="...",<label>="..."}`, whatever other labels they have now; what metrics show no longer is read where it is stored. */
export async function totalsOf({ env, facts: { variables } }: Opened): Promise<Readonly<Record<string, number>>> {
  const headers = { Authorization: `Bearer ${variables['ADMIN_TOKEN'] ?? ''}` }
  const text = await (await fetchWorker(env, '/metrics', { key: undefined, method: 'GET', headers })).text()
  const stored = await runInDurableObject(registryOf(objects), (_, { storage }) =>
    new CounterStore(storage.sql).totals(),
  )
  const events = stored.filter(({ name }) => name.startsWith('events.'))
  const totals: Record<string, number> = {}
  for (const [, metric, labels = '', n] of text.matchAll(/^(\S+_total)\{(.*)\} (\d+)$/gm)) {
    const name = `${metric}{${labels.replaceAll(/(owner|account|mapping)="[^"]*",/g, '')}}`
    totals[name] = (totals[name] ?? 0) + Number(n)
  }
  for (const { partner, name, n } of events)
    totals[`edge_forwarder_events_total{partner="${partner}",result="${name.slice('events.'.length)}"}`] = n
  return totals
}

/** Which kinds of deliveries of each partner are held back. */
export async function pausedOf(opened: Opened): Promise<Readonly<Record<string, unknown>>> {
  const { partners } = await ask(opened, '/v1/partners')
  const list = partners as readonly { readonly partner: string; readonly paused?: readonly string[] }[]
  return Object.fromEntries(
    list.flatMap(({ partner, paused = [] }) => (paused.length === 0 ? [] : [[partner, paused]])),
  )
}

/** How many deliveries of an account have not ended, by its books. */
export async function openDeliveries({ partner, account }: AccountFact): Promise<number> {
  return openOf({ ...(await queueOf(objects, partner, account).counts()) })
}

/** Lets time pass for all objects together, whichever has the next alarm, until no delivery and no delete waits. */
export async function liveUntilNothingWaits(opened: Opened): Promise<void> {
  const stubs = opened.facts.files.filter(({ of }) => of === undefined).map(stubOf)
  for (let alarms = 0; alarms < mostAlarms; alarms++) {
    if ((await ask(opened, '/v1/deliveries?state=pending&limit=1'))['deliveries']?.toString() === '') return
    const times = await Promise.all(stubs.map(async (stub) => ({ stub, at: (await alarmOf(stub)) ?? Infinity })))
    const [next] = times.toSorted((a, b) => a.at - b.at)
    if (next === undefined || next.at === Infinity) throw new Error('something waits, and no object has an alarm')
    vi.setSystemTime(Math.max(next.at, Date.now()))
    await runDurableObjectAlarm(next.stub)
  }
  throw new Error('the objects do not come to rest')
}

/** Lets the alarm of an account go off now, or (both names empty) that of the registry. */
export async function ring(account: AccountFact): Promise<void> {
  await runDurableObjectAlarm(stubOf(account))
}

/** A call that the partner got. */
export type Arrived = Awaited<ReturnType<typeof partnerCalls>>[number]

/** The first parts of the paths of all partners, under which the partner on loopback keeps calls. */
const firstParts = ['made-up-webhook', 'import', 'track', 'engage', 'groups', 'api', 'v1', 'v1alpha', 'token']

/** All calls so far; tests of other files share some of the paths, and never name what is called `kept-...`. */
export async function callsSoFar(): Promise<readonly Arrived[]> {
  const calls = await Promise.all(firstParts.map(partnerCalls))
  return calls.flat().filter(({ url, body }) => /kept-|made-up/.test(`${url} ${body}`))
}

/** What a call delivers: a line of partner, subscription and mark for each event, or item of an event, in it. */
export function deliveredBy(call: Arrived): readonly string[] {
  const { pathname } = new URL(call.url)
  const found = Object.entries(readers).find(([path]) => pathname.startsWith(path))
  return found === undefined || call.method === 'GET' ? [] : found[1](call)
}

type Item = Readonly<Record<string, unknown>>

function itemsIn(body: string): readonly Item[] {
  const parsed: unknown = JSON.parse(body)
  return (Array.isArray(parsed) ? parsed : [parsed]) as readonly Item[]
}

/** Forms of Mixpanel carry JSON. */
function formOf({ body }: Arrived): readonly Item[] {
  return itemsIn(new URLSearchParams(body).get('data') ?? '[]')
}

function propertiesOf(item: Item): Item {
  return item['properties'] as Item
}

/** The message whose user or group an id is. */
function messageOf(id: unknown): string {
  return String(id).replace(/^(user|group)-of-/, '')
}

/** By the beginning of a path, how a partner's calls are read. */
const readers: Readonly<Record<string, (call: Arrived) => readonly string[]>> = {
  '/made-up-webhook': ({ body }) =>
    itemsIn(body).flatMap(({ type, messageId }) =>
      type === 'delete' ? [] : [`webhook Batches: ${String(messageId)}`],
    ),
  '/import': ({ body }) =>
    itemsIn(body)
      .map(propertiesOf)
      .map((properties) => `mixpanel Events: ${String(properties['product_id'] ?? properties['mark'])}`),
  '/track': (call) =>
    formOf(call).map((item) => {
      const { $identified_id: linked, alias } = propertiesOf(item)
      return alias === undefined ? `mixpanel Linked ids: ${messageOf(linked)}` : `mixpanel Aliases: ${messageOf(alias)}`
    }),
  '/engage': (call) => formOf(call).map((item) => `mixpanel User profiles: ${messageOf(item['$distinct_id'])}`),
  '/groups': (call) => formOf(call).map((item) => `mixpanel Group profiles: ${messageOf(item['$group_id'])}`),
  '/v1/track': ({ body }) =>
    itemsIn(body).map((item) => `userpilot Events: ${String((item['metadata'] as Item)['mark'])}`),
}
