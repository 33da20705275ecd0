import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keptAnswers, referenceOf } from '../../src/deletes/answers.ts'
import { verify } from '../../src/deletes/receipt-links.ts'
import { requestKey } from '../../src/deletes/request.ts'
import { callsInOrder } from '../../src/queue/plan.ts'
import { readToken } from '../../src/transport/tokens.ts'
import { parseEvent } from '../../src/ingest/parse.ts'
import { contentLength } from '../../src/requests/body-limits.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { jsonOf, numberOf, textOf, toText } from '../../src/values/json.ts'
import type { Deletion, Mapping, Rule } from '../../src/mapping/file/mapping.ts'
import { preview, previewSettings } from '../../src/mapping/preview.ts'
import { isRefusal } from '../../src/mapping/context/refusal.ts'
import type { Answer, Scope } from '../../src/mapping/context/scope.ts'
import type { Step } from '../../src/mapping/file/steps.ts'
import type { EventLike } from '../../src/mapping/translate.ts'
import { callScope, callsOf, plan, planFor } from '../../src/mapping/translate.ts'
import { maskedEvent } from '../../src/admin/masked-event.ts'
import { oddValues, pathsIn, soundEvents, withOdd } from '../kit/odd-fields.ts'

const root = resolve(import.meta.dirname, '../..')
const now = Date.parse('2026-11-22T00:00:00Z')
const runs = Number(process.env['PROPERTY_RUNS'] ?? 100)

/** A list in a list, so deep that writing it as JSON exhausts the stack. */
const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown
const odd = oddValues.map((text) => JSON.parse(text) as unknown)

const mappings = globSync('mappings/*.json', { cwd: root }).map((path) => {
  const text = readFileSync(resolve(root, path), 'utf8')
  const { mapping } = compileMapping(JSON.parse(text))
  if (mapping === undefined) throw new Error(path)
  return { slug: path.slice('mappings/'.length, -'.json'.length), mapping, paths: pathsIn(text) }
})

function rulesOf({ subscriptions, deletion }: Mapping): readonly (Rule & Partial<Deletion>)[] {
  return 'unsupported' in deletion ? subscriptions : [...subscriptions, deletion]
}

/** Builds every request of an event and judges answers to it, whatever the conditions say; throws where one throws. */
function walk(mapping: Mapping, event: EventLike, bodies: readonly unknown[]): void {
  const settings = previewSettings(mapping, {})
  for (const rule of rulesOf(mapping)) {
    const delivery = planFor(rule, event, { mapping, settings, now })
    for (const call of callsOf([delivery], settings))
      for (const body of bodies) tryAnswer(rule, callScope(call, settings), { status: 200, headers: {}, body })
  }
}

function tryAnswer(rule: Rule & Partial<Deletion>, call: Scope, answer: Answer): void {
  const steps: readonly Step[] = [...rule.steps, ...(rule.poll?.steps ?? [])]
  const scope = call.with({ answers: Object.fromEntries(steps.map(({ name }) => [name, answer])) })
  for (const step of steps) {
    const built = step.build(scope)
    expect(isRefusal(built) || built.kind === 'request').toBe(true)
    step.holds?.(scope)
    for (const status of [200, 400]) step.judge(scope.with({ answer: { ...answer, status } }), now)
  }
}

/** An event as the route gives it on, where it is one. */
function eventOf(text: string): EventLike | undefined {
  const parsed = parseEvent(JSON.parse(text), now)
  return parsed.ok ? parsed.event : undefined
}

describe.for(mappings)('the mapping $slug', ({ mapping, paths }) => {
  const settings = previewSettings(mapping, {})

  test.for(soundEvents)('takes $type events with an odd value at any path that it reads', (sound) => {
    for (const path of paths) {
      for (const value of oddValues) {
        const event = eventOf(withOdd(sound, path, value))
        if (event !== undefined) expect(jsonOf(preview(mapping, event, { settings, now }))).toEqual(expect.any(String))
      }
    }
  })

  test.for(['delete-😀', 'delete\n1', 'delete-\0', 'delete-\ud800', 'd'.repeat(100_000)])(
    'deletes a user whatever its messageId is: %j',
    (messageId) => {
      if ('unsupported' in mapping.deletion) return
      const kindsFor = (id: string): readonly string[] => {
        const event = { type: 'delete', userId: 'user-0001', messageId: id }
        return callsOf(plan(event, { mapping, settings, now }), settings).flatMap((call) =>
          call.rule.steps.map((step) => step.build(callScope(call, settings)).kind),
        )
      }
      expect(kindsFor(messageId)).toEqual(kindsFor('delete-1'))
    },
  )

  test('takes odd and deep answers of its partner', () => {
    for (const sound of soundEvents) {
      const event = eventOf(JSON.stringify(sound))
      if (event !== undefined) walk(mapping, event, [...odd, deep, { errors: odd, data: deep, results: odd }])
    }
  })
})

const path = fc.constantFrom(...new Set(mappings.flatMap((one) => one.paths)))
const hostile = fc
  .record({
    sound: fc.constantFrom(...soundEvents),
    set: fc.array(fc.tuple(path, fc.constantFrom(...oddValues)), { minLength: 1, maxLength: 8 }),
  })
  .map(({ sound, set }) =>
    set.reduce((text, [at, value]) => withOdd(JSON.parse(text) as EventLike, at, value), JSON.stringify(sound)),
  )

test('no event with odd values in several fields makes any mapping throw', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const event = eventOf(text)
      if (event === undefined) return
      for (const { mapping } of mappings) {
        preview(mapping, event, { settings: previewSettings(mapping, {}), now })
        walk(mapping, event, odd)
      }
    }),
    { numRuns: runs },
  )
})

describe('an odd value', () => {
  test.for(odd)('%j is no text, and a number only as one', (value) => {
    expect(textOf(value)).toBe(typeof value === 'number' ? String(value) : undefined)
    expect(numberOf(value)).toBeUndefined()
    expect(toText(value)).toEqual(expect.any(String))
  })

  test.for(odd)('%j as an id of a delete is in no messageId', (value) => {
    expect(requestKey({ messageId: 'delete-1', userId: value, anonymousId: value })).toBe('delete-1')
  })

  test.for(odd)('%j as the id of two events orders nothing by user', (value) => {
    const [rule] = mappings.find(({ slug }) => slug === 'webhook')?.mapping.subscriptions ?? []
    if (rule === undefined) throw new Error('no rule')
    const event = { type: 'track', userId: value, anonymousId: value }
    const delivery = {
      event,
      row: {
        id: 'r',
        leaseToken: 1,
        attempts: 0,
        unackedClaims: 0,
        acceptedAt: 0,
        dueAt: 0,
        urgent: false,
        request: undefined,
        owed: 1,
        hold: undefined,
        body: '',
        entries: [],
      },
      entry: { event, owed: [], receivedAt: 0, mapping: 'm' },
      owed: { subscription: rule.name },
      rule,
      items: [{ value: event, event }],
      refused: [],
    }
    expect(callsInOrder([delivery], {})).toHaveLength(1)
  })

  const oauth2 = {
    grant: 'client_credentials',
    clientAuth: 'body',
    tokenUrl: 'https://login.example.com/',
    clientId: 'id',
    clientSecret: 'secret',
    refreshToken: undefined,
    scope: undefined,
  } as const

  test.for(odd)('%j as the life of an access token is absent', (value) => {
    const answer = { status: 200, body: { access_token: 'token', expires_in: value } }
    expect(readToken(oauth2, { ...answer, headers: {} }, now)).toEqual({
      kind: 'token',
      value: 'token',
      endsAt: now + 3_600_000,
    })
  })

  test.for(['token\n', 'token-😀', '\0'])('%j as an access token is tried again', (token) => {
    const answer = { status: 200, headers: {}, body: { access_token: token } }
    expect(readToken(oauth2, answer, now)).toMatchObject({ kind: 'failed' })
  })

  test.for(odd.filter((value) => typeof value === 'object'))('%j in an entry makes a receipt none', (value) => {
    const receipt = { id: 'i', partner: 'p', account: 'a', state: 'FINISHED' }
    for (const field of ['key', 'n', 'link', 'kind'])
      expect(verify({ ...receipt, entries: [{ n: 1, key: 'k', link: 'l', [field]: value }] }, [])).toMatchObject({
        ok: false,
        why: expect.stringMatching(/^this is no receipt/),
      })
  })

  test.for(odd)('%j in an event is masked', (value) => {
    const hidden = JSON.stringify(maskedEvent({ type: value, userId: value }))
    expect(hidden).not.toContain('1000000000')
  })

  test.for([...odd, deep].map((value, i) => ({ i, value })))(
    'number $i in the answer to a delete is kept where JSON can be made of it',
    ({ value }) => {
      const answer = { status: 202, headers: {}, body: { job: value, id: 'job-1' } }
      const kept = keptAnswers({ request: answer }, [
        ['request', 'body', 'job'],
        ['request', 'body', 'id'],
      ])
      expect(referenceOf(kept)).toContain('job-1')
      expect(JSON.parse(JSON.stringify(kept))).toMatchObject({ request: { body: { id: 'job-1' } } })
    },
  )
})

test.for([
  { text: '12', bytes: 12 },
  { text: '0', bytes: 0 },
  { text: 'abc', bytes: undefined },
  { text: '-5', bytes: undefined },
  { text: '1e999', bytes: undefined },
  { text: '', bytes: undefined },
])('the Content-Length "$text" is $bytes bytes', ({ text, bytes }) => {
  const headers = new Headers({ 'Content-Length': text })
  expect(contentLength(headers as Headers)).toBe(bytes)
})
