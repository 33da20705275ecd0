/**
 * The tables of one account's queue, in numbered steps; a step is never changed once it was deployed, only followed by another.
 *
 * - `events`: a row is a chunk of what one call committed. `body` is JSON, a list of {@link Entry}; `lease_until` is set while a round works on it,
 *   `fence` grows with each claim, so that the answer of an earlier one is known and ignored; `strikes` counts claims without an apply;
 *   `owed` counts the (event, subscription) deliveries in `body`.
 *   A parked row (its mapping or account is gone) has its `due` in the far future.
 * - `dead_letters`: what was given up, with its reason; `subject` is a hash, by which a delete finds them.
 * - `deletes`, `receipts`, `tombstones`: laid out for deletes.
 * - `meta`: circuits, counts, pauses, tokens, sealed settings, as JSON by name.
 */
const steps: readonly (readonly string[])[] = [
  [
    `CREATE TABLE events (
       id TEXT PRIMARY KEY,
       due INTEGER NOT NULL,
       state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'parked')),
       fence INTEGER NOT NULL DEFAULT 0,
       lease_until INTEGER NOT NULL DEFAULT 0,
       strikes INTEGER NOT NULL DEFAULT 0,
       attempts INTEGER NOT NULL DEFAULT 0,
       accepted_at INTEGER NOT NULL,
       owed INTEGER NOT NULL,
       body TEXT NOT NULL
     ) WITHOUT ROWID`,
    'CREATE INDEX events_due ON events (due)',
    `CREATE TABLE dead_letters (
       id TEXT PRIMARY KEY,
       at INTEGER NOT NULL,
       reason TEXT NOT NULL,
       subscription TEXT NOT NULL,
       message_id TEXT NOT NULL,
       subject TEXT,
       bytes INTEGER NOT NULL,
       entry TEXT NOT NULL
     ) WITHOUT ROWID`,
    'CREATE INDEX dead_letters_at ON dead_letters (at)',
    `CREATE TABLE deletes (
       id TEXT PRIMARY KEY,
       request TEXT,
       subject TEXT NOT NULL,
       due INTEGER NOT NULL,
       state TEXT NOT NULL CHECK (state IN ('INITIALIZED', 'RUNNING', 'FINISHED', 'FAILED', 'NOT_SUPPORTED')),
       fence INTEGER NOT NULL DEFAULT 0,
       lease_until INTEGER NOT NULL DEFAULT 0,
       attempts INTEGER NOT NULL DEFAULT 0,
       accepted_at INTEGER NOT NULL,
       sealed TEXT
     ) WITHOUT ROWID`,
    'CREATE INDEX deletes_due ON deletes (due)',
    'CREATE TABLE receipts (delete_id TEXT NOT NULL, n INTEGER NOT NULL, entry TEXT NOT NULL, link TEXT NOT NULL, PRIMARY KEY (delete_id, n)) WITHOUT ROWID',
    'CREATE TABLE tombstones (subject TEXT PRIMARY KEY, accepted_at INTEGER NOT NULL) WITHOUT ROWID',
    'CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  ],
]

/** Brings the tables to the newest step, each step in a transaction of its own. Gives the version. */
export function migrate(storage: DurableObjectStorage): number {
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
