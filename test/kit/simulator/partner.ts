import type { PartnerRequest } from '../../../src/mapping/file/request.ts'
import type { Sent } from '../../../src/delivery/sent.ts'
import { itemDigest } from '../../../src/queue/queue-row.ts'
import type { DeliveryKey } from './events.ts'
import { deliveryKeyOf } from './events.ts'

/** One item as the partner sees it. */
export interface SeenItem {
  readonly messageId: string
  readonly user: string
  readonly at: number
  readonly n: number
  readonly key: string
  readonly kills?: boolean
}

/** What arrived: items of one subscription. `value`: the JSON of each, as it was sent. */
export interface Arrival {
  readonly subscription: string
  readonly items: readonly SeenItem[]
  readonly values: readonly unknown[]
  readonly header: string | undefined
}

/** How the partner answers, and after how long (ms). `lost` and `late` were taken all the same. */
export interface Manner {
  readonly answer: (typeof answers)[number]
  readonly afterMs: number
}

export const answers = [
  'ok',
  '500',
  '429',
  '401',
  '400',
  '413',
  '207 rejected',
  '207 busy',
  'lost',
  'refused',
  'misconfigured',
] as const

/** What became of an item at the partner, by its delivery and number. */
type Fate = 'taken' | 'refused' | 'not taken'

/** The simulated partner: answers as its manners say, one after the other, again and again, and remembers what it took. */
export class SimulatedPartner {
  #manners: readonly Manner[] = [{ answer: 'ok', afterMs: 10 }]
  #nth = 0
  readonly #fates = new Map<string, Set<Fate>>()
  readonly #keys = new Map<string, string>()
  readonly #digests = new Map<string, string>()

  /** How it answers from now on. */
  behave(manners: readonly Manner[]): void {
    this.#manners = manners
    this.#nth = 0
  }

  /** Takes a request; gives what it answers and when (ms from now). */
  take({ items, subscription, values }: Arrival): { readonly sent: Sent; readonly afterMs: number } {
    const manner = this.#manners[this.#nth++ % this.#manners.length] ?? { answer: 'ok', afterMs: 10 }
    const { sent, fateOf } = answerTo(answerFor(manner.answer, subscription), items.length)
    for (const [i, item] of items.entries()) {
      const deliveryKey = deliveryKeyOf(item.messageId, subscription)
      this.#note(deliveryKey, item, fateOf(i))
      this.#digests.set(`${deliveryKey} ${item.n}`, itemDigest(values[i]))
    }
    return { sent, afterMs: manner.afterMs }
  }

  #note(deliveryKey: DeliveryKey, { n }: SeenItem, fate: Fate): void {
    const name = `${deliveryKey} ${n}`
    const fates = this.#fates.get(name) ?? new Set()
    this.#fates.set(name, fates.add(fate))
  }

  /** Whether it took an item, or refused it for good, at least once. */
  settled(deliveryKey: DeliveryKey, n: number): boolean {
    const fates = this.#fates.get(`${deliveryKey} ${n}`)
    return fates?.has('taken') === true || fates?.has('refused') === true
  }

  /** Whether it took any item of a delivery. */
  took(deliveryKey: DeliveryKey): boolean {
    return [...this.#fates].some(([name, fates]) => name.startsWith(`${deliveryKey} `) && fates.has('taken'))
  }

  /** The digests of the items of a delivery that it refused, and never took. */
  refused(deliveryKey: DeliveryKey): readonly string[] {
    return [...this.#fates].flatMap(([name, fates]) => {
      const isRefused = name.startsWith(`${deliveryKey} `) && fates.has('refused') && !fates.has('taken')
      return isRefused ? (this.#digests.get(name) ?? []) : []
    })
  }

  /** Remembers the idempotency key of an item; gives the one that it came with before. */
  keyBefore(deliveryKey: DeliveryKey, { n, key }: SeenItem): string {
    const name = `${deliveryKey} ${n}`
    const before = this.#keys.get(name) ?? key
    this.#keys.set(name, before)
    return before
  }
}

/** Reads a request of the simulated mappings. */
export function arrivalOf({ url, body = '[]', headers }: PartnerRequest): Arrival {
  const values = JSON.parse(body) as readonly unknown[]
  return {
    subscription: new URL(url).pathname.slice(1),
    items: values as readonly SeenItem[],
    values,
    header: headers.find(([name]) => name === 'Idempotency-Key')?.[1],
  }
}

/** Only batches are answered item by item. */
function answerFor(answer: Manner['answer'], subscription: string): Manner['answer'] {
  if (subscription === 'Batch') return answer
  if (answer === '207 rejected') return '400'
  return answer === '207 busy' ? '500' : answer
}

interface Answered {
  readonly sent: Sent
  readonly fateOf: (i: number) => Fate
}

function answered(status: number, fate: Fate, body: unknown = {}, headers: Record<string, string> = {}): Answered {
  return { sent: { kind: 'answered', answer: { status, headers, body } }, fateOf: () => fate }
}

function failed(reason: string, fate: Fate): Answered {
  return { sent: { kind: 'failed', reason, unknown: true }, fateOf: () => fate }
}

function answerTo(answer: Manner['answer'], count: number): Answered {
  switch (answer) {
    case 'ok':
      return answered(200, 'taken')
    case '500':
    case '401':
      return answered(Number(answer), 'not taken')
    case '429':
      return answered(429, 'not taken', {}, { 'retry-after': '120' })
    case '400':
      return answered(400, 'refused')
    case '413':
      return answered(413, count === 1 ? 'refused' : 'not taken')
    case '207 rejected':
      return { ...answered(207, 'taken', { rejected: [0] }), fateOf: (i) => (i === 0 ? 'refused' : 'taken') }
    case '207 busy':
      return { ...answered(207, 'taken', { busy: [0] }), fateOf: (i) => (i === 0 ? 'not taken' : 'taken') }
    case 'lost':
      return failed('the connection broke', 'taken')
    case 'refused':
      return failed('no connection', 'not taken')
    case 'misconfigured':
      return { sent: { kind: 'misconfigured', reason: 'no such host' }, fateOf: () => 'not taken' }
  }
}
