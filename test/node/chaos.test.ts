import { expect, test } from 'vitest'
import { chaos, told } from '../../scripts/chaos.ts'

// The long form is `npm run chaos`.
test('no event and no delete that was acknowledged is lost when the runtime is killed under load', async () => {
  const survived = await chaos({ kills: 3, events: 300, deletes: 20 })
  console.log(`chaos: ${told(survived)}`)
  expect(survived).toMatchObject({ kills: 3, acknowledged: 300, missing: [], depth: 0, otherKey: [] })
  expect(survived.deletes).toEqual({ accepted: 20, unproven: [], afterDelete: [], leaks: [] })
}, 120_000)
