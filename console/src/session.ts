import { signal } from '@preact/signals'

/** Who is signed in. */
export interface Session {
  readonly role: 'viewer' | 'admin'
  readonly until?: string
  readonly environment: string
}

/** Who is signed in; `undefined`: nobody; `null`: it is not known yet. */
export const session = signal<Session | undefined | null>(null)

/** Why somebody who was signed in, or wanted to be, is not; `undefined`: there is nothing to say. */
export const signInFault = signal<string>()

/** Ends the session in this window, because the forwarder no longer knows it. */
export function lostSession(): void {
  if (session.value) signInFault.value = 'You were signed out: the session has ended, or another tab ended it.'
  session.value = undefined
}

/** Whether what changes something may be shown: a viewer sees no control that would be refused. */
export function isAdmin(): boolean {
  return session.value?.role === 'admin'
}
