import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A loopback partner of the bench: counts calls and the events in them, and answers `status` (200 unless it is set) after `afterMs`; paths in `up` are 200 and at once, and not counted. */
export interface Partner {
  readonly origin: string
  status: number
  readonly up: Set<string>
  afterMs: number
  calls: number
  events: number
  /** When the first and the last call came since {@link Partner.begin} (ms). */
  firstAt: number
  lastAt: number
  readonly begin: () => void
  readonly close: () => void
}

/** Starts it. */
export async function startPartner(): Promise<Partner> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (partner.up.has(request.url ?? '')) {
        response.writeHead(200).end('{}')
        return
      }
      const now = performance.now()
      if (partner.calls === 0) partner.firstAt = now
      partner.lastAt = now
      partner.calls++
      // Counting the one field that each event has once is cheaper than parsing, and both run on the cores that are measured.
      partner.events += Buffer.concat(chunks).toString('latin1').split('"messageId"').length - 1
      setTimeout(() => response.writeHead(partner.status).end('{}'), partner.afterMs)
    })
    request.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const partner: Partner = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    status: 200,
    up: new Set(),
    afterMs: 0,
    calls: 0,
    events: 0,
    firstAt: 0,
    lastAt: 0,
    begin: () => Object.assign(partner, { calls: 0, events: 0, firstAt: 0, lastAt: 0 }),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return partner
}
