import { describe, expect, test } from 'vitest'
import { masked } from '../../src/delivery/mask/mask.ts'

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

describe('a text of the event is hidden', () => {
  const one = {
    userId: 'PII-jane+x@mail.org',
    anonymousId: 'a7',
    traits: { name: 'Ženja Großmann', 'peter@example.com': 1, favouriteTeam: 'Dynamo' },
    properties: { plan: 'invalid', phone: '(141) 555-0132' },
  }
  test.for([
    ['in upper case, which makes it longer', 'no ŽENJA GROSSMANN here', 'no … here'],
    ['in HTML', 'no &#381;enja Gro&#xdf;mann, PII&#45;jane&#x2B;x&#64;mail.org', 'no …, …'],
    ['encoded twice', 'no PII-jane%252Bx%2540mail.org', 'no …'],
    ['in JSON as ASCII', String.raw`no \u017denja Gro\u00dfmann`, 'no …'],
    ['in base64', `no ${btoa('PII-jane+x@mail.org')}`, 'no …'],
    ['in base64, cut', `no ${btoa('PII-jane+x@mail.org').slice(0, 12)}`, 'no …'],
    ['cut', 'no PII-jane', 'no …'],
    ['cut at its beginning', 'no ne+x@mail.org', 'no …'],
    ['cut, as the message says', 'no Gro... here', 'no …... here'],
    ['one word of a name alone', 'no Ženja here', 'no … here'],
    ['as a key that is data', 'no peter@example.com, no favouriteTeam', 'no …, no …'],
    ['as the digits of a number that could be a Unix time', 'no 1415550132', 'no …'],
    ['as a short id', 'no a7, but a70', 'no …, but a70'],
  ])('%s', ([, message = '', shown]) => expect(masked(message, one, [])).toBe(shown))

  test.for([
    ['a common word', 'the plan is invalid'],
    ['the name of a field of the spec', 'traits.name of userId'],
  ])('but not %s', ([, message = '']) => expect(masked(message, one, [])).toBe(message))
})

describe('a short or foreign name of the event', () => {
  const person = {
    type: 'identify',
    userId: 'josé',
    traits: { name: '张伟', lastName: 'Lee', phone: '+49 171 5550134', city: 'Öztürkoğlu' },
  }

  test.for([
    { said: '用户张伟不存在', shown: '用户…不存在' },
    { said: 'no Lee here', shown: 'no … here' },
    { said: 'Leeds is no country', shown: 'Leeds is no country' },
    { said: 'no jose\u0301 here', shown: 'no … here' },
    { said: 'Ozturkoglu is no city', shown: '… is no city' },
    { said: 'call +49 171 5550134 back', shown: 'call … back' },
  ])('is hidden in "$said"', ({ said, shown }) => {
    expect(masked(said, person, [])).toBe(shown)
  })
})
