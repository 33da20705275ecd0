/** Load over keep-alive connections: each sends its next request as soon as the answer to the one before is there. Sockets and no HTTP client, which would need the CPU that is measured. */
import type { Socket } from 'node:net'
import { connect } from 'node:net'

/** What a load came to: how many were answered, with which statuses, how long each took and how long all of it (ms). */
export interface Loaded {
  readonly statuses: ReadonlyMap<number, number>
  readonly latencies: readonly number[]
  readonly ms: number
}

/** One HTTP request as bytes. `path` and `headers` as they stand in it. */
export function requestBytes(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  method = 'POST',
): Buffer {
  const bytes = Buffer.from(body)
  const lines = Object.entries({
    Host: 'forwarder.example.com',
    'Content-Type': 'application/json',
    ...headers,
    'Content-Length': String(bytes.length),
  })
  const head = `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

/** Sends for some time, or so many requests, over so many connections. `next` gives the bytes of each request. */
export async function load(
  port: number,
  { connections, forMs = Infinity, most = Infinity }: { connections: number; forMs?: number; most?: number },
  next: () => Buffer,
): Promise<Loaded> {
  const began = performance.now()
  const statuses = new Map<number, number>()
  const latencies: number[] = []
  let sent = 0
  const one = async (): Promise<void> => {
    const socket = await open(port)
    while (performance.now() < began + forMs && sent < most) {
      sent++
      const bytes = next()
      const started = performance.now()
      const status = await exchange(socket, bytes)
      latencies.push(performance.now() - started)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, one))
  return { statuses, latencies, ms: performance.now() - began }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.removeListener('error', reject)
      socket.setNoDelay(true)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/** Sends a request, and gives the status of its answer once all of it is there. */
function exchange(socket: Socket, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const settle = (act: () => void): void => {
      socket.removeAllListeners()
      act()
    }
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (isWhole(text)) settle(() => resolve(Number(text.slice(9, 12))))
    })
    socket.on('error', (error) => settle(() => reject(error)))
    socket.on('close', () => settle(() => reject(new Error('the runtime closed the connection'))))
    socket.write(bytes)
  })
}

function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /content-length: (\d+)/i.exec(text)
  return length === null ? text.endsWith('0\r\n\r\n') : text.length >= head + 4 + Number(length[1])
}
