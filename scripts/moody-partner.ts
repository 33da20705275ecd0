import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A partner on loopback in a bad mood. `taken`: how often it took each message. */
export interface Moody {
  readonly origin: string
  readonly taken: ReadonlyMap<string, number>
  readonly close: () => void
}

/** Starts a partner that answers 500 to a quarter of its calls, resets some connections before and after it took the event, and lets some hang. */
export async function startMoody(): Promise<Moody> {
  const taken = new Map<string, number>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const mood = Math.random()
      if (mood < 0.25) {
        response.statusCode = 500
        response.end('{}')
      } else if (mood < 0.28) request.socket.destroy()
      else if (mood < 0.3) return
      else {
        const { messageId } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { messageId: string }
        taken.set(messageId, (taken.get(messageId) ?? 0) + 1)
        if (mood < 0.32) request.socket.destroy()
        else response.end('{}')
      }
    })
    request.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
