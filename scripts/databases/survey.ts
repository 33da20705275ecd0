import type { DatabaseSync } from 'node:sqlite'
import type { ActivityFact, DeadLetterFact, DeleteFact, Facts, RegistryFact, StoredFile, WaitingFact } from './facts.ts'
import type { KnownDelete, Stage } from './stage.ts'
import { accessToken, customer } from './stage.ts'
import type { Listed } from './client.ts'
import { query } from './query.ts'

/** What the routes say: all facts but those that only a database tells. */
type FromRoutes = Omit<Facts, 'files' | 'counts' | 'registry' | 'activity'> & {
  readonly registry: Pick<RegistryFact, 'paused' | 'totals'>
}

type Numbers = Readonly<Record<string, number>>

/** What has to arrive of a message where that is not the message itself: the products of an order that wait. */
const marks: Readonly<Record<string, readonly string[]>> = {
  'kept-order-1': ['kept-order-1-p2', 'kept-order-1-p3'],
}

/** What a partner has settled of an order: the order itself was delivered, its first product refused. */
const settled = ['kept-order-1', 'kept-order-1-p1'].map((mark) => ({
  partner: 'mixpanel',
  account: 'default',
  subscription: 'Events',
  mark,
}))

/** The item that a partner refused of an order: it is a dead letter of its own. */
const refusedItems: Readonly<Record<string, string>> = { 'kept-order-1': 'kept-order-1-p1' }

const cancelled = ['kept-leased-2', 'kept-unwanted']
/** Deleted users with events that wait, and whether the registry was told of the delete. */
const deletedUsers = { 'kept-void-1': true, 'kept-customer-2': true, 'kept-void-2': false, 'kept-waits-3': false }

/** Asks the routes for everything that is owed at this moment. */
export async function factsOf({ client, deletes }: Stage, variables: Facts['variables']): Promise<FromRoutes> {
  const listed = (await client.list()).filter(({ kind }) => kind === 'event')
  return {
    at: Date.now(),
    variables,
    waiting: listed.filter(({ state }) => state === 'pending').map(waitingFact),
    deadLetters: listed.filter(({ state }) => state !== 'pending').map(deadLetterFact),
    deletes: await Promise.all([...deletes].map(([name, known]) => deleteFact(name, known, client))),
    tombstones: [...deletes].flatMap(([name, { partner, account, userId }]) =>
      userId === undefined || name === 'kept-unsupported'
        ? []
        : [{ partner, account, userId, announced: isAnnounced(name) }],
    ),
    settled,
    credentials: { userpilot: `Token ${customer.apiKey}`, ga4: `Bearer ${accessToken}` },
    registry: { paused: pausedIn(await client.ask('/v1/partners')), totals: totalsIn(await client.metrics()) },
  }
}

/** The users whose deletes the registry is not told of yet. */
export const unannounced: readonly string[] = Object.entries(deletedUsers).flatMap(([name, isTold]) =>
  isTold ? [] : [name],
)

function isAnnounced(name: string): boolean {
  return !Object.hasOwn(deletedUsers, name) || deletedUsers[name as keyof typeof deletedUsers]
}

function waitingFact({ partner, account, id, messageId = '', subscription = '', attempts }: Listed): WaitingFact {
  const isErased = Object.hasOwn(deletedUsers, messageId)
  const ends = cancelled.includes(messageId) ? 'cancelled' : isErased ? 'erased' : 'delivered'
  return { partner, account, id, messageId, subscription, attempts, marks: marks[messageId] ?? [messageId], ends }
}

function deadLetterFact(one: Listed): DeadLetterFact {
  const { partner, account, id, messageId = '', subscription = '', reason = '' } = one
  const state = one.state === 'cancelled' ? 'cancelled' : 'dead'
  const revives = !reason.startsWith('invalid')
  const mark = refusedItems[messageId]
  return { partner, account, id, messageId, subscription, state, reason, revives, ...(mark !== undefined && { mark }) }
}

async function deleteFact(name: string, known: KnownDelete, client: Stage['client']): Promise<DeleteFact> {
  const { partner, account, id, userId, anonymousId } = known
  const receipt = await client.ask(`/v1/deletes/${partner}/${account}/${id}`)
  const state = String(receipt['state'])
  const entries = receipt['entries'] as readonly { readonly kind: string }[]
  const waits = state === 'INITIALIZED' || state === 'RUNNING'
  const ends = waits ? (cancelled.includes(name) ? 'FAILED' : 'FINISHED') : state
  return {
    partner,
    account,
    id,
    ...(userId !== undefined && { userId }),
    ...(anonymousId !== undefined && { anonymousId }),
    state,
    ends,
    entries: entries.length,
    revives: entries.at(-1)?.kind === 'failed',
    announced: isAnnounced(name),
  }
}

function pausedIn({ partners }: Readonly<Record<string, unknown>>): Facts['registry']['paused'] {
  const list = partners as readonly { readonly partner: string; readonly paused: readonly string[] }[]
  return Object.fromEntries(list.flatMap(({ partner, paused }) => (paused.length === 0 ? [] : [[partner, paused]])))
}

function totalsIn(metrics: string): Facts['registry']['totals'] {
  return [...metrics.matchAll(/^(\S+_total\{.*\}) (\d+)$/gm)]
    .map(([, line = '', n]) => ({ [line.replaceAll(/(owner|account|mapping)="[^"]*",/g, '')]: Number(n) }))
    .reduce(sumOf, {})
}

/** The facts with those that only the databases tell. Throws where what the routes said at the last moment is not what the databases hold. */
export function checkTold(told: FromRoutes & Pick<Facts, 'files'>, byFile: ReadonlyMap<string, DatabaseSync>): Facts {
  const accounts = told.files.filter(({ partner, of }) => partner !== '' && of === undefined)
  const counts = accounts.map(({ file, partner, account }) => {
    const of = (names: string): Numbers =>
      query(byFile, file, `SELECT value FROM meta WHERE name GLOB '${names}'`)
        .map(({ value }) => JSON.parse(String(value)) as Numbers)
        .reduce(sumOf, {})
    return [`${partner}/${account}`, { deliveries: of('book:*'), deletes: of('book of deletes') }] as const
  })
  for (const { file, partner, account } of accounts) {
    const [sums] = query(
      byFile,
      file,
      'SELECT (SELECT coalesce(SUM(owed), 0) FROM events) AS waiting, (SELECT COUNT(*) FROM dead_letters) AS letters, (SELECT COUNT(*) FROM deletes) AS deletes',
    )
    const here = <T extends { readonly partner: string; readonly account: string }>(list: readonly T[]): number =>
      list.filter((one) => one.partner === partner && one.account === account).length
    const said = { waiting: here(told.waiting), letters: here(told.deadLetters), deletes: here(told.deletes) }
    if (JSON.stringify({ ...sums }) !== JSON.stringify(said))
      throw new Error(`${file}: ${JSON.stringify({ sums, said })}`)
  }
  return {
    ...told,
    counts: Object.fromEntries(counts),
    registry: { ...told.registry, ...registryFact(byFile) },
    activity: told.files.filter(({ of }) => of === 'activity').map((file) => activityFact(file, byFile)),
  }
}

function activityFact({ file, partner, account }: StoredFile, byFile: ReadonlyMap<string, DatabaseSync>): ActivityFact {
  const [sums] = query(
    byFile,
    file,
    `SELECT (SELECT coalesce(SUM(n), 0) FROM batches) AS records,
       (SELECT coalesce(SUM(value ->> '$.n'), 0) FROM minutes, json_each(counts)) AS counted,
       (SELECT coalesce(SUM(json_array_length(owners)), 0) FROM events) AS events`,
  )
  const n = (name: string): number => Number(sums?.[name])
  return { partner, account, records: n('records'), counted: n('counted'), events: n('events') }
}

function sumOf(a: Numbers, b: Numbers): Numbers {
  return Object.fromEntries(Object.keys({ ...a, ...b }).map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}

function accountOf(row: Readonly<Record<string, unknown>>): { partner: string; account: string } {
  return { partner: String(row['partner']), account: String(row['account']) }
}

function registryFact(byFile: ReadonlyMap<string, DatabaseSync>): Omit<RegistryFact, 'paused' | 'totals'> {
  const rows = (sql: string): readonly Readonly<Record<string, unknown>>[] => query(byFile, 'registry.sql', sql)
  return {
    accounts: rows('SELECT partner, account, gauges FROM accounts').map((row) => ({
      ...accountOf(row),
      gauges: JSON.parse(String(row['gauges'])) as Readonly<Record<string, number>>,
    })),
    hours: Object.fromEntries(
      rows('SELECT partner, SUM(n) AS n FROM hours GROUP BY partner').map((row) => [
        String(row['partner']),
        Number(row['n']),
      ]),
    ),
    tombstones: Number(rows('SELECT COUNT(*) AS n FROM tombstones')[0]?.['n']),
    alerts: rows("SELECT id FROM alerts WHERE state = 'pending' ORDER BY id").map(({ id }) => String(id)),
    conditions: rows('SELECT partner, account, kind FROM conditions').map((row) => ({
      ...accountOf(row),
      kind: String(row['kind']),
    })),
  }
}
