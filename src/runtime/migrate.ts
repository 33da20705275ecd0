/**
 * Brings an object's tables to the newest of its numbered steps, each step in a transaction of its own. A step is a list of statements, and is never changed once
 * it was deployed, only followed by another. Gives the version, which is the number of steps.
 */
export function migrate(storage: DurableObjectStorage, steps: readonly (readonly string[])[]): number {
  storage.sql.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY)')
  const [row] = storage.sql.exec<{ version: number | null }>('SELECT MAX(version) AS version FROM migrations').toArray()
  const from = row?.version ?? 0
  for (const [i, statements] of steps.slice(from).entries()) {
    storage.transactionSync(() => {
      for (const statement of statements) storage.sql.exec(statement)
      storage.sql.exec('INSERT INTO migrations (version) VALUES (?)', from + i + 1)
    })
  }
  return steps.length
}

/** Whether an object has tables: one that was never migrated has stored nothing. */
export function isMigrated(storage: DurableObjectStorage): boolean {
  return (
    storage.sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").toArray().length > 0
  )
}
