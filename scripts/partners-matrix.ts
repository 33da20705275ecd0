import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEvent } from '../src/ingest/parse.ts'
import type { Mapping } from '../src/mapping/file/mapping.ts'
import { preview, previewSettings } from '../src/mapping/preview.ts'
import { isObject, setOwn } from '../src/values/json.ts'

/** What becomes of a field of Segment's spec at a partner: the mapping knows it, it goes along with what stands beside it, or it is not sent. */
export type Taken = 'named' | 'passed' | 'not taken'

const now = Date.parse('2026-11-29T10:00:00.000Z')

type Json = Readonly<Record<string, unknown>>

/** The fields of Segment's spec (https://segment.com/docs/connections/spec) with a value of each, by where they stand. */
const fields: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  context: {
    active: true,
    'app.name': 'Shop',
    'app.version': '3.1',
    'app.build': '31',
    'campaign.name': 'spring',
    'campaign.source': 'mail',
    'campaign.medium': 'cpc',
    'campaign.term': 'shoes',
    'campaign.content': 'top',
    'device.id': 'D1',
    'device.advertisingId': 'AD1',
    'device.adTrackingEnabled': true,
    'device.manufacturer': 'Apple',
    'device.model': 'iPhone7,2',
    'device.type': 'ios',
    'device.token': 'T1',
    groupId: 'g2',
    ip: '8.8.8.8',
    'library.name': 'analytics.js',
    locale: 'de-DE',
    'location.city': 'Lyon',
    'location.country': 'France',
    'location.latitude': 45.5,
    'location.longitude': 4.5,
    'network.carrier': 'Orange',
    'network.wifi': true,
    'os.name': 'iOS',
    'os.version': '17.1',
    'page.path': '/p',
    'page.referrer': 'https://r.example/',
    'page.search': '?q=1',
    'page.title': 'Shoes',
    'page.url': 'https://x.example/p?gclid=1&fbclid=2',
    'referrer.id': 'R1',
    'referrer.type': 'dataxu',
    'screen.width': 320,
    timezone: 'Europe/Paris',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36',
    'userAgentData.platform': 'macOS',
  },
  traits: {
    address: { street: '1 Rue', city: 'Lyon', state: 'ARA', postalCode: '69001', country: 'France' },
    age: 33,
    avatar: 'https://x.example/a.png',
    birthday: '1990-01-02',
    company: { name: 'Initech', employee_count: 12 },
    createdAt: '2020-01-02T00:00:00Z',
    description: 'long',
    email: 'ann@example.com',
    firstName: 'Ann',
    gender: 'female',
    lastName: 'Lee',
    name: 'Ann Lee',
    phone: '+14155550100',
    title: 'CEO',
    username: 'ann',
    website: 'https://ann.example',
    plan: 'pro',
    logins: 5,
    employees: '52',
    industry: 'Tech',
  },
  properties: {
    revenue: 25,
    total: 30,
    value: 26,
    currency: 'EUR',
    shipping: 3,
    tax: 2,
    discount: 1,
    coupon: 'C1',
    order_id: 'o1',
    affiliation: 'Store',
    products: [
      {
        product_id: 'p1',
        sku: 's1',
        name: 'Uno',
        price: 5,
        quantity: 2,
        category: 'Games',
        brand: 'M',
        variant: 'v',
        position: 1,
      },
    ],
    product_id: 'p1',
    name: 'Uno',
    price: 5,
    quantity: 2,
    category: 'Games',
    brand: 'M',
    query: 'shoes',
    url: 'https://x.example/p',
    title: 'Shoes',
    keywords: ['a', 'b'],
  },
}

const order = {
  type: 'track',
  event: 'Order Completed',
  properties: {
    revenue: 1,
    total: 1,
    currency: 'USD',
    order_id: 'o',
    products: [{ product_id: 'p', price: 1 }],
  },
}

/** The order of somebody who can be told: partners of advertising take no other events. */
const known = {
  ...order,
  context: {
    ip: '8.8.4.4',
    userAgent: fields['context']?.['userAgent'],
    page: { url: 'https://x.example/p?gclid=3&fbclid=4' },
    traits: {
      email: 'bob@example.com',
      phone: '+14155550101',
      firstName: 'Bob',
      lastName: 'Ray',
      address: { postalCode: '94103', country: 'US' },
    },
  },
}

/** Where a field may matter: an event without it, and where in it the field stands. */
type Place = readonly [event: Json, ...path: readonly string[]]

const places: Readonly<Record<string, readonly Place[]>> = {
  context: [
    [order, 'context'],
    [known, 'context'],
    [{ type: 'track', event: 'Tried' }, 'context'],
    [{ type: 'page', name: 'Home' }, 'context'],
    [{ type: 'identify', traits: { plan: 'x' } }, 'context'],
  ],
  traits: [
    [{ type: 'identify', traits: { zz: 1 } }, 'traits'],
    [{ type: 'group', groupId: 'g1', traits: { zz: 1 } }, 'traits'],
    [order, 'context', 'traits'],
    [known, 'context', 'traits'],
  ],
  properties: [
    [order, 'properties'],
    [known, 'properties'],
    [
      { type: 'track', event: 'Product Added', properties: { product_id: 'p', price: 1, currency: 'USD' } },
      'properties',
    ],
    [{ type: 'track', event: 'Products Searched', properties: {} }, 'properties'],
    [{ type: 'track', event: 'Tried', properties: {} }, 'properties'],
    [{ type: 'page', name: 'Home', properties: {} }, 'properties'],
  ],
}

const unknownField = 'zzUnknown'
const unknownValue = 'zz-unknown-value'

/** What becomes of each field at a partner, with the best of these settings. */
export function matrixOf(
  mapping: Mapping,
  allSettings: readonly Readonly<Record<string, string>>[],
): ReadonlyMap<string, Taken> {
  const outputs = allSettings.map((settings) => new Outputs(mapping, settings))
  return new Map(
    Object.entries(fields).flatMap(([parent, members]) =>
      Object.entries(members).map(
        ([field, value]) => [`${parent}.${field}`, best(outputs, { parent, field, value })] as const,
      ),
    ),
  )
}

interface Field {
  readonly parent: string
  readonly field: string
  readonly value: unknown
}

function best(outputs: readonly Outputs[], field: Field): Taken {
  let found: Taken = 'not taken'
  for (const one of outputs) {
    for (const place of places[field.parent] ?? []) {
      const taken = one.taken(place, field)
      if (taken === 'named') return taken
      if (taken === 'passed') found = taken
    }
  }
  return found
}

/** What a mapping sends with some settings. */
class Outputs {
  readonly #mapping: Mapping
  readonly #settings: Readonly<Record<string, string>>

  constructor(mapping: Mapping, given: Readonly<Record<string, string>>) {
    this.#mapping = mapping
    this.#settings = { ...previewSettings(mapping, given), ...given }
  }

  /** Whether a field changes what is sent, and, where it does, whether any other field in its place does so too, under its own name. */
  taken([base, ...parent]: Place, { field, value }: Field): Taken {
    const path = [...parent, ...field.split('.')]
    const without = this.#sent(placed(base, path, undefined))
    const sent = this.#sent(placed(base, path, value))
    if (sent === without) return 'not taken'
    const passes = this.#sent(placed(base, [...path.slice(0, -1), unknownField], unknownValue)).includes(unknownValue)
    return passes && withoutMember(sent, path.at(-1) ?? '', value) === without ? 'passed' : 'named'
  }

  #sent(event: Json): string {
    const read = parseEvent(
      { userId: 'u1', anonymousId: 'a1', messageId: 'm1', timestamp: '2026-11-29T09:00:00Z', ...event },
      now,
    )
    if (!read.ok) return ''
    const rules = preview(this.#mapping, read.event, { settings: this.#settings, now })
    return rules
      .flatMap(({ requests }) =>
        requests.flatMap(({ url, headers, body }) => [url, JSON.stringify(unsigned(headers)), body]),
      )
      .join('\n')
  }
}

/** Headers without signatures, which change with whatever is sent. */
function unsigned(headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/signature/i.test(name)))
}

/** A text of JSON without a member of some object, under its own name and with its own value. */
function withoutMember(text: string, name: string, value: unknown): string {
  const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`
  return text.replaceAll(`,${member}`, '').replaceAll(`${member},`, '').replaceAll(member, '')
}

/** A copy of an event with a value at a path; without it where the value is absent. */
function placed(json: unknown, [key, ...rest]: readonly string[], value: unknown): Json {
  const copy: Record<string, unknown> = { ...(isObject(json) ? json : {}) }
  if (key === undefined) return copy
  if (rest.length > 0) setOwn(copy, key, placed(copy[key], rest, value))
  else if (value === undefined) delete copy[key]
  else setOwn(copy, key, value)
  return copy
}

/** The settings of a partner's cases, each once. */
export function settingsOfCases(root: string, slug: string): readonly Readonly<Record<string, string>>[] {
  const cases = JSON.parse(readFileSync(join(root, 'test', 'cases', `${slug}.json`), 'utf8')) as readonly {
    readonly settings: Readonly<Record<string, string>>
  }[]
  return [...new Map(cases.map(({ settings }) => [JSON.stringify(settings), settings])).values()]
}
