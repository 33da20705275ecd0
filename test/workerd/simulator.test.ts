import { allEnds } from '../../src/queue/plan.ts'
import { runInDurableObject } from 'cloudflare:test'
import * as fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { makeTables } from '../kit/object.ts'
import { testAccount } from '../kit/queue.ts'
import { command } from '../kit/simulator/commands.ts'
import { found } from '../kit/simulator/found.ts'
import { play } from '../kit/simulator/play.ts'
import { World } from '../kit/simulator/world.ts'

/** A run is the whole life of a queue, tens of milliseconds long: `PROPERTY_RUNS` is capped. */
const runs = Math.min(inject('propertyRuns') ?? 300, 1_500)

/** How a delivery can end. */
const ends = [...allEnds, 'revived', 'repeated', 'items rejected']

test(
  'what was accepted is delivered or accounted for, once, whatever happens to the partner, the object and its clock',
  { timeout: 600_000 },
  async () => {
    const reached = new Set<string>()
    const { stub } = testAccount('plain', 'ok')
    await makeTables(stub)
    await runInDurableObject(stub, (_, { storage }) =>
      fc.assert(
        fc.asyncProperty(fc.nat(), fc.array(command, { maxLength: 60, size: 'max' }), async (seed, commands) => {
          for (const end of await play(new World(storage, seed), commands)) reached.add(end)
        }),
        { numRuns: runs, examples: found },
      ),
    )
    expect([...reached]).toEqual(expect.arrayContaining(ends))
  },
)
