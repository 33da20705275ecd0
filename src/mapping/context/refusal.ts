/** Why a request cannot be built: `unauthorized` where a setting is missing or unusable (the item waits), else `rejected` (it never will be). */
export interface Refusal {
  readonly kind: 'refused'
  readonly outcome: 'rejected' | 'unauthorized'
  readonly message: string
}

/** A refusal. */
export function refuse(outcome: Refusal['outcome'], message: string): Refusal {
  return { kind: 'refused', outcome, message }
}

/** Whether something that could be refused was. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'refused'
}
