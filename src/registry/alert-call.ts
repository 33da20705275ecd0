import type { Env } from '../env.ts'
import { isDevelopment, variable } from '../env.ts'
import type { VariableProblem } from '../runtime/variables.ts'
import { webhookHeaders } from '../transport/webhook-signature.ts'
import { isLoopback } from '../values/hosts.ts'

/** Where alerts go: to nobody, to a receiver, or nowhere because a variable is wrong. */
export type Receiver =
  | { readonly kind: 'none' }
  | { readonly kind: 'receiver'; readonly url: string; readonly secrets: readonly string[] }
  | ({ readonly kind: 'fault' } & VariableProblem)

/** How sending an alert ended. */
export type AlertSent = { readonly kind: 'taken' } | { readonly kind: 'failed'; readonly reason: string }

const timeoutMs = 10_000

/** Reads `ALERT_URL` (https, in development also http to loopback) and `ALERT_SECRET` (several separated by spaces while one is rotated). */
export function receiverOf(env: Env): Receiver {
  const url = variable(env, 'ALERT_URL')
  if (url === undefined) return { kind: 'none' }
  const secrets = (variable(env, 'ALERT_SECRET') ?? '').split(/\s+/).filter((secret) => secret !== '')
  if (!isAllowed(url, env))
    return {
      kind: 'fault',
      variable: 'ALERT_URL',
      problem: 'must be a URL that begins with https://: no alert is sent',
    }
  if (secrets.length === 0)
    return {
      kind: 'fault',
      variable: 'ALERT_SECRET',
      problem: 'is not set, and signs what ALERT_URL gets: no alert is sent',
    }
  return { kind: 'receiver', url, secrets }
}

/** What keeps alerts from being sent where `ALERT_URL` is set. */
export function alertProblems(env: Env): readonly VariableProblem[] {
  const receiver = receiverOf(env)
  return receiver.kind === 'fault' ? [{ variable: receiver.variable, problem: receiver.problem }] : []
}

function isAllowed(text: string, env: Env): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  if (protocol === 'https:') return true
  return protocol === 'http:' && isDevelopment(env) && isLoopback(hostname)
}

/** Sends an alert, signed for this attempt. Never throws; only a 2xx is a yes, and redirects are not followed. */
export async function sendAlert(
  { url, secrets }: Extract<Receiver, { kind: 'receiver' }>,
  { id, body }: { readonly id: string; readonly body: string },
  now: number,
): Promise<AlertSent> {
  try {
    const timestamp = Math.floor(now / 1_000)
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'edge-forwarder',
        ...webhookHeaders(secrets, { id, timestamp, body }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    return response.ok ? { kind: 'taken' } : { kind: 'failed', reason: `the receiver answered ${response.status}` }
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError'
    return { kind: 'failed', reason: isTimeout ? 'the receiver did not answer in time' : 'the connection failed' }
  }
}
