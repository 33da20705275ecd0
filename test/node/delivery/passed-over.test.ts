import { expect, test } from 'vitest'
import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import { runCall } from '../../../src/delivery/call.ts'
import { callsOf, plan } from '../../../src/mapping/translate.ts'
import { compiled } from '../../kit/cases.ts'

interface Answered {
  readonly status?: number
  readonly body?: unknown
}

/** What a deletion sends for a delete, where the partner answers so, and how it ends. */
async function deleted(
  deletion: object,
  answer: (request: PartnerRequest) => Answered = () => ({}),
): Promise<{ readonly sent: readonly string[]; readonly end: readonly unknown[] }> {
  const mapping = compiled({
    name: 'Deletes',
    hosts: { api: 'https://api.example.com' },
    subscriptions: [
      { name: 'All', subscribe: 'type = "track"', request: { method: 'POST', url: '{{ hosts.api }}/', json: {} } },
    ],
    deletion,
  })
  const sent: string[] = []
  const [delivery] = plan({ type: 'delete', userId: 'u1', anonymousId: 'a1' }, { mapping, settings: {}, now: 0 })
  if (delivery?.ended !== undefined) return { sent, end: [delivery.ended.status, delivery.ended.message] }
  const [call] = callsOf(delivery === undefined ? [] : [delivery], {})
  if (call === undefined) throw new Error('no call')
  const [outcome] = await runCall(call, {
    settings: {},
    now: () => 0,
    log: () => undefined,
    send: (request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname}`)
      const { status = 200, body = {} } = answer(request)
      return Promise.resolve({ kind: 'answered', answer: { status, headers: {}, body } })
    },
  })
  return { sent, end: [outcome?.outcome, outcome?.message] }
}

const find = { name: 'find', method: 'GET', url: '{{ hosts.api }}/find' }
const erase = {
  name: 'erase',
  method: 'DELETE',
  url: '{{ hosts.api }}/records/{{ item }}',
  for: '{{ answers.find.body }}',
}
const never = { name: 'never', if: 'userId = "nobody"', method: 'DELETE', url: '{{ hosts.api }}/never' }
const poll = { every: '1h', request: { method: 'GET', url: '{{ hosts.api }}/job' } }

test('a delete of which nothing was sent fails', async () => {
  expect(await deleted({ requests: [never] })).toEqual({
    sent: [],
    end: ['rejected', 'all requests were passed over, so nothing was sent that could be confirmed'],
  })
})

test('a delete whose last requests are passed over is done', async () => {
  expect(await deleted({ requests: [find, never] })).toEqual({ sent: ['GET /find'], end: ['delivered', undefined] })
})

test('a delete that is polled is not done where the last requests are passed over', async () => {
  expect(await deleted({ requests: [find, never], poll })).toEqual({ sent: ['GET /find'], end: ['pending', undefined] })
})

test('a delete that is polled is refused where it would make several items', async () => {
  const item = ['{{ userId }}', '{{ anonymousId }}']
  const { sent, end } = await deleted({
    item,
    request: { method: 'POST', url: '{{ hosts.api }}/jobs', json: {} },
    poll,
  })
  expect([sent, end[0], String(end[1])]).toEqual([
    [],
    'rejected',
    expect.stringMatching(/makes one item of a user, and this one made 2/),
  ])
})

test('a hundred records are deleted in one attempt, the rest by the next', async () => {
  const records = Array.from({ length: 101 }, (_, i) => i)
  const { sent, end } = await deleted({ requests: [find, erase] }, ({ method }) =>
    method === 'GET' ? { body: records } : {},
  )
  expect(sent.slice(1)).toEqual(records.slice(0, 100).map((i) => `DELETE /records/${i}`))
  expect(end).toEqual(['retryable', 'there are more than 100 records: the rest is deleted by the next attempts'])
})

test('exactly a hundred records are all there are', async () => {
  const records = Array.from({ length: 100 }, (_, i) => i)
  const { end } = await deleted({ requests: [find, erase] }, ({ method }) =>
    method === 'GET' ? { body: records } : {},
  )
  expect(end).toEqual(['delivered', undefined])
})

test('a record that the partner refuses to delete ends the delete', async () => {
  const { sent, end } = await deleted({ requests: [find, erase] }, ({ method, url }) =>
    method === 'GET' ? { body: [1, 2, 3] } : { status: url.endsWith('2') ? 422 : 204 },
  )
  expect([sent, end]).toEqual([
    ['GET /find', 'DELETE /records/1', 'DELETE /records/2'],
    ['rejected', 'the partner answered 422'],
  ])
})

test('records may be deleted before a last request', async () => {
  const clean = { ...erase, idempotent: true }
  const last = { name: 'last', method: 'DELETE', url: '{{ hosts.api }}/users/{{ userId }}' }
  const { sent, end } = await deleted({ requests: [find, clean, last] }, ({ method }) =>
    method === 'GET' ? { body: [1, 2] } : {},
  )
  expect([sent, end]).toEqual([
    ['GET /find', 'DELETE /records/1', 'DELETE /records/2', 'DELETE /users/u1'],
    ['delivered', undefined],
  ])
})

test('what is taken from a record must be there, or the delete is refused', async () => {
  const byBody = { ...erase, method: 'POST', url: '{{ hosts.api }}/erase', json: { id: '{{ item.ID }}' } }
  const { sent, end } = await deleted({ requests: [find, byBody] }, ({ method }) =>
    method === 'GET' ? { body: [{ id: 1 }] } : {},
  )
  expect([sent, end]).toEqual([['GET /find'], ['rejected', 'what it takes from the answer of "find" is empty']])
})

test('a record may lack what is optional', async () => {
  const byBody = {
    ...erase,
    method: 'POST',
    url: '{{ hosts.api }}/erase',
    json: { id: '{{ item.id }}', note: '{{ item.note | optional }}' },
  }
  const { end } = await deleted({ requests: [find, byBody] }, ({ method }) =>
    method === 'GET' ? { body: [{ id: 1 }] } : {},
  )
  expect(end).toEqual(['delivered', undefined])
})

test('one object is a list of one record', async () => {
  const { sent } = await deleted(
    { requests: [find, { ...erase, url: '{{ hosts.api }}/records/{{ item.id }}' }] },
    ({ method }) => (method === 'GET' ? { body: { id: 5 } } : {}),
  )
  expect(sent).toEqual(['GET /find', 'DELETE /records/5'])
})
