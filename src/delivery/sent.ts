import type { Answer } from '../mapping/context/scope.ts'

/** How one try ended. `token`: the access token that it was sent with; `unknown`: the partner may have taken the request; `slow`: it did not answer in time; `shadowed`: the request was made, and is not sent. */
export type Sent =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly token?: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly unknown: boolean; readonly slow?: boolean }
  | { readonly kind: 'misconfigured'; readonly reason: string }
  | { readonly kind: 'shadowed' }
