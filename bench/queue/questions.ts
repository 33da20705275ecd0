/** What the bench asks its Worker (`POST /bench`, as JSON). */

/** Which queue. */
export interface Of {
  readonly partner: string
  readonly account: string
}

/** Events to commit: `together` in one call, `atOnce` calls at a time, due after so many ms. `bare`: each call writes its rows itself, without a group. */
export interface Committing extends Of {
  readonly ask: 'commit'
  readonly events: number
  readonly from: number
  readonly together: number
  readonly atOnce: number
  readonly dueInMs: number
  readonly bare?: boolean
  /** A row for each event, though many come together. */
  readonly apart?: boolean
}

/** What a queue is asked again and again: when its next row is due; the due rows of a round that takes so many events; its gauges. */
export type Repeated = 'nothing' | 'next due' | 'due rows' | 'gauges'

export type Question =
  | Committing
  | (Of & { readonly ask: 'tally' | 'tallies' | 'open deletes' | 'alarm' | 'pending' })
  | (Of & { readonly ask: 'repeat'; readonly what: Repeated; readonly times: number; readonly mostOwed: number })
  | { readonly ask: 'clock'; readonly aheadMs: number }

/** What an object read and wrote since it was asked last: rows (`cursor.rowsRead`, `cursor.rowsWritten`, indexes included), those written by statement and table; transactions, and how often the alarm was set. */
export interface Tally {
  readonly rowsRead: number
  readonly rows: Readonly<Record<string, number>>
  readonly transactions: number
  readonly alarms: number
}

/** What the objects of an account wrote, and the registry. */
export type Tallies = Readonly<Record<'account' | 'registry' | 'activity', Tally>>

/** One run of the alarm by hand: what it wrote, and for when it set the next (ms; absent: for never). */
export interface Ran extends Tally {
  readonly next?: number
}
