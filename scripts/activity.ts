/**
 * `npm run activity`: what lately happened to events, for people. Asks the forwarder of `npm start`, or with `--remote <url>` a deployed one, with ADMIN_TOKEN or VIEWER_TOKEN of
 * the environment.
 */
import { argumentsOf } from './arguments.ts'
import { ask, Refused, Unanswered } from './activity/ask.ts'
import type { Following } from './activity/follow.ts'
import { follow } from './activity/follow.ts'
import type { ShownAttempt } from './activity/show.ts'
import { showAttempt, showRecord } from './activity/show.ts'
import type { Found, Ledger } from './activity/summary.ts'
import { showFound, showLedger, showMissing } from './activity/summary.ts'
import { forwarderOrigin, startSettings } from './development.ts'
import { printable } from './printable.ts'
import { timeAgo } from './time-ago.ts'

const usage = `usage: npm run activity -- [--partner p] [--account a] [--user id] [--failed] [--event name] [--since 1h] [--limit n] [--follow] [--show partner/account/id] [--remote url]
  --user    all of one user, by the id as it was sent
  --failed  only what failed
  --since   a duration such as "90s", "10m", "2h", "1d", or a time; "1h" if left out
  --limit   how many records are shown, the newest: up to 200; 50 if left out
  --follow  goes on and shows what comes, of one account (--partner, and --account unless it is "default") at once (ends with Ctrl-C)
  --show    each attempt of one delivery, with the request and the answer where they are kept (needs ADMIN_TOKEN)
  --remote  a deployed forwarder; ADMIN_TOKEN or VIEWER_TOKEN of the environment
A line says when, what became of the event ("!": something failed), the delivery as --show takes it, the event, its message id, and why.`

const mostListed = 200
/** Counts are kept for so long. */
const countsKeptMs = 90 * 24 * 3_600_000

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

const { values } = readArgs()
if (values.help === true) {
  console.log(usage)
  process.exit(0)
}
const { partner, user, event, failed } = values
const started = Date.now()
const since = sinceOf(values.since ?? '1h')
const asker = {
  origin: values.remote ?? forwarderOrigin,
  token:
    (values.remote === undefined
      ? startSettings()['ADMIN_TOKEN']
      : process.env['ADMIN_TOKEN'] || process.env['VIEWER_TOKEN']) ||
    fail('ADMIN_TOKEN or VIEWER_TOKEN of the forwarder must be in the environment'),
}
/** Whether one account is followed, over a live connection, which knows no users. */
const isLive = values.follow === true && partner !== undefined && user === undefined
const account = values.account ?? (isLive ? 'default' : undefined)

try {
  if (values.show === undefined) await list()
  else await show(values.show)
} catch (error) {
  if (error instanceof Unanswered || error instanceof Refused) fail(printable(error.message))
  throw error
}

/** Shows the newest records, then what was counted, or what comes. */
async function list(): Promise<void> {
  const found = await find(since)
  for (const one of found.activity.toReversed()) console.log(showRecord(one))
  if (values.follow === true) return follow(following(), found.activity)
  const lines = [...showMissing(found), ...(await summary(found))]
  if (found.activity.length === 0) lines.push('what comes is seen here some seconds later')
  else lines.unshift('')
  console.log(lines.join('\n'))
}

/** How many deliveries there were, and why they ended as they did. The counts know all of them, but neither users nor events. */
async function summary(found: Found): Promise<readonly string[]> {
  const of = printable(
    partner === undefined ? 'all partners' : account === undefined ? partner : `${partner}/${account}`,
  )
  if (user !== undefined || event !== undefined) return showFound(found, of, since)
  const counted = new Date(Math.max(Date.parse(since), started - countsKeptMs)).toISOString()
  const ledger = await ask<Ledger>(asker, `/v1/ledger?${query({ partner, account, since: counted })}`)
  return showLedger(ledger, of, failed === true)
}

function following(): Following {
  const filters = { partner, account, event, failed: failed === true ? 'true' : undefined }
  return {
    asker,
    live: isLive ? { path: `/v1/activity/live?${query(filters)}`, of: `${partner}/${account}` } : undefined,
    started,
    newSince: async (at) => (await find(new Date(at).toISOString(), String(mostListed))).activity.toReversed(),
  }
}

async function find(from: string, limit = values.limit): Promise<Found> {
  const filters = { partner, account, event, limit, since: from, failed: failed === true ? 'true' : undefined }
  return user === undefined
    ? ask<Found>(asker, `/v1/activity?${query(filters)}`)
    : ask<Found>(asker, '/v1/activity/search', { userId: user, ...filters })
}

function query(fields: Readonly<Record<string, string | undefined>>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  )
}

/** Shows every attempt of a delivery. */
async function show(path: string): Promise<void> {
  const parts = path.split('/')
  if (parts.length !== 3) fail('--show: expected partner/account/id, as it stands in each line')
  const { attempts } = await ask<{ readonly attempts: readonly ShownAttempt[] }>(
    asker,
    `/v1/activity/${parts.map(encodeURIComponent).join('/')}?reveal=1`,
  )
  for (const attempt of attempts) console.log(showAttempt(attempt))
}

function sinceOf(text: string): string {
  const read = timeAgo(text, started)
  return 'fault' in read ? fail(`--since: ${read.fault}`) : read.at
}

function readArgs() {
  return argumentsOf(
    {
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
        help: { type: 'boolean', short: 'h' },
      },
    },
    usage,
    fail,
  )
}
