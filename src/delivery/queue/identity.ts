/** Whose queue an object is. `customer`: its settings came with requests; `own`: the host names of the Worker, which no call may go to. */
export interface Identity {
  readonly partner: string
  readonly account: string
  readonly customer: boolean
  readonly own: readonly string[]
}
