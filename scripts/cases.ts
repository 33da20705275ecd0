/** `npm run cases <partner>`: plays the cases of `test/cases/<partner>.json` and shows what differs, place by place. */
import { resolve } from 'node:path'
import * as v from 'valibot'
import type { Case } from '../test/kit/cases.ts'
import { compiled, coverageOf, playCase, readCases, readMapping } from '../test/kit/cases.ts'
import { checkText, partnerNames } from './mappings.ts'

const root = resolve(import.meta.dirname, '..')
const slug = process.argv[2]
const slugs = await partnerNames(root)
if (slug === undefined || !slugs.includes(slug))
  fail(`usage: npm run cases -- <partner>\n  <partner> is one of ${slugs.join(', ')}`)

const json = attempt(() => readMapping(slug), `mappings/${slug}.json is no JSON`)
const { report, fault } = checkText(slug, JSON.stringify(json))
if (report !== '') console.error(report)
if (fault !== undefined) process.exit(1)
const mapping = compiled(json)
const cases = attempt(() => readCases(slug), `test/cases/${slug}.json is no list of cases`)

let failed = 0
for (const one of cases) {
  const differences = await play(one)
  console.log(`${differences.length === 0 ? '  ok ' : 'FAIL '} ${one.name}`)
  for (const difference of differences) console.log(`      ${difference}`)
  if (differences.length > 0) failed++
}
const missing = failed > 0 ? [] : (await coverageOf(json, cases)).missing
for (const part of missing) console.log(`not covered by any case: ${part}`)
console.log(
  `${cases.length - failed} of ${cases.length} cases as expected${failed + missing.length === 0 ? ', and nothing of the mapping is left out' : ''}`,
)
if (failed > 0 || missing.length > 0) process.exitCode = 1

async function play(one: Case): Promise<readonly string[]> {
  try {
    return (await playCase(mapping, one)).differences
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function attempt<T>(read: () => T, message: string): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof v.ValiError) {
      const issues = (error.issues as readonly v.BaseIssue<unknown>[]).map(
        (issue) => `  ${v.getDotPath(issue) ?? '/'}: ${issue.message}`,
      )
      return fail(`${message}:\n${issues.join('\n')}`)
    }
    return fail(`${message}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
