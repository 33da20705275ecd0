import { appendFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { noteAccepted, plantedUser } from './chaos-deletes.ts'
import type { Post } from './chaos-duplicates.ts'

/** Who sends to the Worker: its key; where the Worker listens at the moment; what share of everything may have been sent by now (0 to 1). */
export interface Sender {
  readonly endpointKey: string
  readonly url: () => string
  readonly allowed: () => number
}

/** What a sender has done. `share`: how much of everything is sent (0 to 1); `lastAt`: when the last was acknowledged (ms). */
export interface Sendings {
  readonly share: number
  readonly lastAt: number
}

const receivedAt = '2026-11-22T00:00:00.000Z'

/** Sends as Segment does: what is not answered 2xx is sent again. Remembers each request. */
export class ChaosSender {
  readonly #sender: Sender
  readonly #posts: Post[] = []
  readonly #sent = { events: { share: 0, lastAt: 0 }, deletes: { share: 0, lastAt: 0 } }

  constructor(sender: Sender) {
    this.#sender = sender
  }

  /** Each request that has ended and may have reached the Worker, in the order in which they ended. */
  get posts(): readonly Post[] {
    return this.#posts
  }

  get events(): Sendings {
    return this.#sent.events
  }

  get deletes(): Sendings {
    return this.#sent.deletes
  }

  /** Sends events, some alone and some in arrays, eight requests at once. The ids of what was acknowledged become lines of a file. */
  async sendEvents(events: number, acknowledged: string): Promise<void> {
    const batches: string[][] = []
    for (let i = 0; i < events;) {
      const size = i % 7 === 0 ? 10 : 1
      batches.push(Array.from({ length: Math.min(size, events - i) }, (_, n) => `chaos-${i + n}`))
      i += size
    }
    const next = batches.entries()
    const send = async (): Promise<void> => {
      for (const [i, ids] of next) {
        await this.#turn(this.#sent.events, i / batches.length)
        await this.#insist(ids.map((messageId) => ({ ...trackOf(messageId), userId: `user-${messageId}` })))
        appendFileSync(acknowledged, ids.map((id) => `${id}\n`).join(''))
        this.#sent.events.lastAt = Date.now()
      }
    }
    await Promise.all(Array.from({ length: 8 }, send))
    this.#sent.events.share = 1
  }

  /** Deletes users, one after the other, each right after an event of theirs. What was acknowledged is noted in a file. */
  async sendDeletes(deletes: number, file: string): Promise<void> {
    for (let n = 0; n < deletes; n++) {
      await this.#turn(this.#sent.deletes, n / deletes)
      const userId = plantedUser(n)
      await this.#insist([{ ...trackOf(`before-delete-${n}`), userId }])
      const messageId = `delete-reg-${n}::job-1-chaos`
      const reply = await this.#insist([{ type: 'delete', messageId, userId, receivedAt }])
      noteAccepted(file, n, String(reply['delete']))
      this.#sent.deletes.lastAt = Date.now()
    }
    this.#sent.deletes.share = 1
  }

  /** Waits until so large a share may be sent. */
  async #turn(sent: { share: number }, share: number): Promise<void> {
    while (share > this.#sender.allowed()) await wait(10)
    sent.share = Math.max(sent.share, share)
  }

  async #insist(messages: readonly Message[]): Promise<Reply> {
    for (;;) {
      const reply = await this.#post(messages)
      if (reply !== undefined) return reply
      await wait(50)
    }
  }

  /** What a 2xx says; nothing for any other reply, or none. */
  async #post(messages: readonly Message[]): Promise<Reply | undefined> {
    const from = Date.now()
    const ids = messages.map(({ messageId }) => messageId)
    const note = (status?: number, names: readonly string[] = []): void => {
      this.#posts.push({ ids, from, until: Date.now(), status, names })
    }
    try {
      const reply = await fetch(new URL('/v1/destinations/webhook', this.#sender.url()), {
        method: 'POST',
        headers: { Authorization: `Basic ${btoa(`${this.#sender.endpointKey}:`)}` },
        body: JSON.stringify(messages.length === 1 ? messages[0] : messages),
        signal: AbortSignal.timeout(5_000),
      })
      const json = (await reply.json()) as Reply
      note(reply.status, [reply.headers.get('X-Request-Id') ?? '', String(json['delete'] ?? '')].filter(Boolean))
      return reply.ok ? json : undefined
    } catch (error) {
      if (!isRefused(error)) note()
      return undefined
    }
  }
}

/** Whether nobody listened, so that a request reached nobody. */
function isRefused(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}

type Reply = Readonly<Record<string, unknown>>

interface Message {
  readonly type: string
  readonly messageId: string
  readonly userId: string
  readonly receivedAt: string
}

function trackOf(messageId: string): Omit<Message, 'userId'> & { readonly event: string } {
  return { type: 'track', event: 'Chaos', messageId, receivedAt }
}
