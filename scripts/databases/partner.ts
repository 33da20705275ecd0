import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call that came: its method, the URL that the forwarder meant, its body as text. */
export interface Call {
  readonly method: string
  readonly url: string
  readonly body: string
}

/** What a call is answered, or that it gets no answer at all. */
export type CallHealth = { readonly status: number; readonly body?: unknown; readonly retryAfter?: number } | 'hang'

/** A partner on loopback that answers each call as it was told last. */
export class ToldPartner {
  readonly calls: Call[] = []
  /** Those of them that get no answer. */
  readonly hanging: Call[] = []
  #answer: (call: Call) => CallHealth = () => ({ status: 200 })
  readonly #server = createServer((request, response) => void this.#meet(request, response))

  /** Starts it; gives its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** How it answers from now on. */
  tell(answer: (call: Call) => CallHealth): void {
    this.#answer = answer
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    request.on('error', () => undefined)
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
    const call: Call = {
      method: request.method ?? '',
      url: String(request.headers['x-real-url'] ?? request.url),
      body: Buffer.concat(chunks).toString('utf8'),
    }
    const told = this.#answer(call)
    this.calls.push(call)
    if (told === 'hang') {
      this.hanging.push(call)
      return
    }
    const { status, body = {}, retryAfter } = told
    response.writeHead(status, {
      'Content-Type': 'application/json',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    })
    response.end(status === 204 ? undefined : JSON.stringify(body))
  }
}
