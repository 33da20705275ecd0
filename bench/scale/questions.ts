import type { Of, Tally } from '../queue/questions.ts'

/** What the bench asks its Worker beside what `bench:queue` asks (`POST /scale`, as JSON). */

/** What the registry is asked, as isolates, queues and operators do. */
export const registryCalls = [
  'sync of a new isolate',
  'sync with nothing new',
  'report of a queue',
  'delete announced',
  'alarm of each hour',
  'metrics',
  'page of accounts',
] as const

export type RegistryCall = (typeof registryCalls)[number]

export type Question =
  | { readonly ask: 'fill accounts' | 'fill index'; readonly from: number; readonly accounts: number }
  | { readonly ask: 'fill tombstones'; readonly from: number; readonly accounts: number; readonly each: number }
  | { readonly ask: 'registry'; readonly call: RegistryCall; readonly times: number }
  | { readonly ask: 'registry calls' }
  | (Of & { readonly ask: 'counts' | 'bytes' })

/** What calls cost the registry: in all what it read and wrote, how many there were (a new isolate asks several times), the largest answer as JSON (bytes), and the size of its database (bytes). */
export interface Cost extends Tally {
  readonly calls: number
  readonly bytes: number
  readonly stored: number
}
