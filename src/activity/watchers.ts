import type { AccountRef } from '../registry/messages.ts'
import type { ActivityFilter, KeptRecord } from './record.ts'
import { matches } from './record.ts'
import { shownRecord } from './shown-record.ts'

/** Who watches an account: in which role, and which records. */
export interface Watcher extends AccountRef {
  readonly role: string
  readonly filter: Pick<ActivityFilter, 'outcome' | 'failed' | 'event'>
}

/** So many may watch one account at once. */
export const mostWatchers = 20
/** A message has at most so many records. */
const mostAMessage = 200

/**
 * The WebSockets of those who watch an account. They hibernate: while nothing happens the platform holds them, with the {@link Watcher} that is attached to each, and the object may leave the memory.
 */
export class Watchers {
  readonly #context: DurableObjectState

  constructor(context: DurableObjectState) {
    this.#context = context
  }

  /** A reply with the WebSocket of one more (101), or without one where there are too many (503). The platform answers its "ping" without waking the object. */
  accept(watcher: Watcher): Response {
    if (this.#context.getWebSockets().length >= mostWatchers) return new Response(null, { status: 503 })
    const { 0: client, 1: server } = new WebSocketPair()
    this.#context.acceptWebSocket(server)
    this.#context.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', messageOf([])))
    server.serializeAttachment(watcher)
    return new Response(null, { status: 101, webSocket: client })
  }

  /** Whether anybody watches. */
  isAny(): boolean {
    return this.#context.getWebSockets().length > 0
  }

  /** Sends each watcher the records that its filter finds, the oldest first. Never throws: who cannot be reached is gone, or soon will be. */
  send(records: readonly KeptRecord[]): void {
    for (const socket of this.#context.getWebSockets()) {
      try {
        const watcher = socket.deserializeAttachment() as Watcher
        for (const message of messagesFor(watcher, records)) socket.send(message)
      } catch {
        continue
      }
    }
  }
}

function messagesFor(watcher: Watcher, records: readonly KeptRecord[]): readonly string[] {
  const found = records.filter((record) => matches(record, watcher.filter)).toSorted((a, b) => a.at - b.at)
  const shown = found.map((record) => shownRecord(record, watcher, watcher.role))
  return Array.from({ length: Math.ceil(shown.length / mostAMessage) }, (_, i) =>
    messageOf(shown.slice(i * mostAMessage, (i + 1) * mostAMessage)),
  )
}

function messageOf(activity: readonly unknown[]): string {
  return JSON.stringify({ activity })
}
