import { mappings } from '../generated/mappings.ts'
import type { Env } from './env.ts'
import { allowsHttpLoopback, standIn, variable } from './env.ts'
import type { Mapping } from './mapping/mapping.ts'
import { compileMapping } from './mapping/compile.ts'
import { isObject } from './mapping/json.ts'
import { partnerUrlFault } from './mapping/hosts.ts'
import type { UrlRule } from './mapping/settings.ts'
import { environmentName, settingFault } from './mapping/settings.ts'
import type { Settings } from './mapping/translate.ts'

/** A partner whose mapping is in order. `hash` names the version of its file. */
export interface Partner {
  readonly slug: string
  readonly hash: string
  readonly mapping: Mapping
}

/** A partner, or why its mapping cannot be used, or nothing of that name. */
export type FoundPartner = { readonly partner: Partner } | { readonly fault: string } | undefined

const compiled = new Map<string, FoundPartner>()

/** Whether a text can name a partner or an account. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,40}$/.test(text)
}

/** The partner of a slug; its mapping is compiled at its first use and kept. */
export function findPartner(slug: string): FoundPartner {
  if (!compiled.has(slug)) compiled.set(slug, compile(slug))
  return compiled.get(slug)
}

/** The slugs of all mappings. */
export function partnerSlugs(): readonly string[] {
  return Object.keys(mappings)
}

function compile(slug: string): FoundPartner {
  const file = Object.hasOwn(mappings, slug) ? mappings[slug] : undefined
  if (file === undefined) return undefined
  if ('fault' in file) return { fault: file.fault }
  const { mapping, issues } = compileMapping(file.file())
  if (mapping !== undefined) return { partner: { slug, hash: file.hash, mapping } }
  return { fault: issues.map((issue) => `${issue.pointer}: ${issue.message}`).join('; ') }
}

/** An account with its settings, or what is wrong: it does not exist, a setting is missing, a variable is wrong (texts name variables, no values). */
export type FoundAccount =
  | { readonly kind: 'account'; readonly settings: Settings }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'misconfigured'; readonly message: string }

/** Whether a mapping's settings come with the customers' requests. */
export function isForCustomers(mapping: Mapping): boolean {
  return Object.values(mapping.settings).some((setting) => setting.from === 'segment')
}

/**
 * The operator's own account of a partner, from the environment: one JSON variable an account (`PARTNER`, `PARTNER_EU`); the default
 * account may also use one variable a setting (`PARTNER_API_KEY`). A variable that can be read in two ways is an error that names both.
 * `own`: host names of this Worker, where they are known.
 */
export function findAccount(partner: Partner, account: string, env: Env, own: readonly string[] = []): FoundAccount {
  const read = readSettings(partner, account, env)
  if (read.kind !== 'account') return read
  const name = accountVariable(partner.slug, account)
  const nameOf = (key: string): string =>
    account === 'default' ? `${settingVariable(partner.slug, key)} (or "${key}" in ${name})` : `"${key}" in ${name}`
  return finish(partner, read.settings, { env, own, nameOf })
}

/** Which settings of the operator's own account are set in the environment, whatever they say. */
export function settingsSet(partner: Partner, account: string, env: Env): Readonly<Record<string, boolean>> {
  const read = readSettings(partner, account, env)
  const set = read.kind === 'account' ? read.settings : {}
  return Object.fromEntries(Object.keys(partner.mapping.settings).map((key) => [key, (set[key] ?? '') !== '']))
}

/** The operator's own accounts of a partner that the environment speaks of, `default` first, in the order of their names. */
export function ownAccounts(partner: Partner, env: Env): readonly string[] {
  const base = accountVariable(partner.slug, 'default')
  const singles = Object.keys(partner.mapping.settings).map((key) => settingVariable(partner.slug, key))
  const others = partnerSlugs()
    .filter((slug) => slug.startsWith(`${partner.slug}-`))
    .map(variableName)
  const hasDefault = [base, ...singles].some((name) => variable(env, name) !== undefined || isObject(env[name]))
  const named = Object.keys(env).flatMap((name) => {
    if (!name.startsWith(`${base}_`) || singles.includes(name)) return []
    if (others.some((other) => name === other || name.startsWith(`${other}_`))) return []
    const account = name
      .slice(base.length + 1)
      .toLowerCase()
      .replaceAll('_', '-')
    return isSlug(account) && isMeantAsObject(env[name]) ? [account] : []
  })
  return [...(hasDefault ? ['default'] : []), ...named.toSorted()]
}

/** Whether a variable is, or was meant as, a JSON object. */
function isMeantAsObject(value: unknown): boolean {
  return isObject(value) || (typeof value === 'string' && value.trimStart().startsWith('{'))
}

/** The variable that holds a whole account as JSON. */
function accountVariable(slug: string, account: string): string {
  return account === 'default' ? variableName(slug) : `${variableName(slug)}_${variableName(account)}`
}

/** What the environment says of an account, as it stands there. */
function readSettings(partner: Partner, account: string, env: Env): FoundAccount {
  const { mapping, slug } = partner
  const name = accountVariable(slug, account)
  const twice = ambiguity(partner, account, name, env)
  if (twice !== undefined) return { kind: 'misconfigured', message: twice }
  const whole = readWhole(env, name)
  if ('fault' in whole) return { kind: 'misconfigured', message: whole.fault }
  if (account !== 'default' && whole.settings === undefined) return { kind: 'unknown' }
  const settings: Record<string, string> = {}
  for (const [key, value] of Object.entries(whole.settings ?? {})) {
    if (!Object.hasOwn(mapping.settings, key))
      return { kind: 'misconfigured', message: `${name} has "${key}", which is no setting of ${slug}` }
    if (typeof value !== 'string')
      return { kind: 'misconfigured', message: `${name}: the setting "${key}" must be a text` }
    settings[key] = value
  }
  const single = account === 'default' ? readSingles(partner, settings, env) : undefined
  return single === undefined ? { kind: 'account', settings } : { kind: 'misconfigured', message: single }
}

/**
 * A customer's account: `given` are the settings that came with the request (`"from": "segment"`); the mapping's other settings, which are no
 * secrets, come from the environment. What is `misconfigured` names settings, no values.
 */
export function findCustomer(
  partner: Partner,
  given: Readonly<Record<string, string>>,
  env: Env,
  own: readonly string[] = [],
): FoundAccount {
  const settings: Record<string, string> = {}
  for (const [key, { from }] of Object.entries(partner.mapping.settings)) {
    const value =
      from === 'segment'
        ? Object.hasOwn(given, key)
          ? given[key]
          : undefined
        : variable(env, settingVariable(partner.slug, key))
    if (value !== undefined) settings[key] = value
  }
  const nameOf = (key: string): string =>
    partner.mapping.settings[key]?.from === 'segment' ? `"${key}" of the request` : settingVariable(partner.slug, key)
  return finish(partner, settings, { env, own, nameOf })
}

/** `acme-events` as an environment name: `ACME_EVENTS`. */
export function variableName(slug: string): string {
  return slug.replaceAll('-', '_').toUpperCase()
}

/** The variable of one setting of the default account. */
export function settingVariable(slug: string, setting: string): string {
  return `${variableName(slug)}_${environmentName(setting)}`
}

type Whole = { readonly settings: Readonly<Record<string, unknown>> | undefined } | { readonly fault: string }

function readWhole(env: Env, name: string): Whole {
  const value = env[name]
  if (value === undefined || value === '') return { settings: undefined }
  if (isObject(value)) return { settings: value }
  try {
    const parsed: unknown = JSON.parse(String(value))
    if (isObject(parsed)) return { settings: parsed }
  } catch {
    // the message below says what is expected; the value may be a secret
  }
  return { fault: `${name} must be a JSON object of settings, such as {"apiKey": "..."}` }
}

/** Reads one variable a setting into `settings`; gives a fault where one stands twice. */
function readSingles({ slug, mapping }: Partner, settings: Record<string, string>, env: Env): string | undefined {
  for (const key of Object.keys(mapping.settings)) {
    const single = settingVariable(slug, key)
    const value = variable(env, single)
    if (value === undefined) continue
    if (Object.hasOwn(settings, key))
      return `the setting "${key}" is set twice: in ${variableName(slug)} and in ${single}; remove one`
    settings[key] = value
  }
  return undefined
}

/** Says where an account's variable is also a setting's, or another partner's account. */
function ambiguity({ slug, mapping }: Partner, account: string, name: string, env: Env): string | undefined {
  if (env[name] === undefined) return undefined
  const readings = partnerSlugs().flatMap((other) => {
    const base = variableName(other)
    const rest = name === base ? '' : name.startsWith(`${base}_`) ? name.slice(base.length + 1) : undefined
    if (rest === undefined || (other === slug && name === accountVariable(slug, account))) return []
    return [
      rest === ''
        ? `the account "default" of ${other}`
        : `the account "${rest.toLowerCase().replaceAll('_', '-')}" of ${other}`,
    ]
  })
  const setting = Object.keys(mapping.settings).find((key) => settingVariable(slug, key) === name)
  if (setting !== undefined) readings.push(`the setting "${setting}" of ${slug}`)
  if (readings.length === 0) return undefined
  return `${name} can be read in two ways: as the account "${account}" of ${slug} and as ${readings[0]}; rename the account`
}

/** The rule for URLs of partners in an environment: what development allows, and that this Worker (`own`: its host names) is no partner of itself. */
export function urlRule(env: Env, own: readonly string[]): UrlRule {
  if (standIn(env) !== undefined) return () => undefined
  const loopback = allowsHttpLoopback(env)
  return (url) =>
    partnerUrlFault(url, { loopback }) ??
    (own.includes(url.hostname.replace(/\.$/, '')) ? 'a partner URL cannot be this forwarder itself' : undefined)
}

interface Judging {
  readonly env: Env
  readonly own: readonly string[]
  /** Where a setting is set, for messages. */
  readonly nameOf: (key: string) => string
}

/** Fills in defaults and judges the settings, so that a wrong one is told before anything is committed or sent. */
function finish({ mapping }: Partner, given: Settings, { env, own, nameOf }: Judging): FoundAccount {
  const stand = standIn(env)
  if (stand !== undefined && 'fault' in stand) return { kind: 'misconfigured', message: stand.fault }
  const settings: Record<string, string> = { ...given }
  for (const [key, declared] of Object.entries(mapping.settings)) {
    if ((settings[key] ?? '') !== '') continue
    if (declared.default !== undefined) settings[key] = declared.default
    else if (declared.required === true)
      return { kind: 'misconfigured', message: `the required setting ${nameOf(key)} is not set` }
  }
  const wrong = settingFault(mapping, settings, urlRule(env, own))
  return wrong === undefined
    ? { kind: 'account', settings }
    : { kind: 'misconfigured', message: `the setting ${nameOf(wrong.setting)} ${wrong.fault}` }
}

/** The values of an account's secret settings, which no message may show. */
export function secretsOf({ mapping }: Partner, settings: Settings): readonly string[] {
  return Object.entries(mapping.settings).flatMap(([name, setting]) =>
    setting.secret === true && settings[name] !== undefined ? [settings[name]] : [],
  )
}
