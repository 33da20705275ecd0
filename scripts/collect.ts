/**
 * Collects `mappings/*.json` into `generated/mappings.ts`, which the Worker imports.
 * A bad file stops it with its errors; with `--keep-going` (development) that file's door says so instead, and the others work.
 */
import { resolve } from 'node:path'
import { collect } from './mappings.ts'

const keepGoing = process.argv.includes('--keep-going') || process.env['MAPPINGS_KEEP_GOING'] === '1'
const { checked, written } = await collect(resolve(import.meta.dirname, '..'))
for (const { report } of checked) if (report !== '') console.error(report)
const bad = checked.filter(({ fault }) => fault !== undefined)
if (bad.length > 0) {
  console.error(`${bad.length} of ${checked.length} mappings cannot be used: ${bad.map(({ slug }) => slug).join(', ')}`)
  if (!keepGoing) process.exitCode = 1
} else if (written) console.log(`collected ${checked.length} mappings`)
