import { deleteIndexes, deleteSteps, fewerDeleteRows, tombstoneIndexes } from '../deletes/schema.ts'

/**
 * The tables of one account's queue, in steps (a new one stands at the end); a step is never changed once it was deployed, only followed by another, which leaves
 * every column that the version before reads and writes.
 *
 * - `events`: a row holds events that one call committed. `body` is JSON, a list of {@link QueuedEvent}; it stands last, so that the columns before it are
 *   read without it. `due`: when it is tried next; of a claimed row, when its lease ends. `fence`, the lease token, grows with each claim, so that the answer of an
 *   earlier one is known and ignored (`leaseToken` in the code); `strikes` counts unacked claims (`unackedClaims`); `owed` counts the (event, subscription) deliveries in `body`;
 *   `hold` names the subscription that collects them (`buffer`); `request` is the id of the request that committed it; `reason` the last failure, masked.
 *   `parked`: it waits for another mapping or other settings, and `due` is when it is given up. `urgent`: an operator wants it tried, whatever the circuit says. Both stand
 *   behind `body` and are 0 or 1, which SQLite keeps in a row's head. The index holds all that gauges, probes and lists by request read.
 * - `cancels`: deliveries that an operator cancelled while they were being sent; the run that has them obeys.
 * - `dead_letters`: what was given up, refused or cancelled, with its reason; `subject` says whether a delete finds them by marks. `entry` is an
 *   {@link QueuedEvent}, `{"invalid": ...}` for what was no event, or `{"emptied": true}` (with 0 `bytes`) where it had to make room.
 * - `deletes`, `delete_requests`, `receipts`, `tombstones`: see `../deletes/schema.ts`; what the first step laid out for them never held a row.
 * - `answers`: answers of the partner that are kept for a time (`account-answers.ts`), sealed, by the marks of their requests.
 * - `meta`: circuits, counters, tokens, sealed settings, as JSON by name. `book:<mapping hash>`: the books (`ledger.ts`); `letters`: how many dead letters there are and their bytes.
 */
export const queueSteps: readonly (readonly string[])[] = [
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
  [
    `CREATE TABLE events_2 (
       id TEXT PRIMARY KEY,
       due INTEGER NOT NULL,
       owed INTEGER NOT NULL,
       accepted_at INTEGER NOT NULL,
       attempts INTEGER NOT NULL DEFAULT 0,
       fence INTEGER NOT NULL DEFAULT 0,
       lease_until INTEGER NOT NULL DEFAULT 0,
       strikes INTEGER NOT NULL DEFAULT 0,
       hold TEXT,
       request TEXT,
       reason TEXT,
       body TEXT NOT NULL
     ) WITHOUT ROWID`,
    // Rows that were parked are due: the whole queue is parked now, not its rows.
    `INSERT INTO events_2 (id, due, owed, accepted_at, attempts, fence, lease_until, strikes, body)
       SELECT id, CASE state WHEN 'parked' THEN accepted_at ELSE due END, owed, accepted_at, attempts, fence, lease_until, strikes, body FROM events`,
    'DROP TABLE events',
    'ALTER TABLE events_2 RENAME TO events',
    'CREATE INDEX events_due ON events (due, owed, accepted_at, attempts)',
    'CREATE TABLE cancels (delivery TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID',
    "ALTER TABLE dead_letters ADD COLUMN state TEXT NOT NULL DEFAULT 'dead' CHECK (state IN ('dead', 'cancelled'))",
    'ALTER TABLE dead_letters ADD COLUMN request TEXT',
    'ALTER TABLE dead_letters ADD COLUMN accepted_at INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE dead_letters ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0',
  ],
  [
    // Before, an object knew its account by name, and letters had ids that no delivery has.
    `INSERT INTO meta (name, value)
       SELECT 'identity', json_object(
         'partner', substr(account, 1, instr(account, '/') - 1), 'account', substr(account, instr(account, '/') + 1),
         'customer', json('false'), 'own', json(coalesce((SELECT value FROM meta WHERE name = 'own'), '[]')))
       FROM (SELECT value ->> '$' AS account FROM meta WHERE name = 'name') WHERE true
       ON CONFLICT DO NOTHING`,
    "UPDATE dead_letters SET id = substr(id, 1, 24) || '-' || lower(hex(randomblob(6))), accepted_at = at WHERE id GLOB '*-*-*'",
  ],
  deleteSteps,
  [
    'ALTER TABLE events ADD COLUMN parked INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1))',
    'ALTER TABLE events ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1))',
    'DROP INDEX events_due',
    'CREATE INDEX events_due ON events (due, owed, accepted_at, attempts, lease_until, parked, request)',
    'CREATE INDEX events_parked ON events (due) WHERE parked = 1',
    'CREATE INDEX events_urgent ON events (due) WHERE urgent = 1',
    'DROP INDEX dead_letters_at',
    'CREATE INDEX dead_letters_at ON dead_letters (state, at, id, message_id, request)',
    `INSERT INTO meta (name, value)
       SELECT 'letters', json_object(
         'dead', COUNT(*) FILTER (WHERE state = 'dead'), 'cancelled', COUNT(*) FILTER (WHERE state = 'cancelled'), 'bytes', SUM(bytes))
       FROM dead_letters WHERE true HAVING COUNT(*) > 0 ON CONFLICT DO NOTHING`,
    // The books begin with what waits and what the registry was not told yet; it knows the rest.
    `WITH counts AS (
         SELECT key AS name, value - coalesce((SELECT told.value ->> ('$."' || key || '"') FROM meta AS told WHERE told.name = 'told'), 0) AS n
         FROM json_each((SELECT value FROM meta WHERE name = 'counts'))
       ), begun AS (
         SELECT coalesce((SELECT SUM(owed) FROM events), 0)
           + coalesce((SELECT SUM(n) FROM counts WHERE name IN ('delivered', 'skipped', 'rejected', 'mapping changed', 'given up', 'poison', 'cancelled', 'erased')), 0)
           - coalesce((SELECT SUM(n) FROM counts WHERE name = 'revived'), 0) AS n
       )
       INSERT INTO meta (name, value)
       SELECT 'book:', (SELECT json_group_object(name, n) FROM (
         SELECT name, n FROM counts WHERE n <> 0 UNION ALL SELECT 'stored', n FROM begun UNION ALL SELECT 'before', n FROM begun))
       FROM begun WHERE n > 0 OR EXISTS (SELECT 1 FROM counts WHERE n <> 0) ON CONFLICT DO NOTHING`,
    `INSERT INTO meta (name, value)
       SELECT 'book of deletes', json_object('stored', n, 'before', n) FROM (SELECT COUNT(*) AS n FROM deletes WHERE phase <> 'none')
       WHERE n > 0 ON CONFLICT DO NOTHING`,
    ...deleteIndexes,
  ],
  tombstoneIndexes,
  [
    `CREATE TABLE answers (
       mark TEXT PRIMARY KEY,
       asked_at INTEGER NOT NULL,
       ends_at INTEGER NOT NULL,
       sealed TEXT NOT NULL
     )`,
  ],
  fewerDeleteRows,
]
