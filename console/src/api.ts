import { lostSession } from './session.ts'

/** What the Worker answered when it did not do what was asked. `code`: a code of docs/errors.md, or `unreachable`. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

interface Asking {
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Asks a route of the Worker and gives its JSON. Throws an {@link ApiError} whose message says what is wrong; where the session has ended, the page shows the sign-in. */
export async function ask<T>(path: string, { body, signal }: Asking = {}): Promise<T> {
  const init: RequestInit = {
    ...(signal !== undefined && { signal }),
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }
  const reply = await fetch(path, init).catch((error: unknown) => {
    if (signal?.aborted === true) throw error
    throw new ApiError(0, 'unreachable', 'The forwarder does not answer. Is it running?')
  })
  const text = await reply.text()
  const read = parsed(text)
  if (reply.ok) return read as T
  if (reply.status === 401) lostSession()
  const { code = 'unknown', message = `The forwarder answered ${reply.status}.` } = (read ?? {}) as {
    code?: string
    message?: string
  }
  throw new ApiError(reply.status, code, message)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A path with those parameters that are set. */
export function withParameters(
  path: string,
  parameters: Readonly<Record<string, string | number | undefined>>,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(name, String(value))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
