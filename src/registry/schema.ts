/**
 * The registry's tables, in numbered steps (see `../runtime/migrate.ts`). Times are ms since 1970.
 *
 * - `accounts`: the accounts that have a queue; `gauges` and `books` are JSON, what the queue last reported.
 * - `active_accounts`: accounts that have activity, whether they have a queue or not; `at` is when something was last noted there, to a day.
 * - `books`: what requests received and queues booked, as running totals (`ledger.ts`); `at` is when something was last added. Of customers' accounts `account` is empty.
 * - `pauses`: what an operator holds back.
 * - `tombstones`: digests of (account, subject) of the last 5 h, for the isolates. `version` grows with every change: an isolate asks for what is above the one it has.
 * - `past_deletes`: accounts that have had deletes; a trigger of `deletes` keeps it, whichever version writes.
 * - `deletes`: which accounts have a delete of a subject (an HMAC of a user's id), so that all of a user's receipts are found; as long as the receipts are kept.
 * - `tombstone_keys`: the marks of the keys by which users were ever deleted (there is one, unless it was lost); `at` is when the first of each came.
 * - `named`: accounts with so many tombstones that isolates are not told them one by one.
 * - `minutes`, `hours`, `totals`: counters. A sync writes minutes only; each hour they are summed into `hours` and `totals`, up to the hour in `meta.rolled_to`.
 * - `conditions`: what holds for accounts and may have to be told to the operator; `told_level` is how far it was told (see `alerts.ts`).
 * - `alerts`: the alerts of the last day, `pending` until the receiver took them; the newest of a kind and partner also says when the next may be made.
 */
export const steps: readonly (readonly string[])[] = [
  [
    `CREATE TABLE accounts (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       own INTEGER NOT NULL CHECK (own IN (0, 1)),
       registered_at INTEGER NOT NULL,
       reported_at INTEGER NOT NULL DEFAULT 0,
       gauges TEXT NOT NULL DEFAULT '{}',
       PRIMARY KEY (partner, account)
     ) WITHOUT ROWID`,
    `CREATE TABLE pauses (
       partner TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('events', 'deletes')),
       since INTEGER NOT NULL,
       PRIMARY KEY (partner, kind)
     ) WITHOUT ROWID`,
    `CREATE TABLE tombstones (
       version INTEGER PRIMARY KEY,
       digest TEXT NOT NULL UNIQUE CHECK (LENGTH(digest) = 16),
       owner TEXT NOT NULL,
       accepted_at INTEGER NOT NULL
     )`,
    'CREATE TABLE named (owner TEXT PRIMARY KEY) WITHOUT ROWID',
    `CREATE TABLE minutes (
       at INTEGER NOT NULL,
       partner TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       PRIMARY KEY (at, partner, name)
     ) WITHOUT ROWID`,
    `CREATE TABLE hours (
       at INTEGER NOT NULL,
       partner TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       PRIMARY KEY (at, partner, name)
     ) WITHOUT ROWID`,
    `CREATE TABLE totals (
       partner TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       PRIMARY KEY (partner, name)
     ) WITHOUT ROWID`,
    `CREATE TABLE conditions (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('credential refused', 'circuit open', 'delete age', 'dead letters', 'alarm lag', 'storage')),
       since INTEGER NOT NULL,
       n INTEGER NOT NULL,
       told_at INTEGER NOT NULL DEFAULT 0,
       told_level INTEGER NOT NULL DEFAULT 0,
       PRIMARY KEY (partner, account, kind)
     ) WITHOUT ROWID`,
    `CREATE TABLE alerts (
       id TEXT PRIMARY KEY,
       state TEXT NOT NULL CHECK (state IN ('pending', 'done')),
       kind TEXT NOT NULL,
       partner TEXT NOT NULL,
       at INTEGER NOT NULL,
       due INTEGER NOT NULL,
       attempts INTEGER NOT NULL DEFAULT 0,
       body TEXT NOT NULL
     ) WITHOUT ROWID`,
    'CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID',
  ],
  [
    `CREATE TABLE deletes (
       subject TEXT NOT NULL,
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       id TEXT NOT NULL,
       PRIMARY KEY (subject, partner, account, id)
     ) WITHOUT ROWID`,
    'CREATE INDEX deletes_account ON deletes (partner, account, id)',
    `CREATE TABLE conditions_2 (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('credential refused', 'circuit open', 'delete age', 'delete failed', 'dead letters', 'alarm lag', 'storage')),
       since INTEGER NOT NULL,
       n INTEGER NOT NULL,
       told_at INTEGER NOT NULL DEFAULT 0,
       told_level INTEGER NOT NULL DEFAULT 0,
       PRIMARY KEY (partner, account, kind)
     ) WITHOUT ROWID`,
    'INSERT INTO conditions_2 SELECT * FROM conditions',
    'DROP TABLE conditions',
    'ALTER TABLE conditions_2 RENAME TO conditions',
  ],
  [
    "ALTER TABLE accounts ADD COLUMN books TEXT NOT NULL DEFAULT '{}'",
    `CREATE TABLE books (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       mapping TEXT NOT NULL,
       name TEXT NOT NULL,
       n INTEGER NOT NULL CHECK (n > 0),
       at INTEGER NOT NULL,
       PRIMARY KEY (partner, account, mapping, name)
     ) WITHOUT ROWID`,
    // What queues were known to have done before there were books, so that the totals of the metrics go on.
    `INSERT INTO books (partner, account, mapping, name, n, at)
       SELECT partner, '', '', name, SUM(n), 0 FROM (
         SELECT partner, name, n FROM totals
         UNION ALL SELECT partner, name, n FROM minutes WHERE at >= coalesce((SELECT value FROM meta WHERE name = 'rolled_to'), 0))
       WHERE name LIKE 'deliveries.%' OR name LIKE 'deletes.%' GROUP BY partner, name`,
    `CREATE TABLE conditions_3 (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('credential refused', 'circuit open', 'delete age', 'delete failed', 'dead letters', 'lost', 'alarm lag', 'storage')),
       since INTEGER NOT NULL,
       n INTEGER NOT NULL,
       told_at INTEGER NOT NULL DEFAULT 0,
       told_level INTEGER NOT NULL DEFAULT 0,
       PRIMARY KEY (partner, account, kind)
     ) WITHOUT ROWID`,
    'INSERT INTO conditions_3 SELECT * FROM conditions',
    'DROP TABLE conditions',
    'ALTER TABLE conditions_3 RENAME TO conditions',
  ],
  [
    'CREATE TABLE tombstone_keys (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID',
    // The kinds are those of the code: a list of them here would have to be written anew with each.
    `CREATE TABLE conditions_4 (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       kind TEXT NOT NULL,
       since INTEGER NOT NULL,
       n INTEGER NOT NULL,
       told_at INTEGER NOT NULL DEFAULT 0,
       told_level INTEGER NOT NULL DEFAULT 0,
       PRIMARY KEY (partner, account, kind)
     ) WITHOUT ROWID`,
    'INSERT INTO conditions_4 SELECT * FROM conditions',
    'DROP TABLE conditions',
    'ALTER TABLE conditions_4 RENAME TO conditions',
  ],
  [
    `CREATE TABLE active_accounts (
       partner TEXT NOT NULL,
       account TEXT NOT NULL,
       at INTEGER NOT NULL,
       PRIMARY KEY (partner, account)
     ) WITHOUT ROWID`,
  ],
  [
    // An index of accounts would be a row for each delete.
    'CREATE TABLE past_deletes (partner TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (partner, account)) WITHOUT ROWID',
    'INSERT INTO past_deletes (partner, account) SELECT DISTINCT partner, account FROM deletes',
    'CREATE TRIGGER deletes_past AFTER INSERT ON deletes BEGIN INSERT INTO past_deletes (partner, account) VALUES (NEW.partner, NEW.account) ON CONFLICT DO NOTHING; END',
    'DROP INDEX deletes_account',
  ],
]
