import type { Env } from '../env.ts'

/** The deployed version, where the platform tells it. */
export function versionOf(env: Env): string {
  const metadata = env['VERSION'] as { readonly id?: unknown } | undefined
  return typeof metadata?.id === 'string' && metadata.id !== '' ? metadata.id : 'local'
}
