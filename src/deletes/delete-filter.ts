import type { DeleteState } from './receipt.ts'

/** SQL: deletes that are tried. */
export const pending = "phase IN ('announce', 'submit', 'poll')"
/** SQL: deletes that failed. Their ids are still sealed, so that they can be sent again; a cancelled one has none. */
export const dead = "(state = 'FAILED' AND phase = 'none' AND sealed IS NOT NULL)"

/** SQL: which deletes an operator asks for: those that are tried, dead ones that they have to decide, cancelled ones, or those of a state. The first two are found by their indexes. */
export const asked = {
  pending: `id IN (SELECT id FROM deletes WHERE ${pending})`,
  dead: `id IN (SELECT id FROM deletes WHERE ${dead})`,
  cancelled: "(state = 'FAILED' AND phase = 'none' AND sealed IS NULL)",
  INITIALIZED: "state = 'INITIALIZED'",
  RUNNING: "state = 'RUNNING'",
  FINISHED: "state = 'FINISHED'",
  FAILED: "state = 'FAILED'",
  NOT_SUPPORTED: "state = 'NOT_SUPPORTED'",
  INVALID: "state = 'INVALID'",
} as const satisfies Readonly<Record<DeleteState | 'pending' | 'dead' | 'cancelled', string>>

/** A state by which deletes are looked for. */
export type DeleteFilter = keyof typeof asked

/** Whether deletes can be looked for by a state. */
export function isDeleteFilter(text: string): text is DeleteFilter {
  return Object.hasOwn(asked, text)
}

/** Which deletes are looked for, in the order of their ids, which is that of their acceptance, after an id. Times in ms. */
export interface DeletesWanted {
  readonly state: DeleteFilter | undefined
  readonly after: string
  readonly request: string | undefined
  readonly since: number | undefined
  readonly before: number | undefined
  readonly limit: number
}
