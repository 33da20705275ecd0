import { EventTexts } from '../../src/delivery/mask/event-texts.ts'
import { describe, expect, test } from 'vitest'
import type { Caller } from '../../src/delivery/call.ts'
import { runCall } from '../../src/delivery/call.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import type { PartnerRequest } from '../../src/mapping/file/request.ts'
import type { EventLike } from '../../src/mapping/translate.ts'
import { callsOf, planFor } from '../../src/mapping/translate.ts'
import { echoMapping } from '../kit/echo-mapping.ts'
import { echoes, eventOf, leakIn, planted, seeded, textsOf } from '../kit/planted.ts'

/** Items of one call; each is an input. With `PROPERTY_RUNS=5000` (`npm run test:long`) they are 100,000. */
const itemsACall = 20
const calls = Number(process.env['PROPERTY_RUNS'] ?? 100)

const { mapping, issues } = compileMapping(echoMapping)
const path = 'zofkvi-4711-xulwob'
const settings = {
  url: `https://hook.example.com/${path}`,
  user: 'user-xulwob-08',
  password: 'pass-jyrquq-99',
}
const secrets = [path, settings.user, settings.password, btoa(`${settings.user}:${settings.password}`)]

/** Every text of a request that a partner could give back. */
function sentIn({ headers, body = '' }: PartnerRequest): readonly string[] {
  const found: string[] = headers.map(([, value]) => value)
  JSON.parse(body, (key, value: unknown) => {
    if (typeof value === 'string') found.push(value)
    if (key.includes('@')) found.push(key)
    return value
  })
  return found.filter((text) => text.length >= 8 && text !== 'application/json')
}

describe('what a partner gives back', () => {
  test(`tells of nobody, in ${calls * itemsACall} messages`, { timeout: 900_000 }, async () => {
    expect(issues).toEqual([])
    const kinds = Object.entries(echoes)
    for (let run = 0; run < calls; run++) {
      const random = seeded(run)
      const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
      const people = Array.from({ length: itemsACall }, (_, i) => planted(run * itemsACall + i))
      const events = people.map((one, i) => eventOf(one, i) as EventLike)
      const [rule] = mapping?.subscriptions ?? []
      if (mapping === undefined || rule === undefined) throw new Error('the mapping does not compile')
      const deliveries = events.map((event) => planFor(rule, event, { mapping, settings, now: 0 }))
      const items = deliveries.flatMap((delivery) => delivery.items)
      const said: string[] = []
      const [call] = callsOf(deliveries, settings)
      if (call === undefined) throw new Error('there is no call')
      const partner: Caller = {
        settings,
        now: () => 0,
        log: (attempt) => expect(Object.keys(attempt)).not.toContain('message'),
        send: (request) => {
          const texts = [...sentIn(request), ...people.flatMap(textsOf), ...secrets]
          const errors = items.map((_, at) => {
            const [kind, echo] = pick(kinds) ?? []
            const text = pick(texts) ?? ''
            const why = pick([
              `the profile of ${echo?.(text, random)} is suppressed`,
              `invalid: "${echo?.(text, random)}"`,
              `${echo?.(text, random)}`,
            ])
            said.push(`${kind}: ${why}`)
            return { at, why }
          })
          const body = { errors }
          return Promise.resolve({ kind: 'answered', answer: { status: 207, headers: {}, body } })
        },
      }
      const outcomes = await runCall(call, partner, new EventTexts(() => events))
      const hidden = [...people.flatMap(textsOf), ...secrets]
      const shown = outcomes.map(({ message = '' }) => message)
      expect(shown).toHaveLength(itemsACall)
      expect(
        shown
          .map((text, i) => ({ said: said[i], text, leak: leakIn(text, hidden) }))
          .filter(({ leak }) => leak !== undefined),
      ).toEqual([])
    }
  })
})
