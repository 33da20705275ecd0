import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { signatureOf } from '../../../src/transport/webhook-signature.ts'
import { compileMapping } from '../../../src/mapping/file/compile.ts'
import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import type { Refusal } from '../../../src/mapping/context/refusal.ts'
import { callScope, callsOf, plan } from '../../../src/mapping/translate.ts'

function built(messageId: string, settings: Readonly<Record<string, string>>): PartnerRequest | Refusal {
  const { mapping, issues } = compileMapping({
    name: 'Partner',
    settings: { key: { label: 'Key', secret: true } },
    hosts: { api: 'https://api.example.com' },
    auth: { standardWebhooks: { secret: '{{ settings.key }}', id: '{{ messageId }}' } },
    subscriptions: [
      {
        name: 'Track',
        subscribe: 'type = "track"',
        request: { method: 'POST', url: '{{ hosts.api }}/', text: '{{ event }}' },
      },
    ],
  })
  const [rule] = mapping?.subscriptions ?? []
  if (mapping === undefined || rule === undefined) throw new Error(JSON.stringify(issues))
  const event = { type: 'track', event: '{"test": 2432232314}', messageId }
  const [call] = callsOf(plan(event, { mapping, settings, now: 0 }), settings)
  const [step] = rule.steps
  if (call === undefined || step === undefined) throw new Error('nothing to send')
  return step.build(callScope(call, settings))
}

function signed(messageId: string, seconds: number): Readonly<Record<string, string>> {
  const request = built(messageId, { key: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
  if (request.kind !== 'request') throw new Error(JSON.stringify(request))
  return signatureOf(request, seconds * 1_000 + 999)
}

describe('auth.standardWebhooks', () => {
  test('signs as the example of Standard Webhooks', () => {
    // https://github.com/standard-webhooks/standard-webhooks, the test vector of its libraries
    expect(signed('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test('signs each attempt with its own time and the same id', () => {
    const [first, second] = [signed('m1', 1_614_265_330), signed('m1', 1_614_265_331)]
    expect(second['webhook-id']).toBe(first['webhook-id'])
    expect(second['webhook-timestamp']).toBe('1614265331')
    expect(second['webhook-signature']).not.toBe(first['webhook-signature'])
  })

  test.each(['a.b', 'a b', 'ä', 'a\nb', 'x'.repeat(257)])('the id %j is sent as its hash', (id) => {
    expect(signed(id, 1)['webhook-id']).toBe(createHash('sha256').update(id).digest('hex'))
  })

  test('without its secret the request waits', () => {
    expect(built('m1', {})).toMatchObject({ outcome: 'unauthorized', message: 'the setting "key" is not set' })
  })
})
