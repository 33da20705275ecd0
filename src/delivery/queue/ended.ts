/** How the deliveries of an account ended. */
export type Ended =
  | 'delivered'
  | 'skipped'
  | 'rejected'
  | 'mapping changed'
  | 'given up'
  | 'poison'
  | 'cancelled'
  | 'erased'
