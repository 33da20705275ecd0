import { expect, test } from 'vitest'
import { chaos, isInTime, summaryOf } from '../../scripts/chaos.ts'

// The long form is `npm run chaos -- 50 5000 500`.
test('no event and no delete that was acknowledged is lost when the runtime is killed under load, and what comes twice is explained', async () => {
  const survived = await chaos({ kills: 4, events: 300, deletes: 20 })
  console.log(`chaos: ${summaryOf(survived)}`)
  expect(survived).toMatchObject({ kills: 4, acknowledged: 300, missing: [], depth: 0, otherKey: [] })
  expect(survived.duplicates.unexplained).toEqual([])
  expect(survived.deletes).toEqual({ accepted: 20, unproven: [], afterDelete: [], leaks: [] })
  expect(survived.lag).toSatisfy(isInTime)
}, 180_000)
