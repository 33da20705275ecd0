import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PartnerRequest } from '../../src/mapping/file/request.ts'
import type { Case } from './cases.ts'
import { requestDifferences } from './cases.ts'

type Exchange = Case['exchanges'][number]

const accessToken: Exchange['answer'] = { status: 200, headers: {}, body: { access_token: 'token', expires_in: 3600 } }

/** A partner on loopback that answers as a case says. `unexpected`: what came and no exchange of the case expects. */
export class ScriptedPartner {
  #left: Exchange[] = []
  #of = ''
  #logins: readonly string[] = []
  unexpected: string[] = []
  readonly #server = createServer((request, response) => void this.#meet(request, response))

  /** Starts it; gives its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /**
   * What it answers from now on to the calls of a partner; `logins` are the paths at which it gives access tokens. The calls of other partners belong to earlier cases, whose
   * queues try again: it has nothing for them.
   */
  play(of: string, exchanges: readonly Exchange[], logins: readonly string[]): void {
    this.#of = of
    this.#left = [...exchanges]
    this.#logins = logins
    this.unexpected = []
  }

  /** Exchanges of which nothing came. */
  get missing(): readonly string[] {
    return this.#left.map(({ request }) => `${request.method} ${request.url}`)
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #meet(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array))
    const came: PartnerRequest = {
      kind: 'request',
      method: request.method ?? '',
      url: String(request.headers['x-real-url']),
      headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      body: Buffer.concat(chunks).toString('utf8'),
      gzip: false,
      token: undefined,
    }
    const isOther = request.headers['x-real-partner'] !== this.#of
    const answer = this.#isForToken(came) ? accessToken : isOther ? undefined : this.#take(came)?.answer
    if (answer === undefined && !isOther) this.unexpected.push(`${came.method} ${came.url} ${came.body ?? ''}`)
    const { status = 599, headers = {}, body = {} } = answer ?? {}
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, {
      'Content-Type': typeof body === 'string' ? 'text/plain' : 'application/json',
      ...headers,
    })
    response.end(status === 204 ? undefined : text)
  }

  /** Cases say nothing of access tokens. */
  #isForToken({ url, body = '' }: PartnerRequest): boolean {
    return body.startsWith('grant_type=') || this.#logins.includes(new URL(url).pathname)
  }

  /** The exchange that expects just this, else the first for its method and URL: times in bodies are those of another day. */
  #take(came: PartnerRequest): Exchange | undefined {
    const fits = this.#left.filter(({ request }) => request.method === came.method && request.url === came.url)
    const told = fits.filter(({ request }) => Object.keys(request).length > 2)
    const found = told.find(({ request }) => requestDifferences(request, came, '').length === 0) ?? fits[0]
    if (found !== undefined) this.#left.splice(this.#left.indexOf(found), 1)
    return found
  }
}
