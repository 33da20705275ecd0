import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { webhookHeaders } from '../../../src/transport/webhook-signature.ts'
import type { LastAlert } from '../../../src/registry/alerts.ts'
import { alertBody, dueAlerts } from '../../../src/registry/alerts.ts'
import type { Condition } from '../../../src/registry/condition.ts'
import { afterReport, conditionsOf } from '../../../src/registry/condition.ts'
import type { ConditionKind, Report } from '../../../src/registry/messages.ts'

const [minute, hour, day] = [60_000, 3_600_000, 24 * 3_600_000]
const now = Date.parse('2026-11-22T12:00:00.000Z')

function condition(kind: ConditionKind, more: Partial<Condition> = {}): Condition {
  return { partner: 'acme', account: 'default', kind, since: now, count: 1, toldAt: 0, toldLevel: 0, ...more }
}

describe('an alert', () => {
  test.for<{ of: string; condition: Condition; last?: number; due: 'now' | number | undefined }>([
    { of: 'a refused credential', condition: condition('credential refused'), due: 'now' },
    { of: 'a circuit that has just opened', condition: condition('circuit open'), due: now + 5 * minute },
    { of: 'a circuit open for 5 min', condition: condition('circuit open', { since: now - 5 * minute }), due: 'now' },
    { of: 'a delete of today', condition: condition('delete age'), due: now + day },
    { of: 'a delete of yesterday', condition: condition('delete age', { since: now - day }), due: 'now' },
    {
      of: 'a delete of 2 days ago that was told',
      condition: condition('delete age', { since: now - 2 * day, toldAt: now - day, toldLevel: 1 }),
      due: now + 5 * day,
    },
    {
      of: 'a delete of 8 days ago, told on its first',
      condition: condition('delete age', { since: now - 8 * day, toldAt: now - 7 * day, toldLevel: 1 }),
      due: 'now',
    },
    {
      of: 'a delete of 21 days ago, told twice',
      condition: condition('delete age', { since: now - 21 * day, toldAt: now - 14 * day, toldLevel: 2 }),
      due: 'now',
    },
    { of: 'dead letters', condition: condition('dead letters', { count: 3 }), due: 'now' },
    { of: 'alarm lag', condition: condition('alarm lag'), due: 'now' },
    { of: 'storage', condition: condition('storage'), due: 'now' },
    { of: 'a silence', condition: condition('silence'), due: 'now' },
    { of: 'books that have just come out of balance', condition: condition('unbalanced'), due: now + 10 * minute },
    {
      of: 'books out of balance for 10 min',
      condition: condition('unbalanced', { since: now - 10 * minute }),
      due: 'now',
    },
    {
      of: 'what was told before and still holds',
      condition: condition('credential refused', { since: now - hour, toldAt: now - hour, toldLevel: 1 }),
      due: now + 23 * hour,
    },
    {
      of: 'what was told a day ago and still holds',
      condition: condition('storage', { since: now - 2 * day, toldAt: now - day, toldLevel: 1 }),
      due: 'now',
    },
    {
      of: 'news 20 min after the last alert of its kind',
      condition: condition('dead letters'),
      last: now - 20 * minute,
      due: now + 40 * minute,
    },
    {
      of: 'news an hour after the last alert of its kind',
      condition: condition('dead letters'),
      last: now - hour,
      due: 'now',
    },
  ])('of $of is due in its time', ({ condition: one, last, due }) => {
    const before: readonly LastAlert[] = [
      { kind: one.kind, partner: 'other', at: now },
      { kind: 'storage', partner: 'acme', at: now - 2 * day },
      ...(last === undefined ? [] : [{ kind: one.kind, partner: 'acme', at: last }]),
    ]
    const { alerts, nextAt } = dueAlerts([one], before, now)
    expect({ due: alerts.length > 0 ? 'now' : nextAt }).toEqual({ due })
  })

  test('tells of all accounts of a partner together, news first, and of no other partner', () => {
    const told = { toldAt: now - hour, toldLevel: 1, since: now - 2 * hour }
    const { alerts } = dueAlerts(
      [
        condition('credential refused', { account: 'a', ...told }),
        condition('credential refused', { account: 'c', since: now - 1 }),
        condition('credential refused', { account: 'b', since: now - 1 }),
        condition('circuit open', { account: 'd', since: now - hour }),
        condition('credential refused', { account: 'e', partner: 'other', ...told }),
      ],
      [],
      now,
    )
    expect(alerts.map(({ kind, partner, accounts, since }) => ({ kind, partner, accounts, since }))).toEqual([
      { kind: 'credential refused', partner: 'acme', accounts: ['b', 'c', 'a'], since: now - 2 * hour },
      { kind: 'circuit open', partner: 'acme', accounts: ['d'], since: now - hour },
    ])
  })

  test('leaves out accounts whose circuit has only just opened', () => {
    const { alerts } = dueAlerts(
      [
        condition('circuit open', { account: 'long', since: now - hour }),
        condition('circuit open', { account: 'just', since: now - minute }),
      ],
      [],
      now,
    )
    expect(alerts.map(({ accounts }) => accounts)).toEqual([['long']])
  })
})

describe('the body of an alert', () => {
  const at = '2026-11-22T12:00:00.000Z'
  const since = '2026-11-22T11:00:00.000Z'
  const alert = { partner: 'acme', accounts: ['default'], since: now - hour, at: now, n: 1, level: 1 }

  test('names what, who and since when', () => {
    expect(alertBody({ ...alert, kind: 'credential refused' })).toEqual({
      type: 'credential_refused',
      partner: 'acme',
      count: 1,
      accounts: ['default'],
      since,
      at,
      message:
        'acme refuses the credentials of 1 account: nothing reaches it from there until they are mended; what comes meanwhile waits. Since 2026-11-22T11:00:00.000Z, at: default.',
    })
  })

  test('names ten accounts and counts the rest', () => {
    const accounts = Array.from({ length: 12 }, (_, i) => `account-${i}`)
    const body = alertBody({ ...alert, kind: 'storage', accounts, n: 12 })
    expect(body).toMatchObject({ type: 'storage', count: 12, accounts: accounts.slice(0, 10) })
    expect(body.message).toContain('account-9 and 2 more.')
  })

  test.for<{ kind: ConditionKind; n: number; level: number; says: string }>([
    {
      kind: 'circuit open',
      n: 1,
      level: 1,
      says: 'acme has not taken anything for more than 5 minutes from 1 account',
    },
    { kind: 'delete age', n: 1, level: 1, says: '1 user delete at acme (1 account) waits to be confirmed' },
    { kind: 'delete age', n: 2, level: 1, says: 'the oldest for more than 24 hours' },
    { kind: 'delete age', n: 2, level: 2, says: 'the oldest for more than 7 days' },
    {
      kind: 'delete age',
      n: 2,
      level: 3,
      says: '2 user deletes at acme (1 account) wait to be confirmed, the oldest for more than 21 days',
    },
    { kind: 'delete failed', n: 2, level: 1, says: '2 user deletes at acme (1 account) failed' },
    { kind: 'dead letters', n: 1, level: 1, says: 'acme will not get 1 delivery of 1 account' },
    { kind: 'dead letters', n: 7, level: 1, says: 'acme will not get 7 deliveries of 1 account' },
    { kind: 'alarm lag', n: 1, level: 1, says: 'The queues of 1 account of acme run more than 2 minutes late' },
    { kind: 'storage', n: 1, level: 1, says: 'more than half of their 8 GB' },
    {
      kind: 'silence',
      n: 1,
      level: 1,
      says: '1 account of acme had events in every hour of a whole day, and none since',
    },
    {
      kind: 'failure rate',
      n: 40,
      level: 1,
      says: '40 attempts to deliver to acme (1 account) failed in the last hour',
    },
    { kind: 'unbalanced', n: 2, level: 1, says: 'The books of 1 account of acme are out of balance by 2 deliveries' },
    { kind: 'sealing key', n: 1, level: 1, says: '1 account of acme holds everything back' },
  ])('says of $kind ($n, mark $level): $says', ({ kind, n, level, says }) => {
    expect(alertBody({ ...alert, kind, n, level }).message).toContain(says)
  })
})

test('an alert of what customers have together says so', () => {
  const alert = { partner: 'acme', accounts: [''], since: now, at: now, n: 1, level: 1 }
  expect(alertBody({ ...alert, kind: 'unbalanced' }).message).toContain("at: customers' accounts.")
})

describe('the conditions of a report', () => {
  const report: Report = {
    partner: 'acme',
    account: 'default',
    own: true,
    gauges: {},
    counts: [],
    books: {},
    conditions: [],
  }

  test.for<{ when: string; report: Partial<Report>; kinds: readonly ConditionKind[] }>([
    { when: 'it has none', report: {}, kinds: [] },
    { when: 'the alarm came 2 min late', report: { gauges: { lagMs: 2 * minute } }, kinds: [] },
    { when: 'the alarm came later', report: { gauges: { lagMs: 2 * minute + 1 } }, kinds: ['alarm lag'] },
    { when: 'half of 8 GB are used', report: { gauges: { bytes: 4 * 1_024 ** 3 } }, kinds: [] },
    { when: 'more than half of 8 GB are used', report: { gauges: { bytes: 4 * 1_024 ** 3 + 1 } }, kinds: ['storage'] },
    {
      when: 'the queue names a lag that its gauges do not show',
      report: { conditions: [{ kind: 'alarm lag', since: now }], gauges: { lagMs: 1 } },
      kinds: [],
    },
    {
      when: 'the queue names a refused credential',
      report: { conditions: [{ kind: 'credential refused', since: now }] },
      kinds: ['credential refused'],
    },
  ])('when $when are judged by its gauges', ({ report: more, kinds }) => {
    expect(conditionsOf({ ...report, ...more }, now).map(({ kind }) => kind)).toEqual(kinds)
  })

  const told = { toldAt: now - hour, toldLevel: 1 }

  test.for<{ what: string; known: Condition; reported: { since: number; count: number }; after: Partial<Condition> }>([
    {
      what: 'the same refused credential stays told',
      known: condition('credential refused', told),
      reported: { since: now, count: 1 },
      after: told,
    },
    {
      what: 'another refused credential is news',
      known: condition('credential refused', told),
      reported: { since: now + 1, count: 1 },
      after: { since: now + 1, toldAt: 0, toldLevel: 0 },
    },
    {
      what: 'a circuit that opened again is news',
      known: condition('circuit open', told),
      reported: { since: now + 1, count: 1 },
      after: { since: now + 1, toldAt: 0, toldLevel: 0 },
    },
    {
      what: 'dead letters add up',
      known: condition('dead letters', { count: 2 }),
      reported: { since: now + minute, count: 3 },
      after: { count: 5, since: now },
    },
    {
      what: 'the same silence stays told',
      known: condition('silence', told),
      reported: { since: now, count: 1 },
      after: told,
    },
    {
      what: 'another silence is news',
      known: condition('silence', told),
      reported: { since: now + hour, count: 1 },
      after: { since: now + hour, toldAt: 0, toldLevel: 0 },
    },
    {
      what: 'a failure rate keeps its beginning, and says how many failed',
      known: condition('failure rate', told),
      reported: { since: now + hour, count: 30 },
      after: { ...told, since: now, count: 30 },
    },
    {
      what: 'a lag keeps its beginning',
      known: condition('alarm lag', { since: now - hour, ...told }),
      reported: { since: now, count: 1 },
      after: { since: now - hour, ...told },
    },
    {
      what: 'the next oldest delete is told as far as it has come',
      known: condition('delete age', { since: now - 22 * day, toldAt: now - hour, toldLevel: 3 }),
      reported: { since: now - 8 * day, count: 4 },
      after: { since: now - 8 * day, count: 4, toldLevel: 2 },
    },
    {
      what: 'a young delete that is now the oldest will be told of',
      known: condition('delete age', { since: now - 22 * day, toldAt: now - hour, toldLevel: 3 }),
      reported: { since: now - minute, count: 1 },
      after: { toldLevel: 0 },
    },
  ])('meet what is known: $what', ({ known, reported, after }) => {
    expect(afterReport(known, reported, now)).toMatchObject(after)
  })
})

describe('the signature of Standard Webhooks', () => {
  test('is that of the reference implementations', () => {
    expect(
      webhookHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        timestamp: 1_614_265_330,
        body: '{"test": 2432232314}',
      }),
    ).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test.for([
    { secret: 'plain text', key: 'plain text' },
    { secret: 'whsec_not base64', key: 'whsec_not base64' },
    { secret: 'whsec_abcde', key: 'whsec_abcde' },
    { secret: 'whsec_aGVsbG8=', key: 'hello' },
    { secret: 'whsec_aGVsbG8', key: 'hello' },
  ])('takes the secret "$secret" as the key "$key"', ({ secret, key }) => {
    const signature = createHmac('sha256', key).update('id.1.{}').digest('base64')
    expect(webhookHeaders([secret], { id: 'id', timestamp: 1, body: '{}' })['webhook-signature']).toBe(
      `v1,${signature}`,
    )
  })

  test('is there once for each secret while one is rotated', () => {
    const message = { id: 'id', timestamp: 1, body: '{}' }
    const [one, two] = ['new', 'old'].map((secret) => webhookHeaders([secret], message)['webhook-signature'])
    expect(webhookHeaders(['new', 'old'], message)['webhook-signature']).toBe(`${one} ${two}`)
  })
})
