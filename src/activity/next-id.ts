/** The id of a new batch in a table: when it comes (ms), or one more than the newest. */
export function nextId(sql: SqlStorage, table: 'batches' | 'events', now: number): number {
  const { newest } = sql.exec<{ newest: number | null }>(`SELECT MAX(id) AS newest FROM ${table}`).one()
  return Math.max(now, (newest ?? 0) + 1)
}
