/**
 * `npm run databases [name]`: writes the databases that the Worker of today makes to `test/data/databases/<name>/` (today's date unless it is named), for
 * `test/workerd/databases.test.ts`: this and every later version has to open them and lose nothing of them. A real workerd runs with its storage on disk against a partner on
 * loopback, is driven through its HTTP routes (`databases/scenes.ts`), killed with SIGKILL in the middle, and its SQLite files are written down as SQL. A folder that was committed
 * is never written again: a version that writes other tables or other texts in them gets a folder of its own. `npm run databases -- --try` plays all of it and stores nothing.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { isObject } from '../src/values/json.ts'
import { ForwarderClient } from './databases/client.ts'
import { dumpOf } from './databases/dump.ts'
import type { StoredFile } from './databases/facts.ts'
import { holdsEverything } from './databases/held.ts'
import { lastMoments, polledDeletes } from './databases/late-scenes.ts'
import { otherWorker } from './databases/other-worker.ts'
import { ToldPartner } from './databases/partner.ts'
import * as scenes from './databases/scenes.ts'
import type { KnownDelete, Stage } from './databases/stage.ts'
import { checkTold, factsOf, unannounced } from './databases/survey.ts'
import { bundle, Runtime } from './runtime.ts'

const root = resolve(import.meta.dirname, '..')
const endpointKey = 'made-up-endpoint-key-of-databases'
const adminToken = 'made-up-admin-token-of-databases'
const hour = 3_600_000

/** What the Worker has in its environment whenever the databases are opened. Nothing here is a secret of anybody. */
const variables = {
  ENDPOINT_KEYS: JSON.stringify({ [endpointKey]: ['webhook', 'mixpanel', 'ga4', '+delete'] }),
  OPEN_PARTNERS: 'userpilot',
  HISTORY_HOURS: '24',
  ADMIN_TOKEN: adminToken,
  SEALING_KEY: btoa('made-up sealing key of databases'),
  RECEIPT_KEYS: JSON.stringify([{ id: 'made-up', key: btoa('made-up receipt key of databases') }]),
  WEBHOOK_URL: 'https://hook.example.com/made-up-webhook/ok',
  WEBHOOK_SHARED_SECRET: 'made-up-shared-secret',
  WEBHOOK_BATCHING: 'on',
  MIXPANEL_PROJECT_TOKEN: 'made-up-project-token',
  MIXPANEL_GDPR_TOKEN: 'made-up-gdpr-token',
  GA4_API_SECRET: 'made-up-api-secret',
  GA4_MEASUREMENT_ID: 'G-MADEUP',
  GA4_PROPERTY_ID: '1234567',
  GA4_OAUTH_CLIENT_ID: 'made-up-client',
  GA4_OAUTH_CLIENT_SECRET: 'made-up-client-secret',
  GA4_OAUTH_REFRESH_TOKEN: 'made-up-refresh-token',
} as const

/** Times while it runs: what a partner puts off with `Retry-After` stays where it is, all else goes on at once. */
const pace = {
  ENVIRONMENT: 'development',
  RETRY_BASE_MS: '1000',
  CIRCUIT_PROBE_MS: '600000',
  DELETE_WAIT_MS: '100',
  REGISTRY_STALE_MS: '0',
  COUNTERS_FLUSH_MS: '100',
  COUNTERS_GROUP_MS: '1',
  ALERT_SECRET: 'made-up-alert-secret',
} as const

/** One run: the process as it is now, over the same storage. */
class Process {
  readonly #client: ForwarderClient
  readonly #storage: string
  readonly #dev: Readonly<Record<string, string>>
  #runtime: Runtime | undefined

  constructor(client: ForwarderClient, storage: string, dev: Readonly<Record<string, string>>) {
    this.#client = client
    this.#storage = storage
    this.#dev = dev
  }

  async start(script: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const bindings = { ...variables, ...pace, ...this.#dev, ...more }
    this.#runtime = new Runtime({ script, storage: this.#storage, bindings })
    await this.#runtime.start()
    this.#client.moveTo(this.#runtime.url)
  }

  async kill(): Promise<void> {
    await this.#runtime?.kill()
  }
}

/** The databases of each account, and of the registry, in the order of their files' names. */
function databasesIn(storage: string): readonly (StoredFile & { readonly path: string })[] {
  const paths = readdirSync(storage, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sqlite') && entry.name !== 'metadata.sqlite')
    .map(({ parentPath, name }) => join(parentPath, name))
  return paths
    .flatMap((path): readonly (StoredFile & { readonly path: string })[] => {
      if (path.includes('Registry')) return [{ path, partner: '', account: '', file: 'registry.sql' }]
      if (path.includes('AccountActivity')) return activityIn(path)
      const { partner, account } = identityIn(path)
      return [{ path, partner, account, file: `${partner}-${account}.sql` }]
    })
    .toSorted((a, b) => a.file.localeCompare(b.file))
}

function identityIn(path: string): { readonly partner: string; readonly account: string } {
  return withDatabase(path, (database) => {
    const row = database.prepare("SELECT value FROM meta WHERE name = 'identity'").get()
    const identity: unknown = JSON.parse(String(row?.['value']))
    if (!isObject(identity)) throw new Error(`${path} does not say whose it is`)
    return { partner: String(identity['partner']), account: String(identity['account']) }
  })
}

/** The activity of an account; of one that only knows of deleted users nothing says whose it is, and it is left out. */
function activityIn(path: string): readonly (StoredFile & { readonly path: string })[] {
  return withDatabase(path, (database) =>
    database
      .prepare('SELECT partner, account FROM about')
      .all()
      .map((row) => ({ partner: String(row['partner']), account: String(row['account']) }))
      .map((one) => ({ ...one, path, of: 'activity', file: `activity-${one.partner}-${one.account}.sql` })),
  )
}

function withDatabase<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/**
 * No route lets an hour pass, and the registry sums its minutes up at the end of an hour only. So the hour before is put in as `Counters.roll` leaves one behind: its minutes, their
 * sum, the totals, and up to which hour that was done.
 */
function putHourBefore(path: string): void {
  const hourOfNow = Date.now() - (Date.now() % hour)
  withDatabase(path, (database) => {
    const add = (table: string, at: readonly number[]): unknown =>
      database
        .prepare(`INSERT INTO ${table} VALUES (${at.map(() => '?, ').join('')}'webhook', 'events.delivered', 7)`)
        .run(...at)
    add('minutes', [hourOfNow - 30 * 60_000])
    add('hours', [hourOfNow - hour])
    add('totals', [])
    database
      .prepare(
        "INSERT INTO meta (name, value) VALUES ('rolled_to', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      )
      .run(hourOfNow)
  })
}

/** Plays all scenes over a storage. Gives the facts of the last moment, when the process is dead. */
async function play(
  storage: string,
  partner: ToldPartner,
  origins: Readonly<Record<string, string>>,
): ReturnType<typeof factsOf> {
  const client = new ForwarderClient({ endpointKey, adminToken })
  const stage: Stage = { client, partner, deletes: new Map() }
  const run = new Process(client, storage, origins)
  const today = bundle('wrangler.toml', join(storage, 'worker'))
  const restart = async (script = today, more: Readonly<Record<string, string>> = {}): Promise<void> => {
    await run.kill()
    await run.start(script, more)
  }
  await restart()
  await scenes.beforeTheOtherMapping(stage)
  await restart(await otherWorker(root))
  await scenes.underTheOtherMapping(stage)
  await restart()
  await scenes.operatorsAccount(stage)
  await scenes.accountWithPolledDeletes(stage)
  await polledDeletes(stage)
  await scenes.customersAccount(stage)
  await scenes.accountWithTokens(stage)
  await scenes.poison(stage, restart)
  await run.kill()
  putHourBefore(databaseOf(storage, 'registry.sql'))
  // A delete waits for as long as it does in production, so that some have not been tried yet.
  await run.start(today, { DELETE_WAIT_MS: '90000' })
  await lastMoments(stage)
  // What is counted is handed in within this time.
  await wait(1_500)
  const facts = await factsOf(stage, variables)
  await run.kill()
  for (const name of unannounced) putUnannounced(storage, stage.deletes.get(name))
  return facts
}

function databaseOf(storage: string, name: string): string {
  const found = databasesIn(storage).find(({ file }) => file === name)
  if (found === undefined) throw new Error(`${name} has no database`)
  return found.path
}

/** No route makes the registry silent. So a delete is put back to what it was before the registry had answered. */
function putUnannounced(storage: string, known: KnownDelete | undefined): void {
  if (known === undefined) throw new Error('a delete that is not announced was never made')
  const { partner, account, id } = known
  const acceptedAt = withDatabase(databaseOf(storage, `${partner}-${account}.sql`), (database) => {
    database.prepare("UPDATE deletes SET phase = 'announce', due = accepted_at, announced = 0 WHERE id = ?").run(id)
    const at = database.prepare('SELECT accepted_at FROM deletes WHERE id = ?').get(id)?.['accepted_at'] ?? 0
    database.prepare('UPDATE tombstones SET announced = 0 WHERE accepted_at = ?').run(at)
    return at
  })
  withDatabase(databaseOf(storage, 'registry.sql'), (database) => {
    database.prepare('DELETE FROM deletes WHERE id = ?').run(id)
    database
      .prepare('DELETE FROM tombstones WHERE owner = ? AND accepted_at = ?')
      .run(`${partner}/${account}`, acceptedAt)
  })
}

/** All files of a folder, by their names. */
async function filesNow(): Promise<ReadonlyMap<string, string>> {
  const storage = mkdtempSync(join(tmpdir(), 'databases-'))
  const [partner, receiver] = [new ToldPartner(), new ToldPartner()]
  // The receiver of alerts takes some, so that some wait and some do not.
  receiver.tell(({ body }) => ({ status: body.includes('dead_letters') ? 200 : 500 }))
  try {
    const origins = { DEV_PARTNER: await partner.listen(), ALERT_URL: await receiver.listen() }
    const told = await play(storage, partner, origins)
    const databases = databasesIn(storage)
    const byFile = new Map(databases.map(({ file, path }) => [file, new DatabaseSync(path)]))
    holdsEverything(byFile)
    const files = databases.map(({ file, partner: slug, account, of }) => ({
      file,
      partner: slug,
      account,
      ...(of && { of }),
    }))
    const facts = checkTold({ ...told, files }, byFile)
    const dumps = [...byFile].map(([file, database]) => [file, dumpOf(database)] as const)
    for (const database of byFile.values()) database.close()
    return new Map([...dumps, ['facts.json', `${JSON.stringify(facts, undefined, 2)}\n`]])
  } finally {
    partner.close()
    receiver.close()
    rmSync(storage, { recursive: true, force: true })
  }
}

async function store(name: string): Promise<void> {
  const folder = join(root, 'test/data/databases', name)
  if (existsSync(folder))
    throw new Error(`${folder} is there already: remove it if it was never committed, or name another`)
  const files = await filesNow()
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of files) writeFileSync(join(folder, file), text)
  console.log(`${folder}: ${[...files].map(([file, text]) => `${file} ${text.length}`).join(', ')}`)
}

const name = process.argv[2] ?? new Date().toISOString().slice(0, 10)
if (name === '--try') console.log(`they can be stored: ${[...(await filesNow()).keys()].join(', ')}`)
else if (/^\w[\w.-]*$/.test(name)) await store(name)
else {
  console.error(`"${name}" cannot name a folder of test/data/databases/: use letters, digits, dots and dashes`)
  process.exitCode = 1
}
process.exit(0)
