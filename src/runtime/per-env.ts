import type { Env } from '../env.ts'

interface Made<T> {
  readonly value: T
  /** The variables that it was made of. */
  readonly read: readonly { readonly name: string; readonly was: unknown }[]
}

/** So many results of one environment are kept. */
const mostKept = 1_000

/** Remembers what is made of an environment, by a key, as long as the variables that were read for it are what they were. */
export function perEnv<T>(): (env: Env, key: string, make: (env: Env) => T) => T {
  const kept = new WeakMap<Env, Map<string, Made<T>>>()
  return (env, key, make) => {
    const byKey = kept.get(env) ?? new Map<string, Made<T>>()
    const known = byKey.get(key)
    if (known !== undefined && isOf(known, env)) return known.value
    const read = new Map<string, unknown>()
    const value = make(recording(env, read))
    if (byKey.size >= mostKept) byKey.clear()
    byKey.set(key, { value, read: Array.from(read, ([name, was]) => ({ name, was })) })
    kept.set(env, byKey)
    return value
  }
}

function isOf({ read }: Made<unknown>, env: Env): boolean {
  for (const { name, was } of read) if (env[name] !== was) return false
  return true
}

/** The environment, which notes each variable that is read. */
function recording(env: Env, read: Map<string, unknown>): Env {
  return new Proxy(env, {
    get: (_, name) => {
      const value = Reflect.get(env, name)
      if (typeof name === 'string') read.set(name, value)
      return value
    },
  })
}
