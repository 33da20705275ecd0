/** The forwarder that is asked, and who asks. */
export interface Asker {
  readonly origin: string
  readonly token: string
}

/** The forwarder did not answer, or has trouble of its own: it may answer later. */
export class Unanswered extends Error {}

/** The forwarder will not answer this question. */
export class Refused extends Error {}

/** Asks a route: `POST` where there is a body. Throws {@link Unanswered} or {@link Refused}. */
export async function ask<T>({ origin, token }: Asker, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(origin + path, {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Unanswered(`${origin} does not answer: npm start, or --remote with the URL of your forwarder`)
  })
  const read = (await reply.json().catch(() => ({}))) as T & { readonly message?: string }
  if (reply.ok) return read
  const said = `${origin} answered ${reply.status}: ${read.message ?? ''}`
  throw reply.status >= 500 ? new Unanswered(said) : new Refused(said)
}
