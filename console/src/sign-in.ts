import { ApiError, ask, messageOf } from './api.ts'
import { place, replace } from './router.ts'
import type { Session } from './session.ts'
import { session, signInFault } from './session.ts'

/** Signs in with the token of a link (`#/sign-in?token=...`, as `npm start` prints it), now or when one is opened later, or else with the cookie that the browser has. */
export async function findSession(): Promise<void> {
  globalThis.addEventListener('hashchange', () => {
    const token = takeToken()
    if (token !== undefined) void signIn(token)
  })
  const token = takeToken()
  if (token !== undefined) return signIn(token)
  return ask<Session>('/v1/session').then(
    (found) => void (session.value = found),
    () => void (session.value = undefined),
  )
}

/** The token of a link, which must stay neither in the address nor in the history. */
function takeToken(): string | undefined {
  if (place.value.tab !== 'sign-in') return undefined
  const { token } = place.value.parameters
  replace('')
  return token
}

/** Signs in, in the place of who was signed in. {@link signInFault} says what is wrong. */
export async function signIn(token: string): Promise<void> {
  try {
    session.value = await ask<Session>('/v1/session/open', { body: { token } })
    signInFault.value = undefined
  } catch (error) {
    session.value = undefined
    signInFault.value =
      error instanceof ApiError && error.status === 401
        ? 'This token is not known. Use ADMIN_TOKEN or VIEWER_TOKEN of the forwarder.'
        : messageOf(error)
  }
}

/** Signs out. */
export async function signOut(): Promise<void> {
  await ask('/v1/session/end', { body: {} }).catch(() => undefined)
  session.value = undefined
  signInFault.value = undefined
}
