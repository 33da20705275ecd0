import { ApiError, ask, messageOf } from './api.ts'
import type { Session } from './session.ts'
import { session } from './session.ts'

/** Signs in with the token of a link (`#/sign-in?token=...`, as `npm start` prints it) or with the cookie that the browser has. */
export async function findSession(): Promise<void> {
  const token = /^#\/sign-in\?token=([^&]+)/.exec(location.hash)?.[1]
  if (token !== undefined) {
    // the token must not stay in the address bar or in the history
    history.replaceState(undefined, '', '#/')
    if ((await signIn(decodeURIComponent(token))) === undefined) return
  }
  await ask<Session>('/v1/session').then(
    (found) => void (session.value = found),
    () => void (session.value = undefined),
  )
}

/** Signs in. Gives what is wrong, or nothing. */
export async function signIn(token: string): Promise<string | undefined> {
  try {
    session.value = await ask<Session>('/v1/session/open', { body: { token } })
    return undefined
  } catch (error) {
    session.value = undefined
    return error instanceof ApiError && error.status === 401
      ? 'This token is not known. Use ADMIN_TOKEN or VIEWER_TOKEN of the forwarder.'
      : messageOf(error)
  }
}

/** Signs out. */
export async function signOut(): Promise<void> {
  await ask('/v1/session/end', { body: {} }).catch(() => undefined)
  session.value = undefined
}
