/**
 * `npm run activity`: what lately happened to events, for people. Asks the forwarder of `npm start`, or with `--remote <url>` a deployed one, with ADMIN_TOKEN or VIEWER_TOKEN of
 * the environment.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { durationForm, milliseconds } from '../src/mapping/file/schema.ts'
import { forwarderOrigin, startSettings } from './development.ts'
import { watchLive } from './live-activity.ts'

const usage = `usage: npm run activity -- [--partner p] [--account a] [--user id] [--failed] [--event name] [--since 1h] [--limit n] [--follow] [--show partner/account/id] [--remote url]
  --user    all of one user, by the id as it was sent
  --failed  only what failed
  --since   a duration such as "90s", "10m", "2h", "1d", or a time
  --follow  goes on and shows what comes, of one account (--partner, and --account unless it is "default") at once (ends with Ctrl-C)
  --show    each attempt of one delivery, with the request and the answer where they are kept (needs ADMIN_TOKEN)
  --remote  a deployed forwarder; ADMIN_TOKEN or VIEWER_TOKEN of the environment`

interface Shown {
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

interface Exchange {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly answer: { readonly status?: number; readonly body?: string; readonly failed?: string }
}

interface Found {
  readonly activity: readonly Shown[]
  readonly reasons: readonly { partner: string; outcome: string; reason: string; n: number }[]
  readonly omitted: number
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

const { values } = readArgs()
const origin = values.remote ?? forwarderOrigin
const token =
  (values.remote === undefined
    ? startSettings()['ADMIN_TOKEN']
    : (process.env['ADMIN_TOKEN'] ?? process.env['VIEWER_TOKEN'])) ??
  fail('ADMIN_TOKEN or VIEWER_TOKEN of the forwarder must be in the environment')

/** Whether one account is followed, over a live connection, which knows no users. */
const isLive = values.follow === true && values.partner !== undefined && values.user === undefined
const account = values.account ?? (isLive ? 'default' : undefined)

if (values.show !== undefined) {
  await show(values.show)
  process.exit(0)
}
const started = Date.now()
const first = await find(sinceOf(values.since ?? '1h', started))
for (const one of first.activity.toReversed()) console.log(line(one))
if (values.follow !== true) summarise(first)
else await follow(first)

/** Shows what comes, until the program is ended. */
async function follow(before: Found): Promise<never> {
  const seen = new Set(before.activity.map(keyOf))
  const showNew = (records: readonly Shown[]): void => {
    for (const one of records.filter((each) => !seen.has(keyOf(each)))) {
      seen.add(keyOf(one))
      console.log(line(one))
    }
  }
  const catchUp = async (from: number): Promise<void> =>
    showNew((await find(new Date(from - 60_000).toISOString())).activity.toReversed())
  if (isLive) await followLive(showNew, catchUp)
  for (;;) {
    await wait(2_000)
    await catchUp(Date.now())
  }
}

/** Shows what comes over a live connection; `catchUp` shows what came from a time (ms) on, while there was none. Ends only where none can be had. */
async function followLive(
  showNew: (records: readonly Shown[]) => void,
  catchUp: (from: number) => Promise<void>,
): Promise<void> {
  const { partner = '', failed, event } = values
  const query = new URLSearchParams({
    partner,
    account: account ?? '',
    ...(failed === true && { failed: 'true' }),
    ...(event !== undefined && { event }),
  })
  let from = started
  await watchLive({
    url: `${origin}/v1/activity/live?${query}`,
    token,
    opened: () => {
      console.error(`watching ${partner}/${account}`)
      void catchUp(from)
    },
    received: (message) => {
      from = Date.now()
      showNew((JSON.parse(message) as Pick<Found, 'activity'>).activity)
    },
    broken: () => console.error('the connection broke: opening it again'),
  })
  console.error('no live connection: asking every two seconds')
}

function keyOf({ id, at, attempt, outcome }: Shown): string {
  return [id, at, attempt, outcome].join(' ')
}

async function find(since: string): Promise<Found> {
  const { partner, user, failed, event, limit } = values
  const filters = { partner, account, event, limit, since, failed: failed === true ? 'true' : undefined }
  const given = Object.fromEntries(
    Object.entries(filters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
  return user === undefined
    ? ask<Found>(`/v1/activity?${new URLSearchParams(given)}`)
    : ask<Found>('/v1/activity/search', { userId: user, ...given })
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const reply = await fetch(origin + path, {
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  }).catch(() => fail(`${origin} does not answer: npm start, or --remote with the URL of your forwarder`))
  const read = (await reply.json()) as T & { readonly message?: string }
  return reply.ok ? read : fail(`${origin} answered ${reply.status}: ${read.message ?? ''}`)
}

/** Shows every attempt of a delivery. */
async function show(path: string): Promise<void> {
  const { attempts } = await ask<{
    readonly attempts: readonly (Shown & { readonly exchange?: Exchange | 'sealed' })[]
  }>(`/v1/activity/${path}?reveal=1`)
  for (const { exchange, ...attempt } of attempts) {
    console.log(line(attempt))
    if (exchange === undefined || exchange === 'sealed') continue
    const { method, url, headers, body, answer } = exchange
    const head = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)
    const answered = answer.failed ?? `${answer.status} ${answer.body ?? ''}`
    console.log(
      [`  ${method} ${url}`, ...head, ...(body === undefined ? [] : [`  ${body}`]), `  => ${answered}`].join('\n'),
    )
  }
}

function line({ at, partner, account, type, event, messageId, id, ...one }: Shown): string {
  const way = one.queued ? `queue, attempt ${one.attempt}` : 'inline'
  const took = one.ms === undefined ? '' : ` ${one.ms} ms`
  const what = event === '' ? type : `${type} "${event}"`
  const why = one.message === undefined ? '' : `: ${one.message}`
  const status = one.status === undefined ? '' : ` ${one.status}`
  const to = one.subscription === '' ? '' : ` > ${one.subscription}`
  return `${at}  ${one.failed ? 'FAIL' : 'ok  '}  ${partner}/${account}${to}  ${what}  ${messageId}  ${one.outcome}${status}${took} (${way})${why}${one.failed ? `  [${partner}/${account}/${id}]` : ''}`
}

function summarise({ activity, reasons, omitted }: Found): void {
  if (activity.length === 0) console.log('nothing: what comes is seen here some seconds later')
  else console.log('')
  for (const { partner, outcome, reason, n } of reasons)
    console.log(`${String(n).padStart(6)}  ${partner}  ${outcome}${reason === '' ? '' : `: ${reason}`}`)
  if (omitted > 0) console.log(`${String(omitted).padStart(6)}  more, which were counted and not kept`)
}

function sinceOf(text: string, now: number): string {
  if (durationForm.test(text)) return new Date(now - milliseconds(text)).toISOString()
  const at = Date.parse(text)
  return Number.isNaN(at)
    ? fail(`--since: expected a duration such as "1h", or a time\n${usage}`)
    : new Date(at).toISOString()
}

function readArgs(): ReturnType<typeof parse> {
  try {
    return parse()
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : ''}\n${usage}`)
  }
}

function parse() {
  return parseArgs({
    options: {
      partner: { type: 'string' },
      account: { type: 'string' },
      user: { type: 'string' },
      event: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string' },
      failed: { type: 'boolean' },
      follow: { type: 'boolean' },
      show: { type: 'string' },
      remote: { type: 'string' },
    },
  })
}
