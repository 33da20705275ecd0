import { runInDurableObject } from 'cloudflare:test'

type Stub = DurableObjectStub<Rpc.DurableObjectBranded>

/** Ends an object at once, when all it wrote is on the disk: the next call, by a fresh stub, wakes it anew. */
export async function wakeAnew(stub: Stub): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => storage.sync())
  await runInDurableObject(stub, (_, state) => state.abort('it wakes anew')).catch(() => undefined)
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
