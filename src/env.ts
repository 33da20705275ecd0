/** The Worker's environment: variables and secrets by name. Partner settings have names of their own (`src/partners.ts`). */
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
