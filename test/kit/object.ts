import { runInDurableObject } from 'cloudflare:test'
import { isMigrated, migrate } from '../../src/runtime/migrate.ts'
import { queueSteps } from '../../src/queue/schema.ts'

type Sql = Readonly<Record<string, SqlStorageValue>>
type Stub = DurableObjectStub<Rpc.DurableObjectBranded>

/** Ends an object at once, when all it wrote is on the disk: the next call, by a fresh stub, wakes it anew. */
export async function wakeAnew(stub: Stub): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => storage.sync())
  await runInDurableObject(stub, (_, state) => state.abort('Instance dispose: it wakes anew')).catch(() => undefined)
}

/** Makes every statement of a kind on a table of the object throw, until the function that is given mends it. */
export async function spoil(
  stub: Stub,
  statement: 'INSERT' | 'UPDATE' | 'DELETE',
  table: string,
): Promise<() => Promise<unknown>> {
  const run = (sql: string): Promise<unknown> =>
    runInDurableObject(stub, (_, { storage }) => storage.sql.exec(sql).toArray())
  await run(`CREATE TRIGGER spoilt BEFORE ${statement} ON ${table} BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END`)
  return () => run('DROP TRIGGER spoilt')
}

/** Gives the object of a queue its tables, which its first commit would make. */
export async function makeTables(stub: Stub): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => migrate(storage, queueSteps))
}

/** What statements select in an object; nothing where it never stored anything, and so has no tables. */
export async function storedIn(stub: Stub, statements: readonly string[]): Promise<readonly Sql[]> {
  return runInDurableObject(stub, (_, { storage }) =>
    isMigrated(storage) ? statements.flatMap((statement) => storage.sql.exec(statement).toArray()) : [],
  )
}
