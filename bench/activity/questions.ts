/** What the bench asks its Worker (`POST /bench`, as JSON): about an account that gets so many events a second. */
export interface Question {
  /**
   * `fill`: the account gets as many records as it keeps. `note`: what so many batches hold is noted, as it is beside a reply. `hand in`: these batches are handed in, ten
   * seconds apart, and alarms go off in time, as it is after replies. `tally`: what was written and called since this was asked last. `nothing`: the cost of asking.
   */
  readonly ask: 'fill' | 'note' | 'hand in' | 'tally' | 'nothing'
  readonly account: string
  readonly perSecond: number
  readonly batches: number
}

/** What was written and called: rows (`cursor.rowsWritten`, and one for each alarm that is set), calls of objects (alarms too), characters of records and requests, bytes of the database. */
export interface Tally {
  readonly rows: number
  readonly calls: number
  readonly characters: number
  readonly databaseBytes: number
}
