import { appendFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A message as the partner reads it: its type, whose it is. */
export interface TakenMessage {
  readonly messageId: string
  readonly type: string
  readonly userId: string
}

/** One time that the partner took a message. */
export interface Taking extends TakenMessage {
  /** When (ms). */
  readonly at: number
  /** The idempotency key under which it came. */
  readonly key: string
  readonly answer: Answered
  /** When the caller hung up, if it did (ms). */
  readonly hungUpAt: number | undefined
}

/**
 * How the partner answered what it took. `cut`: it reset the connection instead. `hung up`: the caller closed the connection before it had read the answer. `whole`:
 * neither.
 */
export type Answered = 'whole' | 'cut' | 'hung up'

/** A partner on loopback in a bad mood. `takings`: all that it took, in order. */
export interface Moody {
  readonly origin: string
  readonly takings: () => readonly Taking[]
  readonly close: () => void
}

/** What a call is met with. `lost`: the partner takes the event, and resets the connection before it answers. */
export type Mood = 'fails' | 'resets' | 'hangs' | 'lost' | 'takes'

/** How often each occurs: shares that add up to 1. */
const shares: Readonly<Record<Mood, number>> = { fails: 0.3, resets: 0.03, hangs: 0.02, lost: 0.02, takes: 0.63 }

/** A taking that may still change. */
type Open = { -readonly [K in keyof Taking]: Taking[K] }

/**
 * Starts a partner that answers 500 to 30 % of its calls and gives back what it got, resets some connections before and after it took the event, and lets some hang.
 * The id of each event that it takes is a line of a file, written before it answers.
 */
export async function startMoody(file: string, moodOf: () => Mood = randomMood): Promise<Moody> {
  const takings: Open[] = []
  /** What each connection was answered last. A caller that uses the connection again has read that answer. */
  const last = new WeakMap<Socket, Open>()
  const take = (request: IncomingMessage, body: string): Open => {
    const { messageId, type, userId } = JSON.parse(body) as TakenMessage
    const key = String(request.headers['idempotency-key'])
    const taking: Open = { messageId, type, userId, at: Date.now(), key, answer: 'whole', hungUpAt: undefined }
    takings.push(taking)
    last.set(request.socket, taking)
    appendFileSync(file, `${messageId}\n`)
    return taking
  }
  const server = createServer((request, response) => {
    last.delete(request.socket)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      meet({ request, response, mood: moodOf(), body, take: () => take(request, body) })
    })
    request.on('error', () => undefined)
  })
  server.on('connection', (socket: Socket) =>
    // Linux resets a connection that is closed with unread bytes in it, or that bytes reach after it was closed.
    socket.on('close', (wasReset: boolean) => {
      const taking = last.get(socket)
      if (taking?.answer === 'whole' && wasReset) hangUp(taking)
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takings: () => takings.map((taking) => ({ ...taking })),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

interface Met {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly mood: Mood
  readonly body: string
  readonly take: () => Open
}

function meet({ request, response, mood, body, take }: Met): void {
  switch (mood) {
    case 'fails':
      response.writeHead(500, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message: complaint(body) }))
      return
    case 'resets':
      request.socket.destroy()
      return
    case 'hangs':
      return
    case 'lost':
      take().answer = 'cut'
      request.socket.destroy()
      return
    case 'takes':
      answer(take(), request.socket, response)
  }
}

/** What partners do that fail: they give back what they got, as it came and in upper case. */
function complaint(body: string): string {
  const { userId } = JSON.parse(body) as TakenMessage
  return `busy: ${userId} ${userId.toUpperCase()} ${body}`
}

/** Answers, unless the caller has hung up already: its end of the connection is read first, which takes a turn of the event loop. */
function answer(taking: Open, socket: Socket, response: ServerResponse): void {
  setImmediate(() =>
    setImmediate(() => {
      if (!socket.destroyed && !socket.readableEnded) response.end('{}')
      else {
        hangUp(taking)
        socket.destroy()
      }
    }),
  )
}

function hangUp(taking: Open): void {
  taking.answer = 'hung up'
  taking.hungUpAt ??= Date.now()
}

function randomMood(): Mood {
  let left = Math.random()
  for (const [mood, share] of Object.entries(shares) as [Mood, number][]) {
    left -= share
    if (left < 0) return mood
  }
  return 'takes'
}
