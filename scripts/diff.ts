/** `npm run diff <partner> [options]`: what an edited mapping makes differently of the events that a forwarder kept, computed in the Worker; sends nothing to a partner. */
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { argumentsOf } from './arguments.ts'
import type { Change } from '../src/mapping/difference.ts'
import { changes } from '../src/mapping/difference.ts'
import { forwarderOrigin, root, startSettings } from './development.ts'
import type { ShownDifference } from './diff/show.ts'
import { showDifference } from './diff/show.ts'
import { checkText, partnerNames } from './mappings.ts'
import { printableLines } from './printable.ts'
import { timeAgo } from './time-ago.ts'

const usage = `usage: npm run diff -- <partner> [--mapping file.json] [--account a] [--since 24h] [--until 1h] [--limit n] [--fail-on lost,rejected] [--remote url] [--json]
  <partner>   the partner whose deployed mapping is compared; the edited one is mappings/<partner>.json
  --mapping   another file with the edited mapping
  --account   whose events are compared ("default" if left out); one of a customer is compared with placeholders for its settings
  --since     from when on: a duration such as "90s", "10m", "2h", "1d" before now, or a time; "24h" if left out
  --until     until when, in the same form
  --limit     how many events at most, the newest (10,000 if left out)
  --fail-on   ends with exit code 1 where there is a change of these kinds: ${changes.join(', ')}
  --remote    a deployed forwarder, with its ADMIN_TOKEN in the environment; without it, that of npm start
  --json      what the Worker answered, as it is
Exit codes: 0; 1: --fail-on; 2: wrong use, a mapping with mistakes, or no answer`

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

const { values, positionals } = readArgs()
const [slug] = positionals
if (values.help === true) {
  console.log(usage)
  process.exit(0)
}
if (slug === undefined || positionals.length > 1) fail(usage)
const failOn = changesIn(values['fail-on'])
const started = Date.now()
const asking = {
  account: values.account,
  since: timeOf('since', values.since ?? '24h'),
  until: values.until === undefined ? undefined : timeOf('until', values.until),
  limit: values.limit === undefined ? undefined : Number(values.limit),
}
const mapping = await readMapping(values.mapping ?? resolve(root, 'mappings', `${slug}.json`))
const origin = values.remote ?? forwarderOrigin
const difference = await ask()
console.log(values.json === true ? printableLines(JSON.stringify(difference, null, 2)) : showDifference(difference))
const failed = failOn.filter((change) => difference.changes[change] > 0)
if (failed.length > 0) {
  console.error(`--fail-on: ${failed.map((change) => `${change} (${difference.changes[change]} events)`).join(', ')}`)
  process.exitCode = 1
}

async function ask(): Promise<ShownDifference> {
  const token = values.remote === undefined ? startSettings()['ADMIN_TOKEN'] : process.env['ADMIN_TOKEN']
  if (token === undefined || token === '') fail('ADMIN_TOKEN of the forwarder must be in the environment')
  const url =
    URL.parse(`/v1/diff/${slug}`, origin) ?? fail('--remote: expected a URL such as https://forwarder.example.com')
  const silent = (): never => fail(`${origin} does not answer: npm start, or --remote with the URL of your forwarder`)
  const reply = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: `{"mapping":${mapping},${JSON.stringify(asking).slice(1)}`,
  }).catch(silent)
  const text = await reply.text().catch(silent)
  if (reply.ok) return JSON.parse(text) as ShownDifference
  return fail(refusalOf(reply.status, text))
}

/** Why the Worker does not compare, with what to do. */
function refusalOf(status: number, text: string): string {
  let said: { readonly code?: string; readonly message?: string; readonly errors?: readonly string[] }
  try {
    said = JSON.parse(text) as typeof said
  } catch {
    return `${origin} answered ${status}, and no JSON: is it a forwarder?`
  }
  if (said.code === 'not_found')
    return `${origin} has no route /v1/diff: deploy this version of the forwarder first, or correct --remote`
  if (status === 401) return `${origin} does not know the token: ADMIN_TOKEN must be that of this forwarder`
  return printableLines([`${origin} answered ${status}: ${said.message ?? ''}`, ...(said.errors ?? [])].join('\n'))
}

/** The edited mapping as JSON; its mistakes are shown as `npm run check` shows them. */
async function readMapping(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(async () =>
    fail(
      values.mapping === undefined
        ? `there is no mappings/${slug}.json; there are: ${(await partnerNames(root)).join(', ')}`
        : `cannot read ${file}`,
    ),
  )
  const name = values.mapping === undefined ? `mappings/${basename(file)}` : file
  const { json, report, fault } = checkText(slug ?? '', text, name)
  if (report !== '') console.error(report)
  return fault === undefined ? json : process.exit(2)
}

function changesIn(list: string | undefined): readonly Change[] {
  const names = (list ?? '').split(',').filter((name) => name !== '')
  return names.map(
    (name) =>
      changes.find((change) => change === name) ??
      fail(`--fail-on: there is no change "${name}"; there are: ${changes.join(', ')}`),
  )
}

function timeOf(option: string, text: string): string {
  const read = timeAgo(text, started)
  return 'fault' in read ? fail(`--${option}: ${read.fault}`) : read.at
}

function readArgs() {
  return argumentsOf(
    {
      options: {
        mapping: { type: 'string' },
        account: { type: 'string' },
        since: { type: 'string' },
        until: { type: 'string' },
        limit: { type: 'string' },
        'fail-on': { type: 'string' },
        remote: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    },
    usage,
    fail,
  )
}
