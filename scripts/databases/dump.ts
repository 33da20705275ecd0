import type { DatabaseSync } from 'node:sqlite'

interface Named {
  readonly name: string
  readonly sql: string
}

/**
 * The text of a database, as SQL that makes it anew: each statement ends with a semicolon and a line break, which nothing inside a statement does. Rows stand in the order of
 * their keys. The tables of the runtime itself (`_cf_*`) are left out.
 */
export function dumpOf(database: DatabaseSync): string {
  const tables = named(database, 'table')
  const others = [...named(database, 'index'), ...named(database, 'trigger')]
  return [
    ...tables.map(({ sql }) => sql),
    ...tables.flatMap(({ name }) => rowsOf(database, name)),
    ...others.map(({ sql }) => sql),
  ]
    .map((statement) => `${statement};\n`)
    .join('')
}

function named(database: DatabaseSync, type: 'table' | 'index' | 'trigger'): readonly Named[] {
  return database
    .prepare(
      `SELECT name, sql FROM sqlite_master
         WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all(type)
    .map((row) => ({ name: String(row['name']), sql: String(row['sql']) }))
}

function rowsOf(database: DatabaseSync, table: string): readonly string[] {
  const columns = database.prepare('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid').all(table)
  const names = columns.map(({ name }) => String(name))
  const key = columns
    .filter(({ pk }) => Number(pk) > 0)
    .toSorted((a, b) => Number(a['pk']) - Number(b['pk']))
    .map(({ name }) => String(name))
  // `quote` gives a value as a literal of SQL, with every digit of a number.
  const values = names.map((name) => `quote("${name}") AS "${name}"`)
  return database
    .prepare(`SELECT ${values.join(', ')} FROM "${table}" ORDER BY ${key.map((name) => `"${name}"`).join(', ')}`)
    .all()
    .map((row) => {
      const literals = names.map((name) => String(row[name]).replaceAll('\n', "'||char(10)||'"))
      return `INSERT INTO "${table}" (${names.join(', ')}) VALUES (${literals.join(', ')})`
    })
}
