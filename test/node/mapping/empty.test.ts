import { expect, test } from 'vitest'
import { isRefusal } from '../../../src/mapping/context/refusal.ts'
import { scopeOf } from '../../../src/mapping/context/scope.ts'
import { callScope, callsOf, planFor } from '../../../src/mapping/translate.ts'
import { compiled } from '../../kit/cases.ts'
import { made } from './item.ts'

/** What a mapping with these parts makes of an event: what it sends, or that it sends nothing. */
function sent(parts: { readonly subscription?: object; readonly request?: object }, a: unknown): unknown {
  const request = { method: 'POST', url: 'https://api.example.com/', ...parts.request }
  const mapping = compiled({
    name: 'Empty',
    subscriptions: [{ name: 'All', subscribe: 'exists(type)', request, ...parts.subscription }],
  })
  const [rule] = mapping.subscriptions
  if (rule === undefined || !rule.matches(scopeOf({ event: { type: 'track', a } }))) return 'not taken'
  const [call] = callsOf([planFor(rule, { type: 'track', a }, { mapping, settings: {}, now: 0 })], {})
  const built = call?.rule.steps[0]?.build(callScope(call, {}))
  return built === undefined || isRefusal(built) ? 'nothing' : [built.url, built.headers, built.body]
}

const header = ['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8']

/** Every reader of emptiness: what it makes of an empty value and of one that is not. */
const readers: readonly (readonly [string, (a: unknown) => boolean])[] = [
  ['??', (a) => made("{{ $.a ?? 'x' }}", { a }) === 'x'],
  ['@first', (a) => made({ '@first': ['{{ $.a }}', 'x'] }, { a }) === 'x'],
  ['default', (a) => made("{{ $.a | default: 'x' }}", { a }) === 'x'],
  ['compact', (a) => made({ '@compact': ['{{ $.a }}'] }, { a }) === undefined],
  ['a placeholder in a text', (a) => made('a {{ $.a }}', { a }) === undefined],
  ['exists', (a) => sent({ subscription: { subscribe: 'exists($.a)' } }, a) === 'not taken'],
  ['requires', (a) => sent({ subscription: { requires: ['$.a'] } }, a) === 'nothing'],
  [
    'query',
    (a) =>
      JSON.stringify(sent({ request: { query: { a: '{{ $.a }}' } } }, a)).startsWith('["https://api.example.com/",'),
  ],
  [
    'headers',
    (a) =>
      JSON.stringify(sent({ request: { headers: { a: '{{ $.a }}' } } }, a)) === '["https://api.example.com/",[],null]',
  ],
  [
    'form',
    (a) =>
      JSON.stringify(sent({ request: { form: { a: '{{ $.a }}' } } }, a)) ===
      JSON.stringify(['https://api.example.com/', [header], '']),
  ],
]

test.each(readers)('%s takes absent, null, "", [] and {} for empty, and nothing else', (_name, isEmpty) => {
  expect([undefined, null, '', [], {}].map(isEmpty)).toEqual([true, true, true, true, true])
  expect([0, false, ' ', [0], { a: null }].map(isEmpty)).toEqual([false, false, false, false, false])
})
