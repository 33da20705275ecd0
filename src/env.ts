import { isLoopback } from './values/hosts.ts'

/** The Worker's environment: variables and secrets by name. Partner settings have names of their own (`src/partners/environment.ts`). */
export type Env = Readonly<Record<string, unknown>>

/** A variable as text; absent and empty are `undefined`. */
export function variable(env: Env, name: string): string | undefined {
  const value = env[name]
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Whether a switch is on: set to anything but `0`, `false`, `no` or `off`. */
export function isOn(env: Env, name: string): boolean {
  const value = variable(env, name)
  return value !== undefined && !/^(0|false|no|off)$/i.test(value)
}

/** Whether this is a development run. Deployed environments say so in `wrangler.toml`, which no secret can override. */
export function isDevelopment(env: Env): boolean {
  return variable(env, 'ENVIRONMENT') === 'development'
}

/** The partner that takes every call in development (`DEV_PARTNER`), or why the variable is wrong; `undefined`: it is not set, and calls go to partners. */
export function standIn(env: Env): { readonly origin: string } | { readonly fault: string } | undefined {
  const text = variable(env, 'DEV_PARTNER')
  if (text === undefined) return undefined
  if (!isDevelopment(env)) return { fault: 'DEV_PARTNER is set in a deployed environment: remove it' }
  if (!URL.canParse(text) || !isLoopbackOrigin(new URL(text)))
    return { fault: 'DEV_PARTNER must be an http origin on loopback, such as http://127.0.0.1:8788' }
  return { origin: new URL(text).origin }
}

/** Whether a URL is http on this machine, and nothing but an origin: no user, path, query or fragment. */
function isLoopbackOrigin({ protocol, hostname, href, origin }: URL): boolean {
  return protocol === 'http:' && isLoopback(hostname) && href === `${origin}/`
}

/** Whether partners may be reached by http on loopback: with `ALLOW_HTTP_PARTNERS`, in development only. */
export function allowsHttpLoopback(env: Env): boolean {
  return isOn(env, 'ALLOW_HTTP_PARTNERS') && isDevelopment(env)
}
