/** The accounts that are set up: which settings each needs, what they are, and whether they are in order. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SettingFile } from '../../src/mapping/file/schema.ts'
import { publicUrl, settingFault, settingVariable } from '../../src/mapping/file/settings.ts'
import { didYouMean } from '../../src/mapping/context/issues.ts'
import type { Settings } from '../../src/mapping/context/scope.ts'
import { settingsForDeletion } from '../../src/mapping/deletion-settings.ts'
import type { Partner } from '../../src/partners/catalog.ts'
import { findPartner, isForCustomers, isSlug, partnerSlugs } from '../../src/partners/catalog.ts'
import { accountVariable, readSettings } from '../../src/partners/environment.ts'
import { routeName } from '../../src/destinations/credentials.ts'
import { isObject, parseJson } from '../../src/values/json.ts'
import type { SettingsByName } from '../development.ts'
import { root } from '../development.ts'

/** An account that a person chose. `route`: as it stands in its URL, `mixpanel` or `mixpanel/eu`. `settings`: those that the operator sets. */
export interface ChosenAccount {
  readonly partner: Partner
  readonly account: string
  readonly route: string
  readonly forCustomers: boolean
  readonly settings: readonly OwnSetting[]
}

/** A setting that the operator sets. `name`: what it is set by, for people: a variable, or a key in one. `choicesOfEnvironment`: those that the name of the environment asks for, where the default is none of them: `eu`, `EU-01`. */
export interface OwnSetting {
  readonly key: string
  readonly name: string
  readonly declared: SettingFile
  readonly about: string
  readonly choicesOfEnvironment: readonly string[]
}

/** The account of `<partner>` or `<partner>/<account>` in an environment of `wrangler.toml`, or why there can be none. */
export function chooseAccount(text: string, environment = ''): ChosenAccount | { readonly fault: string } {
  const [slug = '', account = 'default', ...more] = text.split('/')
  const found = findPartner(slug)
  if (found === undefined)
    return {
      fault: `there is no mapping of "${slug}"${didYouMean(slug, partnerSlugs())}: choose of ${partnerSlugs().join(', ')}`,
    }
  if ('fault' in found) return { fault: `the mapping of ${slug} has an error (npm run check): ${found.fault}` }
  if (!isSlug(account) || more.length > 0)
    return {
      fault: `"${text}": write <partner> or <partner>/<account>; an account has lower-case letters, digits and "-"`,
    }
  const forCustomers = isForCustomers(found.partner.mapping)
  if (forCustomers && account !== 'default')
    return {
      fault: `"${text}": the settings of ${slug} come with its customers' requests, so it has no accounts; write ${slug}`,
    }
  return {
    partner: found.partner,
    account,
    route: routeName({ partner: slug, account }),
    forCustomers,
    settings: ownSettings(found.partner, account, environment),
  }
}

function ownSettings({ slug, mapping }: Partner, account: string, environment: string): readonly OwnSetting[] {
  const texts = descriptions(slug)
  return Object.entries(mapping.settings)
    .filter(([, { from }]) => from === undefined)
    .map(([key, declared]) => ({
      key,
      name: account === 'default' ? settingVariable(slug, key) : `"${key}" in ${accountVariable(slug, account)}`,
      declared,
      about: aboutSetting(declared, texts[key]),
      choicesOfEnvironment: choicesOf(environment, declared),
    }))
}

/** Partners name a region alone (`eu`) or with a number (`EU-01`). */
function choicesOf(environment: string, { choices = [], default: preset = '' }: SettingFile): readonly string[] {
  const isOf = (choice: string): boolean => choice.toLowerCase().split('-')[0] === environment
  return isOf(preset) ? [] : choices.filter(isOf)
}

/** Whether a person is asked for a setting that is not set: it is required, or the environment asks for another value than the default. */
export function isAskedFor({ declared, choicesOfEnvironment }: OwnSetting): boolean {
  return declared.required === true || choicesOfEnvironment.length > 0
}

/** What the file of a mapping says of each setting: the mappings that the Worker has are without it. */
function descriptions(slug: string): Readonly<Record<string, string>> {
  const file = parseJson(readFileSync(join(root, 'mappings', `${slug}.json`), 'utf8'))
  const settings = isObject(file) && isObject(file['settings']) ? file['settings'] : {}
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, one]) =>
      isObject(one) && typeof one['description'] === 'string' ? [[key, one['description']]] : [],
    ),
  )
}

function aboutSetting({ label, choices, default: preset }: SettingFile, description: string | undefined): string {
  return [
    `${label}.`,
    description,
    choices === undefined ? undefined : `One of ${choices.join(', ')}.`,
    preset === undefined ? undefined : `Default: ${preset}.`,
  ]
    .filter((text) => text !== undefined)
    .join(' ')
}

/** The variables that an account's settings can stand in: one JSON of them all, and, of the default account, one for each. */
export function variablesOf({ partner: { slug }, account, forCustomers, settings }: ChosenAccount): readonly string[] {
  const singles = account === 'default' ? settings.map(({ name }) => name) : []
  return forCustomers ? singles : [accountVariable(slug, account), ...singles]
}

type SetOrFault = { readonly set: Settings } | { readonly fault: string }

/** The settings of an account that are set, or what is wrong with their variables. */
function settingsSet({ partner, account }: ChosenAccount, env: SettingsByName): SetOrFault {
  const read = readSettings(partner, account, env)
  if (read.kind === 'misconfigured') return { fault: read.message }
  const all = read.kind === 'unknown' ? {} : read.settings
  return { set: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')) }
}

/** What is wrong with the settings of an account that are set; no value is told. `known`: values that everybody knows, which no secret may have. */
export function accountFault(chosen: ChosenAccount, env: SettingsByName, known: SettingsByName): string | undefined {
  const read = settingsSet(chosen, env)
  if ('fault' in read) return read.fault
  const { slug, mapping } = chosen.partner
  const set = chosen.settings.filter(({ key }) => read.set[key] !== undefined)
  const publicOne = set.find(
    ({ key, declared }) => declared.secret === true && read.set[key] === known[settingVariable(slug, key)],
  )
  if (publicOne !== undefined) return `${publicOne.name} has the value of dev.env, which everybody knows`
  const wrong = settingFault(mapping, { ...defaults(chosen), ...read.set }, publicUrl)
  const setting = set.find(({ key }) => key === wrong?.setting)
  return wrong === undefined || setting === undefined ? undefined : `${setting.name} ${wrong.fault}`
}

/** The settings of an account that are not set. `forDeletes`: only its deletes need it. */
export function missingSettings(
  chosen: ChosenAccount,
  env: SettingsByName,
): readonly (OwnSetting & { readonly forDeletes: boolean })[] {
  const read = settingsSet(chosen, env)
  if ('fault' in read) return []
  const needed = settingsForDeletion(chosen.partner.mapping, { ...defaults(chosen), ...read.set })
  return chosen.settings
    .filter(({ key }) => read.set[key] === undefined)
    .map((one) => ({ ...one, forDeletes: one.declared.required !== true && needed.includes(one.key) }))
}

/** The variable that holds one more setting of an account, with its new value. */
export function withSetting(
  { partner: { slug }, account }: ChosenAccount,
  env: SettingsByName,
  { key, value }: { readonly key: string; readonly value: string },
): Readonly<Record<string, string>> {
  if (account === 'default') return { [settingVariable(slug, key)]: value }
  const name = accountVariable(slug, account)
  const others = parseJson(env[name] ?? '')
  return { [name]: JSON.stringify({ ...(isObject(others) ? others : {}), [key]: value }) }
}

function defaults({ settings }: ChosenAccount): Settings {
  return Object.fromEntries(
    settings.flatMap(({ key, declared }) => (declared.default === undefined ? [] : [[key, declared.default]])),
  )
}
