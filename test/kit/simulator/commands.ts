import * as fc from 'fast-check'
import { killer } from './events.ts'
import type { Version } from './mappings.ts'
import type { Manner } from './partner.ts'
import { answers } from './partner.ts'
import type { Fault } from './world.ts'

/** What one call commits: events by number, owed to some subscriptions (by bits), together or a row each; `twice`: the rows come twice in it. */
export interface Commit {
  readonly events: readonly number[]
  readonly owed: number
  readonly each: boolean
  readonly due: 'now' | 'later' | 'held'
  readonly twice: boolean
  readonly letters: number
}

/** One thing that happens to a queue; `midway`: while its alarm works, if it can. Plain data, so that what failed can be read, shrunk and written down. */
export type Command =
  | ({ readonly do: 'commit' } & Commit)
  | { readonly do: 'commit again'; readonly nth: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'leap'; readonly ms: number; readonly alarmFirst: boolean }
  | { readonly do: 'set back'; readonly ms: number }
  | { readonly do: 'alarm'; readonly times: number }
  | { readonly do: 'crash'; readonly as: 'ghost' | 'dead'; readonly again: boolean; readonly midway: boolean }
  | { readonly do: 'break'; readonly kind: Fault; readonly skip: number }
  | { readonly do: 'partner'; readonly manners: readonly Manner[] }
  | { readonly do: 'pause'; readonly on: boolean }
  | { readonly do: 'mapping'; readonly version: Version }
  | { readonly do: 'deploy' }
  | { readonly do: 'retry'; readonly nth: number; readonly midway: boolean }
  | { readonly do: 'cancel'; readonly nth: number; readonly midway: boolean }
  | { readonly do: 'delete'; readonly user: number; readonly midway: boolean }

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const day = 24 * hour
const nth = fc.nat(30)
const midway = fc.boolean()
const manner: fc.Arbitrary<Manner> = fc.record({
  answer: fc.oneof(fc.constant('ok' as const), fc.constantFrom(...answers)),
  afterMs: fc.constantFrom(10, 400, 5 * second, 29 * second, 2 * minute),
})
const commit: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('commit'),
  events: fc.oneof(
    { weight: 20, arbitrary: fc.array(fc.nat(killer - 1), { minLength: 1, maxLength: 6 }) },
    { weight: 1, arbitrary: fc.array(fc.nat(killer - 1), { minLength: 8, maxLength: 16 }) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(killer), fc.constant(killer)) },
  ),
  owed: fc.integer({ min: 1, max: 7 }),
  each: fc.boolean(),
  due: fc.constantFrom('now', 'later', 'held'),
  twice: fc.boolean(),
  letters: fc.constantFrom(0, 0, 0, 1),
})

/** Any command. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: commit },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('commit again'), nth }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.constantFrom(1, 1, 500, 31 * second, 10 * minute) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('leap'),
      ms: fc.constantFrom(20 * second, 20 * minute, day, 4 * day),
      alarmFirst: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('set back'), ms: fc.constantFrom(2 * second, hour) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('alarm'), times: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('crash'),
      as: fc.constantFrom('ghost', 'dead'),
      again: fc.boolean(),
      midway,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('break'),
      kind: fc.constantFrom('before', 'inside', 'after'),
      skip: fc.nat(3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('partner'), manners: fc.array(manner, { minLength: 1, maxLength: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause'), on: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('mapping'),
      version: fc.constantFrom('full', 'full', 'lost', 'changed', 'picky', 'gone'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deploy') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('retry'), nth, midway }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cancel'), nth, midway }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete'), user: fc.nat(2), midway }) },
) as fc.Arbitrary<Command>
