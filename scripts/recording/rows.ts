import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What of each table is the same in every run: no times, no chance. */
const columns: Readonly<Record<string, string>> = {
  events: 'id, owed, attempts, hold, reason, parked, urgent, body',
  dead_letters: 'id, state, reason, subscription, message_id, attempts, bytes, entry',
  deletes: 'phase, state, attempts, polls, user_subject, anonymous_subject, reason',
  delete_requests: 'request, subject',
  tombstones: 'subject',
  cancels: 'delivery',
  meta: 'name',
}

/** The rows of all accounts' objects below a folder, by account and table, in an order of their own. */
export function rowsIn(folder: string): Readonly<Record<string, unknown>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sqlite'))
    .map(({ parentPath, name }) => join(parentPath, name))
  return Object.fromEntries(files.flatMap(accountIn))
}

function accountIn(file: string): readonly (readonly [string, unknown])[] {
  const database = new DatabaseSync(file)
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    if (!tables.some(({ name }) => name === 'events')) return []
    const { value } = database.prepare("SELECT value FROM meta WHERE name = 'identity'").get() ?? {}
    const { partner, account } = JSON.parse(String(value ?? '{}')) as { partner?: string; account?: string }
    const rows = Object.entries(columns).map(([table, names]) => [
      table,
      database
        .prepare(`SELECT ${names} FROM ${table}`)
        .all()
        .map((row) => JSON.stringify(row))
        .toSorted(),
    ])
    return [[`${partner}/${account}`, Object.fromEntries(rows)]]
  } finally {
    database.close()
  }
}
