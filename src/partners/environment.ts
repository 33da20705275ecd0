import type { Env } from '../env.ts'
import { variable } from '../env.ts'
import { settingVariable, variableName } from '../mapping/file/settings.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { isObject } from '../values/json.ts'
import type { Partner } from './catalog.ts'
import { isSlug, partnerSlugs } from './catalog.ts'

/** What the environment says of an account, as it stands there; or there is no such account, or a variable is wrong (the message names variables, no values). */
export type ReadSettings =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'misconfigured'; readonly message: string }

/** The variable that holds a whole account as JSON. */
export function accountVariable(slug: string, account: string): string {
  return account === 'default' ? variableName(slug) : `${variableName(slug)}_${variableName(account)}`
}

/** What the environment says of an account, as it stands there. */
export function readSettings(partner: Partner, account: string, env: Env): ReadSettings {
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
  const singles = account === 'default' ? readSingles(partner, env) : {}
  const both = Object.keys(singles).find((key) => Object.hasOwn(settings, key))
  if (both === undefined) return { kind: 'settings', settings: { ...settings, ...singles } }
  const message = `the setting "${both}" is set twice: in ${name} and in ${settingVariable(slug, both)}; remove one`
  return { kind: 'misconfigured', message }
}

/** Which settings of the operator's own account are set in the environment, whatever they say. */
export function settingsSet(partner: Partner, account: string, env: Env): Readonly<Record<string, boolean>> {
  const read = readSettings(partner, account, env)
  const set = read.kind === 'settings' ? read.settings : {}
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

/** The settings that have a variable of their own. */
function readSingles({ slug, mapping }: Partner, env: Env): Settings {
  const settings: Record<string, string> = {}
  for (const key of Object.keys(mapping.settings)) {
    const value = variable(env, settingVariable(slug, key))
    if (value !== undefined) settings[key] = value
  }
  return settings
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
