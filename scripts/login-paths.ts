import { isObject } from '../src/values/json.ts'

/** The paths of the logins that a mapping gets its access tokens from (`auth.token`). */
export function loginPathsOf(mapping: unknown): readonly string[] {
  const inside = typeof mapping === 'object' && mapping !== null ? Object.entries(mapping) : []
  return inside.flatMap(([key, value]) => [...(key === 'token' ? pathOf(value) : []), ...loginPathsOf(value)])
}

function pathOf(token: unknown): readonly string[] {
  const login = isObject(token) ? token['request'] : undefined
  const url = isObject(login) ? String(login['url']) : ''
  return url === '' ? [] : [url.replace(/^\{\{[^}]*\}\}|^https:\/\/[^/]*/, '')]
}
