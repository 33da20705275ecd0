import { signal } from '@preact/signals'

/** Who is signed in. */
export interface Session {
  readonly role: 'viewer' | 'admin'
  readonly until?: string
  readonly environment: string
}

/** Who is signed in; `undefined`: nobody; `null`: it is not known yet. */
export const session = signal<Session | undefined | null>(null)

/** Whether what changes something may be shown: a viewer sees no control that would be refused. */
export function isAdmin(): boolean {
  return session.value?.role === 'admin'
}
