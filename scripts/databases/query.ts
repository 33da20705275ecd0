import type { DatabaseSync } from 'node:sqlite'

/** Rows of a database. */
export function query(
  byFile: ReadonlyMap<string, DatabaseSync>,
  file: string,
  sql: string,
): readonly Readonly<Record<string, unknown>>[] {
  const database = byFile.get(file)
  if (database === undefined) throw new Error(`there is no ${file}`)
  return database.prepare(sql).all()
}
