import type { Env } from '../env.ts'
import { standIn, variable } from '../env.ts'
import { segmentName, settingFault } from '../mapping/file/settings.ts'
import type { Settings } from '../mapping/context/scope.ts'
import { isObject, parseJson, toText } from '../values/json.ts'
import type { Partner } from './catalog.ts'
import { settingVariable } from '../mapping/file/settings.ts'
import { accountVariable, readSettings } from './environment.ts'
import { perEnv } from '../runtime/per-env.ts'
import { urlRule } from './url-rule.ts'

/** An account with its settings, or what is wrong: it does not exist, a setting is missing, a variable is wrong (texts name variables, no values). */
export type FoundAccount =
  | { readonly kind: 'account'; readonly settings: Settings }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'misconfigured'; readonly message: string }

/**
 * The operator's own account of a partner, from the environment: one JSON variable an account (`PARTNER`, `PARTNER_EU`); the default
 * account may also use one variable a setting (`PARTNER_API_KEY`). A variable that can be read in two ways is an error that names both.
 * `selfHosts`: host names of this Worker, where they are known.
 */
export function findAccount(
  partner: Partner,
  account: string,
  env: Env,
  selfHosts: readonly string[] = [],
): FoundAccount {
  const key = [partner.slug, partner.hash, account, ...selfHosts].join(' ')
  return remembered(env, key, (read) => makeAccount(partner, account, { env: read, selfHosts }))
}

const remembered = perEnv<FoundAccount>()

function makeAccount(
  partner: Partner,
  account: string,
  { env, selfHosts }: Omit<SettingsJudging, 'nameOf'>,
): FoundAccount {
  const read = readSettings(partner, account, env)
  if (read.kind !== 'settings') return read
  const name = accountVariable(partner.slug, account)
  const nameOf = (key: string): string =>
    account === 'default' ? `${settingVariable(partner.slug, key)} (or "${key}" in ${name})` : `"${key}" in ${name}`
  return finish(partner, read.settings, { env, selfHosts, nameOf })
}

/**
 * A customer's account: `given` are the settings that came with the request (`"from": "segment"`); the mapping's other settings, which are no
 * secrets, come from the environment. What is `misconfigured` names settings, no values.
 */
export function findCustomer(
  partner: Partner,
  given: Readonly<Record<string, string>>,
  env: Env,
  selfHosts: readonly string[] = [],
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
  const nameOf = (key: string): string => {
    const declared = partner.mapping.settings[key]
    return declared?.from === 'segment'
      ? `"${segmentName(key, declared)}" of the request`
      : settingVariable(partner.slug, key)
  }
  return finish(partner, settings, { env, selfHosts, nameOf })
}

interface SettingsJudging {
  readonly env: Env
  readonly selfHosts: readonly string[]
  /** Where a setting is set, for messages. */
  readonly nameOf: (key: string) => string
}

/** Fills in defaults and judges the settings, so that a wrong one is told before anything is committed or sent. */
function finish({ mapping }: Partner, given: Settings, { env, selfHosts, nameOf }: SettingsJudging): FoundAccount {
  const stand = standIn(env)
  if (stand !== undefined && 'fault' in stand) return { kind: 'misconfigured', message: stand.fault }
  const settings: Record<string, string> = { ...given }
  for (const [key, declared] of Object.entries(mapping.settings)) {
    if ((settings[key] ?? '') !== '') continue
    if (declared.default !== undefined) settings[key] = declared.default
    else if (declared.required === true)
      return { kind: 'misconfigured', message: `the required setting ${nameOf(key)} is not set` }
  }
  const wrong = settingFault(mapping, settings, urlRule(env, selfHosts))
  return wrong === undefined
    ? { kind: 'account', settings }
    : { kind: 'misconfigured', message: `the setting ${nameOf(wrong.setting)} ${wrong.fault}` }
}

/** The values of an account's secret settings, which no message may show: of one that is JSON, such as a table of headers, each text of four characters or more too. */
export function secretsOf({ mapping }: Partner, settings: Settings): readonly string[] {
  return Object.entries(mapping.settings).flatMap(([name, setting]) =>
    setting.secret === true && settings[name] !== undefined ? [settings[name], ...textsInside(settings[name])] : [],
  )
}

function textsInside(text: string): readonly string[] {
  const json = parseJson(text)
  const values = isObject(json) ? Object.values(json).flat() : []
  return values.map(toText).filter(({ length }) => length > 3)
}
