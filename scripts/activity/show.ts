import { printable } from '../printable.ts'

/** A record of activity, as the forwarder replies it. */
export interface Shown {
  readonly at: string
  readonly partner: string
  readonly account: string
  readonly type: string
  readonly event: string
  readonly messageId: string
  readonly subscription: string
  readonly outcome: string
  readonly failed: boolean
  readonly status?: number
  readonly ms?: number
  readonly queued: boolean
  readonly attempt: number
  readonly message?: string
  readonly id: string
}

/** A record with its request and answer; `sealed`: no key of the forwarder opens them. */
export interface ShownAttempt extends Shown {
  readonly exchange?: Exchange | 'sealed'
}

interface Exchange {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly answer: {
    readonly status?: number
    readonly body?: string
    readonly failed?: string
    readonly notSent?: string
  }
}

const longestName = 60
const longestReason = 200
/** The longest outcome that is frequent. */
const outcomeWidth = 11

/** A record as one line: when, what became of it (`!` before what failed), where, of which event, and why. */
export function showRecord({ at, partner, account, id, type, event, messageId, ...one }: Shown): string {
  const to = one.subscription === '' ? '' : ` > ${one.subscription}`
  const name = event === '' ? '' : ` "${printable(event, longestName)}"`
  const status = one.status === undefined ? '' : `${one.status} `
  const took = one.ms === undefined ? '' : `${one.ms} ms `
  const way = one.queued ? `queue, attempt ${one.attempt}` : 'inline'
  const why = one.message === undefined ? '' : `: ${printable(one.message, longestReason)}`
  const parts = [
    at,
    `${one.failed ? '!' : ' '} ${one.outcome.padEnd(outcomeWidth)}`,
    printable(`${partner}/${account}/${id}${to}`),
    `${printable(type, longestName)}${name}`,
    printable(messageId, longestName),
    `${status}${took}(${way})${why}`,
  ]
  return parts.filter((part) => part !== '').join('  ')
}

/** An attempt, with its request and answer or why there are none. */
export function showAttempt({ exchange, ...attempt }: ShownAttempt): string {
  return [showRecord(attempt), ...showExchange(exchange).map((line) => `  ${printable(line)}`)].join('\n')
}

function showExchange(exchange: ShownAttempt['exchange']): readonly string[] {
  if (exchange === undefined)
    return [
      'of this attempt no request and no answer are kept: they are of what failed, of what is shadowed, and of one success in fifty',
    ]
  if (exchange === 'sealed') return ['the request and the answer are sealed, and no key of the forwarder opens them']
  const { method, url, headers, body, answer } = exchange
  return [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [body]),
    `=> ${answer.failed ?? answer.notSent ?? `${answer.status} ${answer.body ?? ''}`}`,
  ]
}
