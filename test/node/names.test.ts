import { describe, expect, test } from 'vitest'
import { NotedNames } from '../../src/activity/names.ts'
import { maskedEvent } from '../../src/admin/masked-event.ts'

const uuid = '6ba7b810-9dad-41d1-80b4-00c04fd430c8'
const user = {
  type: 'track',
  userId: 'Ada-Lovelace',
  anonymousId: 'a',
  groupId: 'acme-7',
  messageId: uuid,
  context: { traits: { id: 't9', name: 'Grace Hopper' }, device: { id: 'd77' }, page: { title: 'Pricing' } },
  properties: { status: 'completed', plan: 'Pro', stepName: 1, path: '/checkout', phone: '(141) 555-0132' },
}

describe('the name of an event is shown without', () => {
  test.for([
    ['an id', 'Order of Ada-Lovelace', 'Order of …'],
    ['an id in another case', 'Order of ADA-LOVELACE', 'Order of …'],
    ['an id percent-encoded', 'Order of %41da%2DLovelace', 'Order of …'],
    ['an id in base64', `Order of ${btoa('Ada-Lovelace')}`, 'Order of …'],
    ['an id of one letter where it is a word', 'Plan a', 'Plan …'],
    ['a group', 'Joined acme-7', 'Joined …'],
    ['a name of traits', 'Call Grace Hopper', 'Call …'],
    ['an id of traits', 'Call t9', 'Call …'],
    ['an id of a device', 'Call d77', 'Call …'],
    ['a phone number', 'Call +49 171 5550134', 'Call …'],
    ['a phone number of the event', 'Call 1415550132', 'Call …'],
    ['an e-mail address', 'Mail to bob@example.com', 'Mail to …'],
    ['an e-mail address percent-encoded', 'Mail to bob%40example.com', 'Mail to …'],
    ['a token', `Order ${uuid}`, 'Order …'],
  ])('%s', ([, event = '', shown]) => {
    expect(new NotedNames({ ...user, event }, true).shown()).toEqual({ type: 'track', event: shown, messageId: uuid })
    expect(maskedEvent({ ...user, event })).toMatchObject({ type: 'track', event: shown })
  })

  test.for(['Order Completed', 'Pricing Viewed', 'checkout_step_2_viewed', 'Pro Bought', 'Data Loaded'])(
    'anything of "%s", which says nothing of the user',
    (event) => {
      expect(new NotedNames({ ...user, event }, true).shown().event).toBe(event)
      expect(maskedEvent({ ...user, event })).toMatchObject({ event })
    },
  )

  test('anything of the name of a page, which its properties repeat', () => {
    const page = { type: 'page', userId: 'u-1', name: 'Home', properties: { name: 'Home', url: 'https://x.org/home' } }
    expect(new NotedNames(page, true).shown()).toEqual({ type: 'page', event: 'Home', messageId: '' })
    expect(maskedEvent(page)).toMatchObject({ name: 'Home', properties: { name: '…' } })
    expect(maskedEvent({ ...page, type: 'identify' })).toMatchObject({ name: '…' })
  })

  test('anything but its type, where it is too large to be masked in time', () => {
    const large = { ...user, event: 'Order Completed', properties: { text: 'x '.repeat(40_000) } }
    expect(new NotedNames(large, true).shown()).toEqual({ type: 'track', event: '…', messageId: '…' })
  })

  test('a name that is not of the event but of the user', () => {
    expect(new NotedNames({ type: 'identify', userId: 'u-1', name: 'Ada' }, true).shown().event).toBe('')
  })
})

describe('a message id', () => {
  test.for([
    ['an id', 'order-ada-lovelace-1', '…'],
    ['an id in base64', btoa('Ada-Lovelace'), '…'],
    ['an e-mail address', 'bob@example.com', '…'],
    ['nothing of the user', 'ajs-next-1764000000000-6ba7b810', 'ajs-next-1764000000000-6ba7b810'],
    ['numbers', 'order-7770001234', 'order-7770001234'],
  ])('that holds %s is shown so, to an admin too', ([, messageId = '', shown]) => {
    expect(new NotedNames({ ...user, messageId }, true).shown().messageId).toBe(shown)
    expect(maskedEvent({ ...user, messageId }, 'admin')).toMatchObject({ messageId: shown })
  })
})

describe('of what is no event', () => {
  test.for([
    [{ type: 'track', event: 'Registered', user_id: 'ada' }, ['track', 'Registered', '']],
    [{ type: 'nope', event: 'Registered now', messageId: 'm-1' }, ['nope', '…', '…']],
    [{ type: 'ada17', event: 'ada17', user_id: 'ada17' }, ['…', '…', '']],
    [{ type: 'lovelace', event: 'Lovelace', userID: 'lovelace' }, ['…', '…', '']],
    [{ type: 'TRACK', event: 'grace', anonymous_id: 'Grace' }, ['TRACK', '…', '']],
    [{ type: 'ada', event: 'ada', id: 'ada' }, ['…', '…', '']],
    [{ type: ['x'], event: { a: 1 } }, ['', '', '']],
  ] as const)('%j only what can be no id is shown', ([event, shown]) => {
    const { type, event: name, messageId } = new NotedNames(event, false).shown()
    expect([type, name, messageId]).toEqual(shown)
  })
})
