import { setTimeout as wait } from 'node:timers/promises'
import { isObject } from '../../src/values/json.ts'

/** A reply of the forwarder. */
export interface Replied {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A delivery as `GET /v1/deliveries` lists it. */
export interface Listed {
  readonly partner: string
  readonly account: string
  readonly id: string
  readonly kind: 'event' | 'delete'
  readonly state: string
  readonly subscription?: string
  readonly messageId?: string
  readonly attempts: number
  readonly reason?: string
  readonly sending?: boolean
}

/** What is waited for has to be there within this time. */
const patienceMs = 30_000
const lookMs = 15

/** Waits until something holds, and gives it. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await wait(lookMs)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error(`in vain: ${what}`)
}

/** Talks to a forwarder through its HTTP routes, and through nothing else. */
export class ForwarderClient {
  readonly #tokens: { readonly endpointKey: string; readonly adminToken: string }
  #url = ''

  constructor(tokens: { readonly endpointKey: string; readonly adminToken: string }) {
    this.#tokens = tokens
  }

  /** Where the forwarder is from now on. */
  moveTo(url: string): void {
    this.#url = url
  }

  /** Sends an event, a delete or an array to a destination, and expects a status. `customer`: settings as a customer brings them. */
  async send(
    partner: string,
    body: unknown,
    status: number,
    customer?: { readonly apiKey: string; readonly settings: Readonly<Record<string, string>> },
  ): Promise<Replied> {
    const reply = await this.#fetch(`/v1/destinations/${partner}`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${btoa(`${customer?.apiKey ?? this.#tokens.endpointKey}:`)}`,
        ...(customer !== undefined && { 'X-Segment-Settings': btoa(JSON.stringify(customer.settings)) }),
      },
      body: JSON.stringify(body),
    })
    return expected([status], reply, `what was sent to ${partner}: ${JSON.stringify(body)}`)
  }

  /** Asks an operator's route, with a body (POST) or without one (GET). */
  async ask(
    path: string,
    body?: unknown,
    statuses: readonly number[] = [200],
  ): Promise<Readonly<Record<string, unknown>>> {
    const reply = await this.#fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${this.#tokens.adminToken}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return expected(statuses, reply, path).body
  }

  /** The metrics, as text. */
  async metrics(): Promise<string> {
    const headers = { Authorization: `Bearer ${this.#tokens.adminToken}` }
    return (await fetch(new URL('/metrics', this.#url), { headers })).text()
  }

  /** All deliveries that are kept, page by page. */
  async list(): Promise<readonly Listed[]> {
    const found: Listed[] = []
    for (let cursor: unknown = ''; cursor !== undefined;) {
      const page = await this.ask(`/v1/deliveries?limit=50${cursor === '' ? '' : `&cursor=${String(cursor)}`}`)
      for (const one of page['deliveries'] as readonly Listed[]) found.push(await this.#revealed(one))
      cursor = page['cursor'] ?? page['next']
    }
    return found
  }

  /** A delivery with its message id, which a list hides where it holds a text of the event. */
  async #revealed(one: Listed): Promise<Listed> {
    if (one.messageId !== '…') return one
    const { event } = await this.ask(`/v1/deliveries/${one.partner}/${one.account}/${one.id}?reveal=1`)
    return isObject(event) && typeof event['messageId'] === 'string' ? { ...one, messageId: event['messageId'] } : one
  }

  /** The deliveries of a message, those of one subscription if it is named. */
  async of(messageId: string, subscription?: string): Promise<readonly Listed[]> {
    return (await this.list()).filter(
      (one) => one.messageId === messageId && (subscription === undefined || one.subscription === subscription),
    )
  }

  /** Tries a delivery again, unless it is being sent at this moment (202). */
  async retry({ partner, account, id }: Pick<Listed, 'partner' | 'account' | 'id'>): Promise<void> {
    await this.ask(`/v1/deliveries/${partner}/${account}/${id}/retry`, {}, [200, 202])
  }

  /** Cancels a delivery: it is cancelled (200), or will be unless it gets through now (202). */
  async cancel(
    { partner, account, id }: Pick<Listed, 'partner' | 'account' | 'id'>,
    reason: string,
    status: 200 | 202,
  ): Promise<void> {
    await this.ask(`/v1/deliveries/${partner}/${account}/${id}/cancel`, { reason }, [status])
  }

  /** Tries a message again, and waits until that try has failed. */
  async failAgain(messageId: string): Promise<void> {
    const [before] = await this.of(messageId)
    if (before === undefined) throw new Error(`${messageId} does not wait`)
    await this.retry(before)
    await until(`another try of ${messageId}`, async () =>
      (await this.of(messageId)).find(({ attempts, sending }) => attempts > before.attempts && sending !== true),
    )
  }

  /** The receipt of a delete once it is as it should be. */
  async receipt(
    { partner, account, id }: Pick<Listed, 'partner' | 'account' | 'id'>,
    kinds: readonly string[],
  ): Promise<Readonly<Record<string, unknown>>> {
    let seen: readonly string[] = []
    return until(`the receipt of ${partner}/${account}/${id}: ${kinds.join(', ')}`, async () => {
      const receipt = await this.ask(`/v1/deletes/${partner}/${account}/${id}`)
      seen = (receipt['entries'] as readonly { readonly kind: string }[]).map(({ kind }) => kind)
      return seen.join() === kinds.join() ? receipt : undefined
    })
  }

  async #fetch(path: string, init: RequestInit): Promise<Replied> {
    const reply = await fetch(new URL(path, this.#url), init)
    return { status: reply.status, body: (await reply.json()) as Replied['body'] }
  }
}

function expected(statuses: readonly number[], reply: Replied, what: string): Replied {
  if (!statuses.includes(reply.status))
    throw new Error(`${what}: ${reply.status} ${JSON.stringify(reply.body)}, expected ${statuses.join(' or ')}`)
  return reply
}
