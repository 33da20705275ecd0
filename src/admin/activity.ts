import { activityKeptMs, activityOf, hasActivity } from '../activity/activity.ts'
import type { ActivityFilter, FoundActivity, FoundRecord } from '../activity/record.ts'
import { shownRecord } from '../activity/shown-record.ts'
import { activityKeysOf } from '../deletes/accept.ts'
import type { Env } from '../env.ts'
import { accountName } from '../partners/account-name.ts'
import { findPartner, isForCustomers, partnerSlugs } from '../partners/catalog.ts'
import { ownAccounts } from '../partners/environment.ts'
import type { AccountRef } from '../registry/messages.ts'
import { registryOf } from '../registry/registry.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import { log } from '../runtime/log.ts'
import { isObject, textOf } from '../values/json.ts'
import { readTime } from '../values/read-time.ts'
import type { Asked, Named } from './ask.ts'
import { readObject } from './ask.ts'
import { accountFault, limitFault, timeFault } from './faults.ts'
import { unknownActivity } from './known-account.ts'
import { isOutcome, outcomes } from './outcomes.ts'

/** A question asks so many objects at most. */
export const mostAsked = 100
const mostAPage = 200
const mostReasons = 50
const bodyBytes = 16 * 1_024
const filterNames = [
  'partner',
  'account',
  'outcome',
  'failed',
  'event',
  'reason',
  'messageId',
  'requestId',
  'since',
  'until',
  'limit',
  'cursor',
] as const

/** A filter of activity. */
export type ActivityFilterName = (typeof filterNames)[number]

/** What every reply says of itself. */
const note =
  'newest first; of what came in the last seconds some may still be on its way, and is lost if its isolate dies; above 20 a second of an isolate successes are a sample, and "omitted" counts the rest of the time, whatever the other filters'

interface Place extends AccountRef {
  readonly at: number
  readonly place: number
}

interface Asking {
  readonly partner: string | undefined
  readonly account: string | undefined
  readonly filter: ActivityFilter
  readonly from: Place | undefined
}

type OfAccount = FoundActivity & AccountRef

/** `GET /v1/activity`: what lately happened to events, over all accounts, by filters and pages; with the reasons of all that the filters find. */
export async function listActivity(asked: Asked): Promise<Reply> {
  const read = readAsking(Object.fromEntries(new URL(asked.request.url).searchParams))
  if ('fault' in read) return errorReply('invalid_request', read.fault)
  return answered(asked, read.asking)
}

const expected = 'expected {"userId": "..."}, the id as it was sent, and the filters of GET /v1/activity beside it'

/** `POST /v1/activity/search` with `{"userId": "..."}`, an anonymousId or previousId too: what lately happened to a user's events. The id is not stored, and stands in no URL. */
export async function searchActivity(asked: Asked): Promise<Reply> {
  const read = await readObject(asked, bodyBytes)
  if ('reply' in read) return read.reply
  const { userId, ...filters } = read.body
  const id = textOf(userId)
  if (id === undefined || id === '') return errorReply('invalid_request', expected)
  if (activityKeysOf(asked.env, '') === undefined)
    return unavailable('not_configured', 'SEALING_KEY is missing or wrong: users cannot be found without it')
  const asking = readAsking(filters)
  return 'fault' in asking ? errorReply('invalid_request', asking.fault) : answered(asked, asking.asking, id)
}

const unknownDelivery = errorReply(
  'unknown_delivery',
  'nothing is known of this delivery: activity is kept for a while',
)

/**
 * `GET /v1/activity/:partner/:account/:id`: every attempt of one delivery that is still known, the oldest first. `?reveal=1` (an admin) shows the requests and answers that are
 * kept, without secrets, and leaves a log line.
 */
export async function showActivity(asked: Asked, { partner, account, id }: Named): Promise<Reply> {
  const reveals = new URL(asked.request.url).searchParams.get('reveal') === '1'
  const closed = notKept(asked.env) ?? (await unknownActivity(asked.env, { partner, account }))
  if (closed !== undefined) return closed
  const { records } = await activityOf(asked.env, { partner, account }).find({ id, limit: mostAPage })
  if (records.length === 0) return unknownDelivery
  if (reveals) log('reveal', { requestId: asked.requestId, partner, account, activity: id, operator: asked.role })
  const keys = activityKeysOf(asked.env, accountName(partner, account))
  const attempts = records.map((record) => {
    const { sealed } = record
    const text = reveals && sealed !== undefined ? keys?.open(sealed) : undefined
    return {
      ...shownRecord(record, { partner, account }, asked.role),
      ...(sealed !== undefined && { exchange: text === undefined ? 'sealed' : (JSON.parse(text) as unknown) }),
    }
  })
  return { status: 200, body: { attempts: attempts.toReversed() } }
}

async function answered({ env, role }: Asked, asking: Asking, userId?: string): Promise<Reply> {
  const closed = notKept(env) ?? (await unknownActivity(env, asking))
  if (closed !== undefined) return closed
  const accounts = await accountsOf(env, asking)
  const found = await Promise.all(
    accounts.slice(0, mostAsked).map(async (ref): Promise<OfAccount> => {
      const keys = activityKeysOf(env, accountName(ref.partner, ref.account))
      const users = userId === undefined || keys === undefined ? undefined : [keys.digest(userId)]
      const filter = { ...asking.filter, users, before: before(asking.from, ref) }
      return { ...ref, ...(await activityOf(env, ref).find(filter)) }
    }),
  )
  const { limit } = asking.filter
  const all = found.flatMap(({ partner, account, records }) => records.map((record) => ({ partner, account, record })))
  all.sort(inOrder)
  const page = all.slice(0, limit)
  const last = page.at(-1)
  const more = all.length > limit || found.some((one) => one.more)
  return {
    status: 200,
    body: {
      activity: page.map(({ record, partner, account }) => shownRecord(record, { partner, account }, role)),
      reasons: reasonsOf(found),
      deliveries: found.reduce((sum, { deliveries }) => sum + deliveries, 0),
      omitted: found.reduce((sum, { omitted }) => sum + omitted, 0),
      ...(accounts.length > mostAsked && { accountsNotAsked: accounts.length - mostAsked }),
      ...(more && last !== undefined && { cursor: writeCursor(last) }),
      note,
    },
  }
}

/** The reply that says why no activity is kept; nothing where it is. */
export function notKept(env: Env): Reply | undefined {
  if (activityKeptMs(env) > 0) return undefined
  const why = hasActivity(env) ? 'ACTIVITY_HOURS is 0' : 'the binding ACTIVITY is missing in wrangler.toml'
  return unavailable('not_configured', `no activity is kept: ${why}`)
}

/** The reasons of all accounts together, the most frequent first. */
function reasonsOf(found: readonly OfAccount[]): readonly Readonly<Record<string, unknown>>[] {
  const sums = new Map<string, { partner: string; outcome: string; reason: string; n: number }>()
  for (const { partner, reasons } of found)
    for (const { outcome, reason, n } of reasons) {
      const key = `${partner}\n${outcome}\n${reason}`
      sums.set(key, { partner, outcome, reason, n: n + (sums.get(key)?.n ?? 0) })
    }
  return [...sums.values()].sort((a, b) => b.n - a.n).slice(0, mostReasons)
}

interface Listed extends AccountRef {
  readonly record: FoundRecord
}

/** Newest first; at the same time by account, then by place. */
function inOrder(a: Listed, b: Listed): number {
  const [nameA, nameB] = [accountName(a.partner, a.account), accountName(b.partner, b.account)]
  if (a.record.at !== b.record.at) return b.record.at - a.record.at
  return nameA === nameB ? b.record.place - a.record.place : nameA < nameB ? -1 : 1
}

/** Where a page begins in an account. */
function before(from: Place | undefined, ref: AccountRef): ActivityFilter['before'] {
  if (from === undefined) return undefined
  const [name, last] = [accountName(ref.partner, ref.account), accountName(from.partner, from.account)]
  if (name === last) return { at: from.at, place: from.place }
  return { at: from.at, place: name < last ? -1 : Number.MAX_SAFE_INTEGER }
}

/** The account that is named, or all: the operator's, by the environment, others that had activity, the latest first, and those that have a queue. */
export async function accountsOf(
  env: Env,
  { partner, account }: Pick<Asking, 'partner' | 'account'>,
): Promise<readonly AccountRef[]> {
  if (partner !== undefined && account !== undefined) return [{ partner, account }]
  const own = partnerSlugs().flatMap((slug) => {
    const found = findPartner(slug)
    if (found === undefined || 'fault' in found || isForCustomers(found.partner.mapping)) return []
    return ownAccounts(found.partner, env).map((name) => ({ partner: slug, account: name }))
  })
  const registry = registryOf(env)
  const [active, registered] = await Promise.all([
    registry.activeAccounts(partner),
    registry.accounts({ ...(partner !== undefined && { partner }), limit: 1_000 }),
  ])
  const all = [...own, ...active, ...registered.map((one) => ({ partner: one.partner, account: one.account }))]
  const wanted = all.filter((one) => (partner ?? one.partner) === one.partner)
  return [...new Map(wanted.map((one) => [accountName(one.partner, one.account), one])).values()]
}

/** Reads filters. A fault names the field and what is expected. `known`: those that there are. */
export function readAsking(
  fields: Readonly<Record<string, unknown>>,
  known: readonly ActivityFilterName[] = filterNames,
): { readonly asking: Asking } | { readonly fault: string } {
  const unknown = Object.keys(fields).find((key) => !(known as readonly string[]).includes(key))
  if (unknown !== undefined) return { fault: `there is no filter "${unknown}": use ${known.join(', ')}` }
  const bad = Object.keys(fields).find((key) => textOf(fields[key]) === undefined)
  if (bad !== undefined) return { fault: `${bad}: expected a text` }
  const text = (key: string): string | undefined => textOf(fields[key]) || undefined
  const [partner, account, outcome, event, reason] = ['partner', 'account', 'outcome', 'event', 'reason'].map(text)
  const [messageId, requestId, failed, cursor] = ['messageId', 'requestId', 'failed', 'cursor'].map(text)
  const misnamed = accountFault({ partner, account })
  if (misnamed !== undefined) return { fault: misnamed }
  if (outcome !== undefined && !isOutcome(outcome)) return { fault: `outcome: expected one of ${outcomes.join(', ')}` }
  if (failed !== undefined && failed !== 'true' && failed !== 'false')
    return { fault: 'failed: expected true or false' }
  const limit = text('limit') === undefined ? 50 : Number(text('limit'))
  const tooMany = limitFault(limit, mostAPage)
  if (tooMany !== undefined) return { fault: tooMany }
  const [since, until] = ['since', 'until'].map((key) =>
    text(key) === undefined ? undefined : readTime(text(key) ?? ''),
  )
  const untimely = timeFault({ since, until })
  if (untimely !== undefined) return { fault: untimely }
  const from = cursor === undefined ? undefined : readCursor(cursor)
  if (from === 'bad') return { fault: 'cursor: expected what "cursor" of the page before said' }
  const filter = {
    outcome,
    event,
    reason,
    messageId,
    requestId,
    failed: failed === undefined ? undefined : failed === 'true',
    since,
    until,
    limit,
  }
  return { asking: { partner, account, filter, from } }
}

function writeCursor({ partner, account, record: { at, place } }: Listed): string {
  return Buffer.from(JSON.stringify({ partner, account, at, place })).toString('base64url')
}

function readCursor(text: string): Place | 'bad' {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!isObject(read)) return 'bad'
    const { partner, account, at, place } = read
    const isPlace =
      typeof partner === 'string' && typeof account === 'string' && typeof at === 'number' && typeof place === 'number'
    return isPlace ? { partner, account, at, place } : 'bad'
  } catch {
    return 'bad'
  }
}
