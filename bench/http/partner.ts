/**
 * The partner of both sides, a process of its own on loopback. It takes whatever comes; a request to the host `down.example.com` is answered 503. `GET /~calls` gives what
 * came since the last such question, and how many items the partner got in all (elements of a list, or one a request); `POST /~record` and `/~forget` say whether it is kept. It prints its port.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came. */
export interface PartnerCall {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What it answers, as JSON APIs do: with its length. */
const answer = '{"code":200,"status":"OK"}'

if (import.meta.main) {
  let calls: PartnerCall[] = []
  let isRecording = false
  let items = 0
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    if (url.startsWith('/~')) {
      isRecording = url === '/~record' || (url !== '/~forget' && isRecording)
      response.end(JSON.stringify({ items, calls }))
      calls = []
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      items += body[0] === 0x5b ? (JSON.parse(body.toString()) as unknown[]).length : 1
      const host = String(headers.host)
      if (isRecording)
        calls.push({
          method,
          url: `${host}${url}`,
          headers: headers as Record<string, string>,
          body: body.toString(),
        })
      response.writeHead(host === 'down.example.com' ? 503 : 200, {
        'Content-Type': 'application/json',
        'Content-Length': String(answer.length),
      })
      response.end(answer)
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', () => console.log(String((server.address() as AddressInfo).port)))
}
