import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { comparePartner, tableOf } from '../kit/oracle.ts'

const partners = readdirSync(join(import.meta.dirname, '../oracle'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5))
  .sort()

const comparisons = await Promise.all(partners.map(comparePartner))
console.log(tableOf(comparisons))

describe.each(comparisons)(
  '$partner beside the official destination',
  ({ pairs, unrecorded, unexcused, unused, share, rules }) => {
    it('is compared for every event', () => {
      expect(unrecorded).toEqual([])
      expect(pairs.length).toBeGreaterThan(0)
    })

    it('sends the same, but for what is excused with a reason', () => {
      expect(unexcused).toEqual([])
    })

    it('has no excuse that is not needed', () => {
      expect(unused).toEqual([])
    })

    it('excuses at most 5 % of its leaves, and up to 15 % with the rules of the vendor that change most requests', () => {
      expect(share.else).toBeLessThanOrEqual(0.05)
      expect(share.all).toBeLessThanOrEqual(rules.length > 0 ? 0.15 : 0.05)
    })

    it('names as rules only what changes most requests', () => {
      expect(rules.filter(({ requests }) => requests <= 0.5)).toEqual([])
    })
  },
)
