/** The requests that are recorded: what the Worker does with them stays, while the house is redrawn. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { hostile } from './hostile.ts'
import type { Asked, Named } from './shared.ts'
import { moods, partners, root, sent, timed } from './shared.ts'
import { credentials, operators } from './who.ts'

function dataOf(path: string): string {
  return readFileSync(resolve(root, 'test/data', path), 'utf8')
}

function events(): { readonly spec: readonly Named[]; readonly oracle: readonly Named[] } {
  const { events: spec } = JSON.parse(dataOf('spec-events.json')) as { events: readonly Named[] }
  const lines = dataOf('oracle-events.jsonl').split('\n')
  return { spec, oracle: lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Named) }
}

/** All requests, in order. */
export function requests(): readonly Asked[] {
  const { spec, oracle } = events()
  const named = [...spec.map((one) => ({ ...one, name: `spec ${one.name}` })), ...oracle]
  const live = named.filter(({ event }) => event['type'] !== 'delete')
  return [
    ...partners.flatMap((partner) => live.map(({ name, event }) => sent(name, partner, timed(event)))),
    ...partners.flatMap((partner) => arrays(partner, live)),
    ...partners.flatMap((partner) => (partner === 'userpilot' ? [] : inMoods(partner, live))),
    ...['mixpanel', 'webhook', 'userpilot'].flatMap(hostile),
    ...['mixpanel', 'webhook', 'userpilot', 'nobody', 'Bad_Slug'].flatMap(credentials),
    ...operators(),
    ...partners.flatMap(deletes),
  ]
}

function arrays(partner: string, live: readonly Named[]): readonly Asked[] {
  const asked: Asked[] = []
  for (let at = 0; at < live.length; at += 20) {
    const some = live.slice(at, at + 20).map(({ event }, i) => ({ ...timed(event), messageId: `array-${at + i}` }))
    asked.push(sent(`array from ${at}`, partner, at % 40 === 0 ? some : [...some, 'no event', { type: 'odd' }]))
  }
  return asked
}

function inMoods(partner: string, live: readonly Named[]): readonly Asked[] {
  return moods.flatMap((mood) => {
    const some = live
      .filter((_, i) => i % 12 === 0)
      .map(({ event }, i) => ({ ...timed(event), messageId: `${mood}-${i}` }))
    return [
      ...some.slice(0, 3).map((event, i) => sent(`${mood} ${i}`, partner, event, { mood })),
      sent(`${mood} array`, partner, some, { mood }),
    ]
  })
}

function deletes(partner: string): readonly Asked[] {
  const at = { timestamp: '2026-11-01T10:00:00.000Z' }
  const bodies: Readonly<Record<string, unknown>> = {
    'delete by userId': { type: 'delete', userId: 'deleted-1', messageId: 'delete-1', ...at },
    'the same delete again': { type: 'delete', userId: 'deleted-1', messageId: 'delete-1', ...at },
    'delete by anonymousId': { type: 'delete', anonymousId: 'deleted-2', messageId: 'delete-2', ...at },
    'delete by both': {
      type: 'delete',
      userId: 'deleted-3',
      anonymousId: 'deleted-4',
      messageId: 'delete-reg-3::x',
      ...at,
    },
    'delete by a number': { type: 'delete', userId: 5, messageId: 'delete-5', ...at },
    'delete by nothing': { type: 'delete', messageId: 'delete-6', ...at },
  }
  return Object.entries(bodies).map(([name, body]) => sent(name, partner, body))
}
