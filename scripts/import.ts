/** `npm run import <file or folder>`: subscriptions and filters of a Segment destination as a mapping. Nothing is sent, and nothing is overwritten. */
import { execFileSync } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import type { JsonObject } from '../src/values/json.ts'
import { isObject, parseJson } from '../src/values/json.ts'
import { destinationsOf, nameOf, slugOf } from './import/destinations.ts'
import type { Destination } from './import/mapping.ts'
import { importInto } from './import/mapping.ts'
import { destinationLine, reportOf } from './import/report.ts'
import type { SourceFile } from './import/workspace.ts'
import { readWorkspace } from './import/workspace.ts'
import { printableLines } from './printable.ts'

const usage = `usage: npm run import -- <file or folder> [--destination id] [--into slug]
  <file or folder>  Terraform of Segment's Git Sync (.tf), or answers of Segment's Public API (.json): the subscriptions and the filters of a destination
  --destination     which destination, where there are several
  --into            the mapping: a new file of this name, or one that is there and to which the subscriptions are added`

const root = resolve(import.meta.dirname, '..')

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

const { values, positionals } = readArgs()
const [source] = positionals
if (source === undefined || positionals.length > 1) fail(usage)

const workspace = readWorkspace(await filesOf(source))
if (workspace.faults.length > 0) fail(`${workspace.faults.join('\n')}\nNothing was written.`)
const destination = choose(destinationsOf(workspace))
const slug = values.into ?? slugOf(destination.name ?? '')
if (slug === undefined) fail('no file tells the name of the destination: name the mapping with --into <slug>')
if (!/^[a-z0-9-]{1,40}$/.test(slug)) fail('--into: a slug has lower-case letters, digits and "-", at most 40')
const path = join(root, 'mappings', `${slug}.json`)
const existing = await readExisting(path)
if (existing !== undefined && values.into === undefined)
  fail(`mappings/${slug}.json is there already: add to it with --into ${slug}, or take another name with --into`)
const imported = importInto(existing, destination, destination.name ?? nameOf(slug))
const unwritten = whyUnwritten()
if (unwritten === undefined) {
  await writeFile(path, JSON.stringify(imported.file, null, 2))
  execFileSync(process.execPath, [resolve(root, 'node_modules/oxfmt/bin/oxfmt'), path], { cwd: root })
}
console.log(printableLines(reportOf(slug, imported, workspace.others)))
if (unwritten !== undefined) fail(`No file was written: ${unwritten}.`)

function whyUnwritten(): string | undefined {
  const { subscriptions } = imported.file
  if (!Array.isArray(subscriptions) || subscriptions.length === 0)
    return 'a mapping needs a subscription, and none was taken over'
  return isDeepStrictEqual(imported.file, existing) ? 'there is nothing to import' : undefined
}

interface Args {
  readonly values: { readonly destination?: string; readonly into?: string }
  readonly positionals: string[]
}

function readArgs(): Args {
  try {
    return parseArgs({ options: { destination: { type: 'string' }, into: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

/** The files of a folder, those of folders in it included, or the one file. */
async function filesOf(from: string): Promise<readonly SourceFile[]> {
  const found = await stat(from).catch(() => fail(`cannot read ${from}`))
  if (!found.isDirectory()) return [{ name: from, text: await readFile(from, 'utf8') }]
  const names = (await readdir(from, { recursive: true })).filter(
    (name) => /\.(?:tf|json)$/.test(name) && !/(?:^|[\\/])(?:\.|node_modules)/.test(name),
  )
  return Promise.all(
    names.toSorted().map(async (name) => ({
      name: relative('', join(from, name)),
      text: await readFile(join(from, name), 'utf8'),
    })),
  )
}

function choose(destinations: readonly Destination[]): Destination {
  const wanted = values.destination
  const fitting = destinations.filter(({ id }) => wanted === undefined || id === wanted)
  const [first, ...more] = fitting
  if (first !== undefined && more.length === 0) return first
  if (destinations.length === 0) fail(`${source ?? ''} holds no subscriptions and no filters of a Segment destination`)
  return fail(`choose one destination:\n${destinations.map(destinationLine).join('\n')}`)
}

async function readExisting(file: string): Promise<JsonObject | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const json = parseJson(text)
  return isObject(json) ? json : fail(`${file} is no JSON object`)
}
