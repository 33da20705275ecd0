import { appendFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message that the partner took: its type, whose it is. */
export interface TakenMessage {
  readonly messageId: string
  readonly type: string
  readonly userId: string
}

/** A partner on loopback in a bad mood. `keys`: the idempotency keys under which it took each message, one for each time; `taken`: all that it took, in order. */
export interface Moody {
  readonly origin: string
  readonly keys: ReadonlyMap<string, readonly string[]>
  readonly taken: readonly TakenMessage[]
  readonly close: () => void
}

/** How it meets its calls, by shares that add up to 1. `lost`: it takes the event, and resets the connection before it answers. */
const moods = { fails: 0.3, resets: 0.03, hangs: 0.02, lost: 0.02, takes: 0.63 } as const

/**
 * Starts a partner that answers 500 to 30 % of its calls, resets some connections before and after it took the event, and lets some hang.
 * The id of each event that it takes is a line of a file, written before it answers.
 */
export async function startMoody(file: string): Promise<Moody> {
  const keys = new Map<string, readonly string[]>()
  const taken: TakenMessage[] = []
  const take = (request: IncomingMessage, body: string): void => {
    const message = JSON.parse(body) as TakenMessage
    const { messageId } = message
    taken.push(message)
    appendFileSync(file, `${messageId}\n`)
    keys.set(messageId, [...(keys.get(messageId) ?? []), String(request.headers['idempotency-key'])])
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () =>
      meet({ request, response, take: () => take(request, Buffer.concat(chunks).toString('utf8')) }),
    )
    request.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    taken,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

interface Met {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly take: () => void
}

function meet({ request, response, take }: Met): void {
  switch (moodOf(Math.random())) {
    case 'fails':
      response.writeHead(500).end('{}')
      return
    case 'resets':
      request.socket.destroy()
      return
    case 'hangs':
      return
    case 'lost':
      take()
      request.socket.destroy()
      return
    case 'takes':
      take()
      response.end('{}')
  }
}

function moodOf(random: number): keyof typeof moods {
  let left = random
  for (const [mood, share] of Object.entries(moods) as [keyof typeof moods, number][]) {
    left -= share
    if (left < 0) return mood
  }
  return 'takes'
}
