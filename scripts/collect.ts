/**
 * Collects `mappings/*.json` into `generated/mappings.ts`, which the Worker imports.
 * A bad file stops it with its errors; with `--keep-going` (development) that file's route says so instead, and the others work.
 */
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { collect } from './mappings.ts'

const root = resolve(import.meta.dirname, '..')
const keepGoing = process.argv.includes('--keep-going') || process.env['MAPPINGS_KEEP_GOING'] === '1'
const { checked, written } = await collect(root)
for (const { report } of checked) if (report !== '') console.error(report)
const bad = checked.filter(({ fault }) => fault !== undefined)
if (bad.length > 0) {
  console.error(`${bad.length} of ${checked.length} mappings cannot be used: ${bad.map(({ slug }) => slug).join(', ')}`)
  if (!keepGoing) process.exitCode = 1
} else if (written) console.log(`collected ${checked.length} mappings`)

if (process.env['WRANGLER_COMMAND'] === 'dev' && !hasSettings())
  console.log(
    'no settings: every event gets 503. Use "npm start", which brings those of dev.env and a stand-in partner; or, for your own: cp dev.env .dev.vars, edit it, and start again',
  )

/** Whether `wrangler dev`, which runs this, has settings: a file `.dev.vars` or `.dev.vars.<env>`, or those of `.env` or `--env-file`, which it puts into our environment. */
function hasSettings(): boolean {
  const { SEGMENT_SHARED_SECRET, ENDPOINT_KEYS } = process.env
  return (
    (SEGMENT_SHARED_SECRET ?? ENDPOINT_KEYS) !== undefined ||
    readdirSync(root).some((name) => name.startsWith('.dev.vars') && name !== '.dev.vars.example')
  )
}
