/** How (event, subscription) deliveries ended, since the account began. `revived`: dead ones that an operator sent again; `not kept`: letters over the limit; `letters erased`: letters of users who were deleted. */
export type Ended =
  | 'delivered'
  | 'skipped'
  | 'rejected'
  | 'mapping changed'
  | 'given up'
  | 'poison'
  | 'cancelled'
  | 'erased'
  | 'revived'
  | 'not kept'
  | 'letters erased'
