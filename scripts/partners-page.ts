import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileMapping } from '../src/mapping/file/compile.ts'
import { isObject } from '../src/values/json.ts'
import type { JsonObject } from '../src/values/json.ts'
import { batchText, deletionKind, deletionText } from '../src/mapping/described.ts'
import type { Mapping, Rule } from '../src/mapping/file/mapping.ts'
import { matrixOf, settingsOfCases } from './partners-matrix.ts'
import { settingVariable } from '../src/mapping/file/settings.ts'

interface MappingPage {
  readonly slug: string
  readonly file: JsonObject
  readonly mapping: Mapping
}

/** `docs/partners.md`, made of all mappings of a project. Throws where a mapping has an error. */
export function partnersPage(root: string): string {
  const folder = join(root, 'mappings')
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => pageOf(name.slice(0, -5), readFileSync(join(folder, name), 'utf8')))
  return `${[
    '# Partners',
    'Written by `npm run partners` from the mappings; a test keeps it current. A partner is one file of `mappings/`: how to read and write one stands in [mappings.md](mappings.md).',
    '## At a glance',
    ...Array.from(byCategory(pages), ([category, group]) => `### ${category}\n\n${overview(group)}`),
    ...pages.map(section),
    matrix(root, pages),
  ].join('\n\n')}\n`
}

function pageOf(slug: string, text: string): MappingPage {
  const file: unknown = JSON.parse(text)
  const { mapping, issues } = compileMapping(file)
  if (mapping === undefined || !isObject(file)) throw new Error(`mappings/${slug}.json: ${JSON.stringify(issues)}`)
  return { slug, file, mapping }
}

/** The partners of each category, in the order of the names of the categories. */
function byCategory(pages: readonly MappingPage[]): ReadonlyMap<string, readonly MappingPage[]> {
  const categoryOf = ({ file }: MappingPage): string =>
    typeof file['category'] === 'string' ? file['category'] : 'Others'
  return Map.groupBy(
    pages.toSorted((a, b) => categoryOf(a).localeCompare(categoryOf(b))),
    categoryOf,
  )
}

function overview(pages: readonly MappingPage[]): string {
  return table(
    ['partner', 'events', 'auth', 'check', 'batch', 'delete', 'idempotency'],
    pages.map((page) => [
      `[${page.mapping.title}](#${page.mapping.title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-')})`,
      [...page.mapping.takes].map((type) => `\`${type}\``).join(' '),
      authOf(page.file['auth']),
      page.mapping.check === undefined ? 'none that is read-only' : 'yes',
      batchesOf(page.mapping.subscriptions),
      deletionKind(page.mapping.deletion),
      idempotencyOf(page.file),
    ]),
  )
}

/** What each partner takes of the fields of Segment's spec, as its mapping does it. */
function matrix(root: string, pages: readonly MappingPage[]): string {
  const taken = pages.map(({ slug, mapping }) => matrixOf(mapping, settingsOfCases(root, slug)))
  const rows = [...(taken[0]?.keys() ?? [])].map((field) => [
    `\`${field}\``,
    ...taken.map((one) => (one.get(field) === 'not taken' ? '' : (one.get(field) ?? ''))),
  ])
  return [
    '## Fields of the spec',
    "What becomes of the fields of [Segment's spec](https://segment.com/docs/connections/spec), found by trying: `named`: the mapping knows the field; `passed`: it goes along with its neighbours under its own name; empty: it is not sent. With the settings of the partner's cases; settings left out may send less.",
    table(['field', ...pages.map(({ mapping }) => mapping.title)], rows),
  ].join('\n\n')
}

function section({ slug, file, mapping }: MappingPage): string {
  const docs = typeof file['docs'] === 'string' ? ` [Vendor's documentation](${file['docs']}).` : ''
  return [
    `## ${mapping.title}`,
    `Route: \`/v1/destinations/${slug}\`. ${mapping.description ?? ''}${docs}`,
    table(
      ['subscription', 'takes', 'calls'],
      mapping.subscriptions.map((rule, i) => [rule.name, `\`${subscribeOf(file, i)}\``, batchText(rule)]),
    ),
    `Delete: ${deletionSection(mapping.deletion, file['deletion'])}`,
    table(
      ['setting', 'environment', 'what it is'],
      Object.entries(mapping.settings).map(([key, setting]) => [
        `\`${key}\`${setting.required === true ? ', required' : ''}`,
        setting.from === 'segment' ? "in Segment's request" : `\`${settingVariable(slug, key)}\``,
        [
          `${setting.label}.`,
          setting.description,
          setting.choices === undefined
            ? undefined
            : `One of ${setting.choices.map((one) => `\`${one}\``).join(', ')}.`,
          setting.default === undefined ? undefined : `Default: \`${setting.default}\`.`,
        ]
          .filter((text) => text !== undefined)
          .join(' '),
      ]),
    ),
    secretLines(slug, mapping),
  ].join('\n\n')
}

function subscribeOf(file: JsonObject, i: number): string {
  const list = file['subscriptions']
  const one: unknown = Array.isArray(list) ? list[i] : undefined
  return isObject(one) ? String(one['subscribe']) : ''
}

/** Each setting is put as a secret, as `npm run setup` does, also what may be known: a variable of `wrangler.toml` cannot be a secret of the same name. */
function secretLines(slug: string, { settings }: Mapping): string {
  const own = Object.entries(settings).filter(([, { from }]) => from !== 'segment')
  if (own.length === 0) return 'All settings come with the requests: put the slug into `OPEN_PARTNERS`.'
  return [
    '```sh',
    ...own.map(
      ([key, { required }]) =>
        `npx wrangler secret put ${settingVariable(slug, key)}${required === true ? '' : '   # optional'}`,
    ),
    '```',
  ].join('\n')
}

function deletionSection(deletion: Mapping['deletion'], file: unknown): string {
  const isDescribed = !('unsupported' in deletion) && isObject(file) && typeof file['description'] === 'string'
  return `${deletionText(deletion)}${isDescribed ? ` ${String(file['description'])}` : ''}`
}

function batchesOf(rules: readonly Rule[]): string {
  const most = Math.max(...rules.map(({ batch }) => batch.max))
  return most === 1 ? 'one each' : `up to ${most.toLocaleString('en')}`
}

function authOf(auth: unknown): string {
  if (!isObject(auth)) return 'in the request'
  return Object.keys(auth).join(', ')
}

/** The fields that are made of the messageId: by them the partner knows what comes again. */
function idempotencyOf(file: JsonObject): string {
  const fields = new Set<string>()
  for (const part of ['values', 'subscriptions', 'headers']) collect(file[part], part, fields)
  return fields.size === 0 ? 'none' : [...fields].map((name) => `\`${name}\``).join(' ')
}

/** Keys inside directives: what stands under them makes the field around the directive. */
const directiveKeys: ReadonlySet<string> = new Set(['if', 'then', 'else', 'over', 'as', 'on', 'cases'])

function collect(value: unknown, name: string, fields: Set<string>): void {
  if (typeof value === 'string') {
    if (/\bmessageId\b/.test(value)) fields.add(name)
  } else if (Array.isArray(value)) for (const one of value) collect(one, name, fields)
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value))
      if (key !== 'description' && key !== 'if') collect(inner, isOfDirective(value) ? name : key, fields)
}

function isOfDirective(value: JsonObject): boolean {
  return Object.keys(value).some((key) => key.startsWith('@') || directiveKeys.has(key))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
