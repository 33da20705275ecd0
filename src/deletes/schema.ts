/**
 * The tables of an account's deletes: the fourth step of the queue's tables (`../queue/schema.ts`); what the first step laid out for them never held a row.
 *
 * - `deletes`: one delete of one user. `phase` says what its next due time is for: `announce` (its tombstones are not in the registry yet), `submit`, `poll`, or `none`
 *   (it has ended). `sealed` is the event with its raw ids, sealed, and is erased once the partner has confirmed. `user_subject`, `anonymous_subject`: HMACs of the ids under
 *   the newest key of then. `call` is one submission, whose `answers` (those parts that the poll reads) its rows share; `submitted_at` is set by the first.
 *   `retried_at`: when an operator last sent it again. The registry has to be told of a delete in the phase `announce`, whose `due` is when it was accepted or joined, and of one that
 *   ended before that (`announced` is 0). Times in ms.
 * - `delete_requests`: by what each request was known, so that a repeat is one.
 * - `receipts`: the entries of each delete's history with their links (`receipt.ts`); only ever added to.
 * - `letter_marks`: by which marks of users (`tombstones.ts`) a dead letter is found; `dead_letters.subject` is NULL where no key made any.
 * - `tombstones`: the mark of a user whose events received before `accepted_at` are erased, kept as long as receipts are. The registry is told of those that were accepted with
 *   a delete when it is told of the delete; `announced` is what earlier versions kept of that.
 */
export const deleteSteps: readonly string[] = [
  'DROP TABLE deletes',
  'DROP TABLE receipts',
  'DROP TABLE tombstones',
  `CREATE TABLE deletes (
     id TEXT PRIMARY KEY,
     phase TEXT NOT NULL CHECK (phase IN ('announce', 'submit', 'poll', 'none')),
     due INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('INITIALIZED', 'RUNNING', 'FINISHED', 'FAILED', 'NOT_SUPPORTED', 'INVALID')),
     fence INTEGER NOT NULL DEFAULT 0,
     lease_until INTEGER NOT NULL DEFAULT 0,
     strikes INTEGER NOT NULL DEFAULT 0,
     attempts INTEGER NOT NULL DEFAULT 0,
     polls INTEGER NOT NULL DEFAULT 0,
     resubmits INTEGER NOT NULL DEFAULT 0,
     accepted_at INTEGER NOT NULL,
     submitted_at INTEGER NOT NULL DEFAULT 0,
     retried_at INTEGER NOT NULL DEFAULT 0,
     ended_at INTEGER NOT NULL DEFAULT 0,
     announced INTEGER NOT NULL DEFAULT 0,
     user_subject TEXT,
     anonymous_subject TEXT,
     reason TEXT,
     call TEXT,
     answers TEXT,
     sealed TEXT
   ) WITHOUT ROWID`,
  'CREATE INDEX deletes_due ON deletes (phase, due)',
  'CREATE INDEX deletes_announced ON deletes (announced) WHERE announced = 0',
  'CREATE INDEX deletes_user ON deletes (user_subject)',
  'CREATE INDEX deletes_anonymous ON deletes (anonymous_subject)',
  'CREATE TABLE delete_requests (request TEXT NOT NULL, subject TEXT NOT NULL, delete_id TEXT NOT NULL, PRIMARY KEY (request, subject)) WITHOUT ROWID',
  'CREATE TABLE receipts (delete_id TEXT NOT NULL, n INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (delete_id, n)) WITHOUT ROWID',
  'CREATE TABLE tombstones (subject TEXT PRIMARY KEY, accepted_at INTEGER NOT NULL, announced INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID',
  'CREATE TABLE letter_marks (mark TEXT NOT NULL, letter TEXT NOT NULL, PRIMARY KEY (mark, letter)) WITHOUT ROWID',
  'CREATE INDEX letter_marks_letter ON letter_marks (letter)',
  'CREATE INDEX dead_letters_unmarked ON dead_letters (id) WHERE subject IS NULL',
  'CREATE TRIGGER letters_gone AFTER DELETE ON dead_letters BEGIN DELETE FROM letter_marks WHERE letter = OLD.id; END',
]

/**
 * The fifth step: indexes, so that gauges and lists read what they show and nothing else (a delete that has ended is `due` when it ended), and `urgent`, by which an
 * operator has a delete tried whatever the circuit says.
 */
export const deleteIndexes: readonly string[] = [
  'ALTER TABLE deletes ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1))',
  'DROP INDEX deletes_due',
  'CREATE INDEX deletes_due ON deletes (phase, due, accepted_at, retried_at)',
  "CREATE INDEX deletes_failed ON deletes (accepted_at) WHERE state = 'FAILED' AND phase = 'none' AND sealed IS NOT NULL",
  'CREATE INDEX deletes_urgent ON deletes (phase, due) WHERE urgent = 1',
]

/** The sixth step: tombstones are kept for years, so that what is asked of them reads an index. */
export const tombstoneIndexes: readonly string[] = [
  'CREATE INDEX tombstones_accepted ON tombstones (accepted_at)',
  'CREATE INDEX tombstones_announced ON tombstones (announced) WHERE announced = 0',
]

/**
 * The eighth step: fewer rows for each delete. One index finds the deletes of the same user (by either id, as `DeleteStore.waiting` asks), and what the registry has to be told of is
 * found by its phase: only deletes that ended before it was told need an index. A delete of which earlier versions had told, but not of its tombstone, is told of again.
 */
export const fewerDeleteRows: readonly string[] = [
  'DROP INDEX deletes_user',
  'DROP INDEX deletes_anonymous',
  'DROP INDEX deletes_announced',
  'CREATE INDEX deletes_subject ON deletes (coalesce(user_subject, anonymous_subject))',
  "CREATE INDEX deletes_unannounced ON deletes (accepted_at) WHERE announced = 0 AND phase = 'none'",
  "UPDATE deletes SET announced = 0 WHERE phase = 'none' AND accepted_at >= (SELECT MIN(accepted_at) FROM tombstones WHERE announced = 0)",
  'DROP INDEX tombstones_announced',
]
