import type { DatabaseSync } from 'node:sqlite'
import { query } from './query.ts'

const webhook = 'webhook-default.sql'
const mixpanel = 'mixpanel-default.sql'

/** What the databases have to hold, so that a test of them means something: each query has to find a row. Of the customer's file only the partner is known. */
const held: readonly { readonly what: string; readonly file: string; readonly sql: string }[] = [
  {
    what: 'a row that never failed',
    file: webhook,
    sql: 'SELECT 1 FROM events WHERE attempts = 0 AND hold IS NULL AND lease_until = 0 AND fence = 0',
  },
  {
    what: 'a row that failed three times',
    file: webhook,
    sql: 'SELECT 1 FROM events WHERE attempts = 3 AND reason IS NOT NULL',
  },
  { what: 'a row that came back from the dead', file: webhook, sql: "SELECT 1 FROM events WHERE id LIKE '%-%'" },
  {
    what: 'a leased row',
    file: webhook,
    sql: 'SELECT 1 FROM events WHERE lease_until > 0 AND strikes > 0 AND owed = 2',
  },
  { what: 'a row that a buffer holds', file: webhook, sql: 'SELECT 1 FROM events WHERE hold IS NOT NULL AND owed = 2' },
  { what: 'a cancel request of a delivery', file: webhook, sql: 'SELECT 1 FROM cancels' },
  {
    what: 'a tombstone that the registry does not know',
    file: webhook,
    sql: "SELECT 1 FROM tombstones JOIN deletes ON tombstones.accepted_at = deletes.accepted_at WHERE phase = 'announce'",
  },
  {
    what: 'several events and subscriptions in a row',
    file: mixpanel,
    sql: 'SELECT 1 FROM events WHERE owed = 5 AND json_array_length(body) = 3',
  },
  {
    what: 'a row that is settled in part',
    file: mixpanel,
    sql: `SELECT 1 FROM events WHERE body LIKE '%"done":["%' AND body LIKE '%"refused":["%'`,
  },
  { what: 'a cancel request of a delete', file: mixpanel, sql: 'SELECT 1 FROM cancels' },
  {
    what: 'a leased delete',
    file: mixpanel,
    sql: "SELECT 1 FROM deletes WHERE lease_until > 0 AND phase = 'submit' AND state = 'RUNNING'",
  },
  { what: 'a dead delete', file: mixpanel, sql: "SELECT 1 FROM deletes WHERE state = 'FAILED' AND sealed IS NOT NULL" },
  {
    what: 'a cancelled delete',
    file: mixpanel,
    sql: "SELECT 1 FROM deletes WHERE state = 'FAILED' AND sealed IS NULL",
  },
  {
    what: 'a delete that was submitted again',
    file: mixpanel,
    sql: "SELECT 1 FROM deletes WHERE resubmits = 1 AND phase = 'poll'",
  },
  {
    what: 'a delete that was polled twice',
    file: mixpanel,
    sql: "SELECT 1 FROM deletes WHERE polls = 2 AND phase = 'poll' AND answers IS NOT NULL",
  },
  {
    what: 'a delete that waits for its first try',
    file: mixpanel,
    sql: "SELECT 1 FROM deletes WHERE phase = 'submit' AND state = 'INITIALIZED' AND announced = 1",
  },
  {
    what: 'a delete that is not announced',
    file: mixpanel,
    sql: "SELECT 1 FROM deletes WHERE phase = 'announce' AND announced = 0",
  },
  ...(
    [
      ['FINISHED', mixpanel],
      ['NOT_SUPPORTED', mixpanel],
      ['INVALID', 'ga4-default.sql'],
    ] as const
  ).map(([state, file]) => ({
    what: `a delete that is ${state}`,
    file,
    sql: `SELECT 1 FROM deletes WHERE state = '${state}'`,
  })),
  ...['batches', 'minutes', 'events', 'about', 'deleted'].map((table) => ({
    what: `${table} of activity`,
    file: 'activity-webhook-default.sql',
    sql: `SELECT 1 FROM ${table}`,
  })),
  ...['rejected', 'invalid', 'cancelled', 'poison'].map((reason) => ({
    what: `a dead letter: ${reason}`,
    file: webhook,
    sql: `SELECT 1 FROM dead_letters WHERE reason LIKE '${reason}: %'`,
  })),
  ...['rejected', 'given up'].map((reason) => ({
    what: `a dead letter: ${reason}`,
    file: mixpanel,
    sql: `SELECT 1 FROM dead_letters WHERE reason LIKE '${reason}: %'`,
  })),
  { what: 'a sealed access token', file: 'ga4-default.sql', sql: "SELECT 1 FROM meta WHERE name LIKE 'token:%'" },
  { what: 'the settings of a customer', file: 'userpilot', sql: "SELECT 1 FROM meta WHERE name = 'sealed'" },
  {
    what: 'an open circuit',
    file: 'userpilot',
    sql: `SELECT 1 FROM meta WHERE name = 'circuit' AND value LIKE '%"open"%'`,
  },
  ...[
    'accounts',
    'pauses',
    'tombstones',
    'deletes',
    'minutes',
    'hours',
    'totals',
    'conditions',
    'books',
    'active_accounts',
  ].map((table) => ({
    what: table,
    file: 'registry.sql',
    sql: `SELECT 1 FROM ${table}`,
  })),
  ...['pending', 'done'].map((state) => ({
    what: `an alert that is ${state}`,
    file: 'registry.sql',
    sql: `SELECT 1 FROM alerts WHERE state = '${state}'`,
  })),
]

/** Throws where the databases do not hold everything that they are stored for. */
export function holdsEverything(byFile: ReadonlyMap<string, DatabaseSync>): void {
  const missing = held.filter(({ file, sql }) => {
    const name = [...byFile.keys()].find((one) => one.startsWith(file)) ?? file
    return query(byFile, name, sql).length === 0
  })
  if (missing.length > 0)
    throw new Error(`not there: ${missing.map(({ what, file }) => `${what} (${file})`).join(', ')}`)
}
