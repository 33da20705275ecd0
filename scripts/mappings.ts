import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { compileMapping } from '../src/mapping/file/compile.ts'
import { formatIssue } from '../src/mapping/context/issues.ts'
import type { Issue } from '../src/mapping/context/issues.ts'
import { parseExactly } from '../src/values/exact-json.ts'
import { isObject } from '../src/values/json.ts'
import type { JsonObject } from '../src/values/json.ts'
import { settingVariable } from '../src/mapping/file/settings.ts'
import { readJsonText } from '../src/mapping/file/json-text.ts'

/** A mapping file, checked: `report` is for people (errors and warnings), `fault` is set where it cannot be used. */
export interface Checked {
  readonly slug: string
  readonly json: string
  readonly report: string
  readonly fault: string | undefined
}

/** Checks one file's text; `file` names it in what is said. */
export function checkText(slug: string, text: string, file = `mappings/${slug}.json`): Checked {
  const { json, issues: textIssues } = readJsonText(text)
  const issues: readonly Issue[] = [
    ...slugIssues(slug),
    ...textIssues,
    ...(json === undefined ? [] : compileMapping(json).issues),
  ]
  const errors = issues.filter(({ severity }) => severity === 'error')
  const [first] = errors
  return {
    slug,
    json: json === undefined ? '' : JSON.stringify(json),
    report: issues.map((issue) => formatIssue(file, issue)).join('\n'),
    fault:
      first === undefined
        ? undefined
        : `${formatIssue(file, first)}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`,
  }
}

function slugIssues(slug: string): readonly Issue[] {
  if (/^[a-z0-9-]{1,40}$/.test(slug)) return []
  return [
    {
      severity: 'error',
      pointer: '',
      message: 'the name of the file is the slug of the partner: lower-case letters, digits and "-", at most 40',
    },
  ]
}

/** The slugs of the files of the folder `mappings`, in order. */
export async function partnerNames(root: string): Promise<readonly string[]> {
  const files = await readdir(join(root, 'mappings'))
  return files
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()
}

/** Checks every file of the folder `mappings`, in the order of their names. */
export async function checkAll(root: string): Promise<readonly Checked[]> {
  const slugs = await partnerNames(root)
  const checked = await Promise.all(
    slugs.map(async (slug) => checkText(slug, await readFile(join(root, 'mappings', `${slug}.json`), 'utf8'))),
  )
  return withSharedVariables(checked)
}

/** Two settings of different partners must not read the same environment variable. */
function withSharedVariables(checked: readonly Checked[]): readonly Checked[] {
  const owners = new Map<string, string>()
  return checked.map((one) => {
    if (one.fault !== undefined) return one
    const settings = (JSON.parse(one.json) as { settings?: Record<string, unknown> }).settings ?? {}
    for (const setting of Object.keys(settings)) {
      const variable = settingVariable(one.slug, setting)
      const owner = owners.get(variable)
      if (owner !== undefined) {
        const fault = `mappings/${one.slug}.json /settings/${setting}: its variable ${variable} is also that of ${owner}; rename one setting`
        return { ...one, fault, report: [one.report, fault].filter((text) => text !== '').join('\n') }
      }
      owners.set(variable, `mappings/${one.slug}.json /settings/${setting}`)
    }
    return one
  })
}

/** Checks all mappings and writes the module that the Worker imports, atomically and only when it changed. */
export async function collect(
  root: string,
): Promise<{ readonly checked: readonly Checked[]; readonly written: boolean }> {
  const checked = await checkAll(root)
  const written = await writeIfChanged(join(root, 'generated'), 'mappings.ts', moduleText(checked))
  return { checked, written }
}

/** The module that the Worker imports. All mappings stand in one compressed text, which is opened at the first use of any: the Worker is loaded the faster the smaller it is. */
export function moduleText(checked: readonly Checked[]): string {
  const good = checked.filter(({ fault }) => fault === undefined)
  const packed = brotliCompressSync(JSON.stringify(good.map(({ json }) => withoutProse(json)))).toString('base64')
  const entries = checked.map(({ slug, json, fault }) => {
    if (fault !== undefined) return `  ${quoted(slug)}: { fault: ${quoted(fault)} },\n`
    const hash = createHash('sha256').update(json).digest('hex').slice(0, 12)
    return `  ${quoted(slug)}: { hash: ${quoted(hash)}, file: fileOf(${good.findIndex((one) => one.slug === slug)}) },\n`
  })
  return `/** Written by scripts/collect.ts from mappings/. */
import { brotliDecompressSync } from 'node:zlib'
import { parseExactly } from '../src/values/exact-json.ts'

const packed = '${packed}'
let files: readonly unknown[] | undefined

function fileOf(position: number): () => unknown {
  return () => {
    files ??= parseExactly(brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8')) as readonly unknown[]
    return files[position]
  }
}

/** Each mapping by its slug: \`file\` gives what its file says, which is compiled at its first use. */
export const mappings: Readonly<Record<string, { readonly hash: string; readonly file: () => unknown } | { readonly fault: string }>> = {
${entries.join('')}}
`
}

/** A mapping without what only people read, a quarter of it. */
function withoutProse(json: string): JsonObject {
  const { $schema: _, docs: __, description: ___, ...file } = parseExactly(json) as JsonObject
  const { settings, subscriptions, deletion } = file
  return {
    ...file,
    ...(isObject(settings) && {
      settings: Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, undescribed(one)])),
    }),
    ...(Array.isArray(subscriptions) && { subscriptions: subscriptions.map(undescribed) }),
    ...(deletion !== undefined && { deletion: undescribed(deletion) }),
  }
}

function undescribed(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'description')) : value
}

/** A text in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}

async function writeIfChanged(folder: string, name: string, text: string): Promise<boolean> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  if ((await readFile(path, 'utf8').catch(() => '')) === text) return false
  const draft = join(folder, `.${name}.${process.pid}`)
  await writeFile(draft, text)
  await rename(draft, path)
  return true
}
