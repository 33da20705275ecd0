import { deleteStates } from '../deletes/receipt.ts'
import type { DeleteState } from '../deletes/receipt.ts'
import type { DeliveryState, Wanted } from '../queue/listed-delivery.ts'
import { isObject, textOf } from '../values/json.ts'
import { durationForm, milliseconds } from '../mapping/file/schema.ts'
import { readTime } from '../values/read-time.ts'
import { accountFault, limitFault, timeFault } from './faults.ts'

/** Which deliveries an operator asks for, over which accounts, from where on. */
export interface Asking extends Wanted {
  readonly partner: string | undefined
  readonly account: string | undefined
  readonly kind: 'event' | 'delete' | undefined
  readonly limit: number
  readonly from: PageCursor | undefined
}

/** Where a page begins: in an account, after what was shown of it; without `after`: behind the account. */
export interface PageCursor {
  readonly partner: string
  readonly account: string
  readonly after?: string
}

const states: readonly (DeliveryState | DeleteState)[] = ['pending', 'parked', 'dead', 'cancelled', ...deleteStates]
const known = [
  'partner',
  'account',
  'state',
  'kind',
  'reason',
  'requestId',
  'messageId',
  'since',
  'until',
  'minAge',
  'limit',
  'cursor',
] as const

/** The name of a filter. */
export type FilterName = (typeof known)[number]
const mostAPage = 200

/** Reads the filters of a list. A fault names the field and what is expected. */
export function readAsking(
  fields: Readonly<Record<string, unknown>>,
  now: number,
): { readonly asking: Asking } | { readonly fault: string } {
  const unknown = Object.keys(fields).find((key) => !known.some((name) => name === key))
  if (unknown !== undefined) return { fault: `there is no filter "${unknown}": use ${known.join(', ')}` }
  const bad = Object.keys(fields).find((key) => textOf(fields[key]) === undefined)
  if (bad !== undefined) return { fault: `${bad}: expected a text` }
  const text = (key: string): string | undefined => textOf(fields[key]) || undefined
  const time = (key: string): number | undefined => {
    const said = text(key)
    return said === undefined ? undefined : readTime(said)
  }
  const [partner, account, state, kind, minAge] = ['partner', 'account', 'state', 'kind', 'minAge'].map(text)
  const [since, until] = ['since', 'until'].map(time)
  const limit = text('limit') === undefined ? 50 : Number(text('limit'))
  const from = text('cursor') === undefined ? undefined : readCursor(text('cursor') ?? '')
  const misnamed = accountFault({ partner, account })
  if (misnamed !== undefined) return { fault: misnamed }
  if (state !== undefined && !isState(state))
    return {
      fault: `state: expected one of ${states.join(', ')} (events that were delivered or skipped are counted, not kept)`,
    }
  if (kind !== undefined && kind !== 'event' && kind !== 'delete') return { fault: 'kind: expected event or delete' }
  if (minAge !== undefined && !durationForm.test(minAge))
    return { fault: 'minAge: expected a duration such as "90s", "10m", "2h", "1d"' }
  const tooMany = limitFault(limit, mostAPage)
  if (tooMany !== undefined) return { fault: tooMany }
  if (from === 'bad') return { fault: 'cursor: expected what "cursor" of the page before said' }
  if (from !== undefined && ((partner ?? from.partner) !== from.partner || (account ?? from.account) !== from.account))
    return { fault: 'cursor: it is of another partner or account: ask with the filters of the page that gave it' }
  const untimely = timeFault({ since, until })
  if (untimely !== undefined) return { fault: untimely }
  const before = minAge === undefined ? until : Math.min(until ?? now, now - milliseconds(minAge))
  const [messageId, request, reason] = ['messageId', 'requestId', 'reason'].map(text)
  return { asking: { partner, account, state, kind, messageId, request, reason, after: since, before, limit, from } }
}

function isState(text: string): text is DeliveryState | DeleteState {
  return (states as readonly string[]).includes(text)
}

/** A place as the text of a cursor. */
export function writeCursor(place: PageCursor): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

function readCursor(text: string): PageCursor | 'bad' {
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!isObject(place)) return 'bad'
    const { partner, account, after } = place
    if (typeof partner !== 'string' || typeof account !== 'string') return 'bad'
    return typeof after === 'string' ? { partner, account, after } : { partner, account }
  } catch {
    return 'bad'
  }
}
