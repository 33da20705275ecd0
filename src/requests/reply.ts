import type { CodesOf, ErrorCode, ErrorStatus } from './error-codes.ts'
import { errorCodes } from './error-codes.ts'

type Headers = Readonly<Record<string, string>>

/** What the body of every error holds: a code for programs, a message for people; some errors add more. */
interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
  readonly [more: string]: unknown
}

/** A reply, before it is a `Response`: its body is JSON, or a text. One that is no success has a code. */
export type Reply =
  | {
      readonly status: 200 | 202
      readonly body: Readonly<Record<string, unknown>> | string
      readonly headers?: Headers
    }
  | { readonly status: ErrorStatus; readonly body: ErrorBody; readonly headers?: Headers }

const leastRetrySeconds = 5

/** A reply that says what is wrong. The code decides its status. */
export function errorReply(code: ErrorCode, message: string, headers: Headers = {}): Reply {
  return { status: errorCodes[code], body: { code, message }, headers }
}

/** A 503: Segment keeps what it sent and comes again (it retries for four hours). */
export function unavailable(
  code: CodesOf<503>,
  message: string,
  retryAfterMs: number = leastRetrySeconds * 1_000,
): Reply {
  const seconds = Math.max(leastRetrySeconds, Math.ceil(Math.min(retryAfterMs, 3_600_000) / 1_000))
  return errorReply(code, message, { 'Retry-After': String(seconds) })
}
