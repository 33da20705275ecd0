import { describe, expect, test } from 'vitest'
import { masked } from '../../src/delivery/mask.ts'

const event = {
  type: 'track',
  userId: 'user-0001',
  event: 'Registered',
  properties: { plan: 'Pro', name: 'Ann', card: 411111111111, small: 7, names: [{ deep: 'Peter Gibbons' }, 'Peter'] },
}
const secrets = ['sk-secret-1', 'sk-secret-1-long', 'abc']

describe("a partner's reason", () => {
  test.for([
    { reason: 'the plan is not known', shown: 'the plan is not known' },
    { reason: 'no user user-0001 here', shown: 'no user … here' },
    { reason: 'user-0001, user-0001', shown: '…, …' },
    { reason: 'card 411111111111 is refused', shown: 'card … is refused' },
    { reason: 'Peter Gibbons is not Peter', shown: '… is not …' },
    { reason: 'Ann has Pro, 7 times', shown: 'Ann has Pro, 7 times' },
    { reason: 'bad key sk-secret-1', shown: 'bad key …' },
    { reason: 'bad key sk-secret-1-long', shown: 'bad key …' },
    { reason: 'abcdef', shown: 'abcdef' },
    { reason: 'x'.repeat(200), shown: 'x'.repeat(200) },
    { reason: 'x'.repeat(201), shown: `${'x'.repeat(199)}…` },
    { reason: `${'x'.repeat(195)}user-0001`, shown: `${'x'.repeat(195)}…` },
    { reason: 'x'.repeat(1_000_000), shown: `${'x'.repeat(199)}…` },
  ])('"$reason" is shown without texts of the event and secrets', ({ reason, shown }) => {
    expect(masked(reason, event, secrets)).toBe(shown)
  })
})

test.for([
  ['in an address', 'no https://a.example.com/users/PII-jane%2Bx%40mail.org', 'no https://a.example.com/users/…'],
  ['in a form', 'no name=PII-jane%2Bx%40mail.org&q=two+words', 'no name=…&q=…'],
  ['in JSON', 'no {"id":"a \\"quoted\\" id"}', 'no {"id":"…"}'],
])('a text is hidden as it stands %s', ([, message = '', hidden]) => {
  const event = { userId: 'PII-jane+x@mail.org', traits: { q: 'two words', id: 'a "quoted" id' } }
  expect(masked(message, event, [])).toBe(hidden)
})
