/** Why a text is not FQL: what was expected and what stands there, and where (0-based). */
export interface Fault {
  readonly kind: 'fault'
  readonly message: string
  readonly at: number
}

/** A fault, made. */
export function faultAt(at: number, message: string): Fault {
  return { kind: 'fault', message, at }
}
