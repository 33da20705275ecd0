/** `npm run new -- <partner> [--like <partner>]`: a starting mapping and its cases; like another partner's, whose own facts are marked `TODO`. Never overwrites. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { argumentsOf } from './arguments.ts'
import { checkText, partnerNames } from './mappings.ts'
import { likeAnother } from './new-like.ts'
import { skeleton } from './new-skeleton.ts'

const root = resolve(import.meta.dirname, '..')
const usage = `usage: npm run new -- <partner> [--like <partner>]
  <partner> is the slug: lower-case letters, digits and "-", at most 40. Its route will be /v1/destinations/<partner>.
  --like begins with a copy of the mapping and the cases of a partner that resembles it; what is the other's own is marked TODO.`

const { values, positionals } = argumentsOf(
  { allowPositionals: true, options: { like: { type: 'string' } } },
  usage,
  fail,
)
const [slug = '', ...more] = positionals
if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(slug) || more.length > 0) fail(usage)
const slugs = await partnerNames(root)
const { like } = values
if (like !== undefined && !slugs.includes(like)) fail(`--like is one of ${slugs.join(', ')}`)

const title = slug
  .split('-')
  .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  .join(' ')
const { mapping, cases } =
  like === undefined
    ? skeleton(title)
    : likeAnother(like, title, { mapping: read(`mappings/${like}.json`), cases: read(`test/cases/${like}.json`) })

const report = like === undefined ? checkText(slug, JSON.stringify(mapping)).report : ''
if (report !== '') throw new Error(report)
await create(`mappings/${slug}.json`, mapping)
await create(`test/cases/${slug}.json`, cases)
console.log(`Next: say what the vendor wants in mappings/${slug}.json (docs/mappings.md), then
  npm run check -- mappings/${slug}.json${like === undefined ? '' : '   (it names each TODO)'}
  npm run preview -- ${slug} event.json
  npm run cases -- ${slug}`)

function read(path: string): unknown {
  return JSON.parse(readFileSync(resolve(root, path), 'utf8'))
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

/** Writes a file in the form that lint wants, unless it is there. */
async function create(path: string, json: unknown): Promise<void> {
  const isNew = await writeFile(resolve(root, path), JSON.stringify(json, null, 2), { flag: 'wx' }).then(
    () => true,
    () => false,
  )
  if (isNew) execFileSync(process.execPath, [resolve(root, 'node_modules/oxfmt/bin/oxfmt'), path], { cwd: root })
  console.log(isNew ? `wrote ${path}` : `${path} is there already: left as it is`)
}
