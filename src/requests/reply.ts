/** A reply, before it is a `Response`: its body is JSON, or a text. */
export interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>> | string
  readonly headers?: Readonly<Record<string, string>>
}

const leastRetrySeconds = 5

/** A reply that says what is wrong. */
export function errorReply(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body: { message }, headers }
}

/** A 503: Segment keeps what it sent and comes again (it retries for four hours). */
export function unavailable(message: string, retryAfterMs = leastRetrySeconds * 1_000): Reply {
  const seconds = Math.max(leastRetrySeconds, Math.ceil(Math.min(retryAfterMs, 3_600_000) / 1_000))
  return errorReply(503, message, { 'Retry-After': String(seconds) })
}
