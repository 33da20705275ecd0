/** Inputs of public bug reports with the values that vendors document for them (dates, telephone numbers, what is hashed already, names that Google reserves ...). */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseEvent } from '../../src/ingest/parse.ts'
import { isObject, parseJson } from '../../src/values/json.ts'
import { preview, previewSettings } from '../../src/mapping/preview.ts'
import { compiled, readMapping } from '../kit/cases.ts'

const now = Date.parse('2026-11-29T10:00:00.000Z')
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The body of the first request that a partner's mapping makes of an event as JSON, or why it makes none. */
function bodyOf(partner: string, settings: Readonly<Record<string, string>>, event: object): unknown {
  return parseJson(textOf(partner, settings, event))
}

function textOf(partner: string, settings: Readonly<Record<string, string>>, event: object): string {
  const mapping = compiled(readMapping(partner))
  const read = parseEvent({ userId: 'u12345', messageId: 'm1', timestamp: '2026-11-29T09:00:00Z', ...event }, now)
  if (!read.ok) throw new Error(read.issues.join('; '))
  const rules = preview(mapping, read.event, { settings: { ...previewSettings(mapping, settings), ...settings }, now })
  const taken = rules.find(({ matched }) => matched)
  const [request] = taken?.requests ?? []
  return request?.body ?? taken?.reason ?? 'not taken'
}

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, key) => (Array.isArray(inner) ? inner[Number(key)] : isObject(inner) ? inner[key] : undefined),
      value,
    )
}

const meta = (event: object): unknown =>
  bodyOf('facebook-capi', { pixelId: '1', accessToken: 'k' }, { type: 'track', event: 'A', ...event })
const metaUser = (traits: object): unknown => at(meta({ context: { traits } }), '/data/0/user_data')
const ga4 = (event: object, settings: Readonly<Record<string, string>> = {}): unknown =>
  bodyOf('ga4', { measurementId: 'G-1', apiSecret: 'k', ...settings }, { type: 'track', event: 'A', ...event })
const ga4User = (traits: object): unknown => at(ga4({ context: { traits } }, { userData: 'hashed' }), '/user_data')
const digest = sha('somebody')

describe('Meta', () => {
  test.each([
    ['a birthday of eight digits', { birthday: '19900102' }, { db: sha('19900102') }],
    ['a birthday that is a number', { birthday: 19900102 }, { db: sha('19900102') }],
    ['a birthday before 1970', { birthday: '1965-03-04' }, { db: sha('19650304') }],
    ['a year alone', { birthday: '1990' }, undefined],
    ['the year 2558', { birthday: '2558-01-02' }, undefined],
    ['a state with punctuation', { address: { state: 'Île-de-France' } }, { st: sha('îledefrance') }],
    ['a city with punctuation', { address: { city: 'St. John’s' } }, { ct: sha('stjohns') }],
    ['a number with 00 before it', { phone: '0044 20 7946 0958' }, { ph: sha('442079460958') }],
    ['a number of the country', { phone: '(415) 555-0100', address: { country: 'US' } }, { ph: sha('14155550100') }],
    ['a number with an extension', { phone: '+1 415-555-0100 ext. 22' }, { ph: sha('14155550100') }],
    ['a number of an unknown country', { phone: '(415) 555-0100' }, undefined],
    ['a number that is none', { phone: '+000123' }, undefined],
    ['no number', { phone: 'n/a' }, undefined],
    [
      'what is hashed already',
      {
        gender: digest,
        birthday: digest,
        phone: digest,
        firstName: digest,
        address: { country: digest, state: digest, city: digest },
      },
      { ge: digest, db: digest, ph: digest, fn: digest, country: digest, st: digest, ct: digest },
    ],
  ])('%s', (_what, traits, sent) => {
    const { external_id: _, country, ...user } = metaUser(traits) as Record<string, unknown>
    const wanted = { ...sent }
    expect('country' in wanted ? { country, ...user } : user).toEqual(wanted)
  })

  test.each([
    [
      'made of the fbclid',
      { context: { page: { url: 'https://x.example/?fbclid=IwAR1a-b_c' } } },
      'fb.1.1795942800000.IwAR1a-b_c',
    ],
    [
      'made when it was received, if nothing says when it happened',
      {
        timestamp: undefined,
        receivedAt: '2026-11-29T10:00:00.000Z',
        context: { page: { url: 'https://x.example/?fbclid=Iw' } },
      },
      'fb.1.1795946400000.Iw',
    ],
    ['of the right form', { properties: { fbc: 'fb.1.1596403881668.Iw' } }, 'fb.1.1596403881668.Iw'],
    ['of a wrong form', { properties: { fbc: 'IwAR1a-b_c' } }, undefined],
    ['without a time', { properties: { fbc: 'fb.1..Iw' } }, undefined],
    [
      'of a wrong form, beside a fbclid',
      { properties: { fbc: 'x', url: 'https://x.example/?fbclid=Iw' } },
      'fb.1.1795942800000.Iw',
    ],
  ])('fbc %s', (_what, event, sent) => {
    expect(at(meta(event), '/data/0/user_data/fbc')).toBe(sent)
  })

  test('an event whose own time cannot be read is not passed off as received now', () => {
    expect(meta({ timestamp: '2026-11-29 09:54:49.209808489 +0000 UTC m=+70366.29' })).toMatch(/^rejected: /)
  })

  test('the page stands in properties too', () => {
    expect(at(meta({ properties: { url: 'https://x.example/a' } }), '/data/0/event_source_url')).toBe(
      'https://x.example/a',
    )
    expect(at(meta({ properties: { url: 'app://landing' } }), '/data/0/event_source_url')).toBe(undefined)
  })

  test('a purchase with a total and no revenue', () => {
    const sent = meta({ event: 'Order Completed', properties: { total: '12.50', currency: 'usd' } })
    expect(at(sent, '/data/0/custom_data')).toMatchObject({ value: 12.5, currency: 'USD' })
  })

  test('an id of more digits than a double holds', () => {
    const event = { type: 'track', event: 'A', properties: { lead_id: '12345678901234567' } }
    expect(textOf('facebook-capi', { pixelId: '1', accessToken: 'k' }, event)).toContain('"lead_id":12345678901234567')
  })
})

describe('Google Analytics 4', () => {
  test('what is hashed already stays', () => {
    expect(
      ga4User({ email: digest, phone: digest, firstName: digest, lastName: digest, address: { street: digest } }),
    ).toEqual({
      sha256_email_address: [digest],
      sha256_phone_number: [digest],
      address: [{ sha256_first_name: digest, sha256_last_name: digest, sha256_street: digest }],
    })
  })

  test.each([
    ['n/a', {}, undefined],
    ['+', {}, undefined],
    ['(415) 555-0100', {}, undefined],
    ['(415) 555-0100', { address: { country: 'United States' } }, [sha('+14155550100')]],
    ['0044 20 7946 0958', {}, [sha('+442079460958')]],
    ['+49 (0)30 901820', {}, [sha('+4930901820')]],
  ])('the telephone number %s of %j', (phone, traits, sent) => {
    expect(at(ga4User({ phone, ...traits }), '/sha256_phone_number')).toEqual(sent)
  })

  const names = {
    '2fa': true,
    $price: 5,
    '#tag': 'x',
    'firebase screen': 'q',
    'a b': 1,
    'a-b': 2,
    ok: 'y',
    ['n'.repeat(60)]: 3,
  }

  test('properties are parameters only where they are named', () => {
    expect(at(ga4({ properties: names }), '/events/0/params')).toEqual({ engagement_time_msec: 1 })
    expect(at(ga4({ properties: names }, { parameters: 'ok, a_b' }), '/events/0/params')).toEqual({
      ok: 'y',
      a_b: 1,
      engagement_time_msec: 1,
    })
  })

  test('with all of them, those with a name that Google takes, none under the name of another', () => {
    expect(at(ga4({ properties: names }, { parameters: 'all' }), '/events/0/params')).toEqual({
      a_b: 1,
      a_b_2: 2,
      ok: 'y',
      ['n'.repeat(38)]: 3,
      engagement_time_msec: 1,
    })
  })

  test('what names a person is no parameter', () => {
    const properties = {
      email: 'a@b.example',
      contact: { 'Phone Number': '1', firstName: 'Ann' },
      user_name: 'ann',
      shipping_address: 'x',
      plan: 'pro',
    }
    expect(at(ga4({ properties }, { parameters: 'all' }), '/events/0/params')).toEqual({
      plan: 'pro',
      engagement_time_msec: 1,
    })
  })

  test('user properties have names that Google takes', () => {
    const traits = {
      user_id: '5',
      first_open_time: 'x',
      google_x: 1,
      '1st': 'a',
      'my plan': 'n',
      'my-plan': 'm',
      _a: 1,
    }
    const sent = ga4(
      { context: { traits } },
      { userTraits: 'user_id, first_open_time, google_x, 1st, my plan, my-plan, _a' },
    )
    expect(at(sent, '/user_properties')).toEqual({ my_plan: { value: 'n' }, my_plan_2: { value: 'm' } })
  })

  test('texts of recommended events and of items have 100 characters', () => {
    const long = 'x'.repeat(150)
    expect(at(ga4({ event: 'Products Searched', properties: { query: long } }), '/events/0/params/search_term')).toBe(
      'x'.repeat(100),
    )
    const viewed = ga4({ event: 'Product Viewed', properties: { product_id: long, name: long, price: 1 } })
    expect(at(viewed, '/events/0/params/items/0')).toEqual({
      item_id: 'x'.repeat(100),
      item_name: 'x'.repeat(100),
      price: 1,
    })
    const page = { type: 'page', event: undefined, context: { page: { url: `https://x.example/${long}` } } }
    expect(at(ga4(page), '/events/0/params/page_location')).toBe(`https://x.example/${long}`)
  })

  test.each([
    [
      { client_id: 'GA1.1.123456789.1700000000', session_id: 'GS2.1.s1700000001$o1$g0$t1700000001$j60' },
      '123456789.1700000000',
      '1700000001',
    ],
    [{ client_id: '123.456', session_id: 'GS1.1.1700000001.1.1.1700000002.0.0.0' }, '123.456', '1700000001'],
    [{ client_id: 'GA1.2-2.123.456', session_id: 1700000001 }, '123.456', '1700000001'],
  ])('the raw cookies %j', (known, client, session) => {
    const sent = ga4({ integrations: { 'Actions Google Analytics 4': known } })
    expect([at(sent, '/client_id'), at(sent, '/events/0/params/session_id')]).toEqual([client, session])
  })
})

const amplitude = (event: object): unknown =>
  bodyOf('amplitude', { apiKey: 'k', secretKey: 'k' }, { type: 'track', event: 'A', ...event })

describe('Amplitude', () => {
  test.each([
    [-1, -1],
    ['-1', -1],
    [1795942800, 1795942800000],
    ['x', undefined],
  ])('the session %j', (session, sent) => {
    const integrations = { 'Actions Amplitude': { session_id: session } }
    expect(at(amplitude({ integrations }), '/events/0/session_id')).toBe(sent)
  })

  test('a Mac has the version of its system, not that of the browser', () => {
    const userAgent =
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36'
    expect(at(amplitude({ context: { userAgent } }), '/events/0')).toMatchObject({
      os_name: 'Mac OS',
      os_version: '10.15.7',
    })
  })
})
