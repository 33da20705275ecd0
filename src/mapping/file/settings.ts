import { compileHost, urlSettings } from './hosts.ts'
import { partnerUrlFault } from '../../values/hosts.ts'
import type { Issue } from '../context/issues.ts'
import { below, didYouMean } from '../context/issues.ts'
import type { MappingFile, SettingFile } from './schema.ts'
import type { Host } from '../context/compile-context.ts'
import type { Mapping } from './mapping.ts'
import { scopeOf } from '../context/scope.ts'
import type { Settings } from '../context/scope.ts'

/** The settings and hosts that a file declares, checked; `hosts` gives each origin, or the URL that a setting holds, from the settings. */
export interface Declared {
  readonly settings: Readonly<Record<string, SettingFile>>
  readonly hosts: Readonly<Record<string, Host>>
  readonly issues: readonly Issue[]
}

/** `apiKey` as the last part of its environment variable: `API_KEY`. */
export function environmentName(setting: string): string {
  return setting.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()
}

/** `acme-events` as an environment name: `ACME_EVENTS`. */
export function variableName(slug: string): string {
  return slug.replaceAll('-', '_').toUpperCase()
}

/** The environment variable of one setting of a partner's default account. */
export function settingVariable(slug: string, setting: string): string {
  return `${variableName(slug)}_${environmentName(setting)}`
}

/** The name under which Segment sends a setting that comes from there. */
export function segmentName(name: string, { as }: Pick<SettingFile, 'as'>): string {
  return as ?? name
}

/** Checks and compiles the declarations of a file. */
export function declare(file: MappingFile): Declared {
  const settings = file.settings ?? {}
  const issues: Issue[] = []
  const error = (pointer: string, message: string): void => void issues.push({ severity: 'error', pointer, message })
  const seen = new Map<string, string>()
  const fromSegment = new Map<string, string>()
  const urls = urlSettings(file)
  for (const [name, setting] of Object.entries(settings)) {
    const pointer = below('/settings', name)
    if (name in Object.prototype) error(pointer, `"${name}" cannot name a setting`)
    const same = seen.get(environmentName(name))
    if (same !== undefined)
      error(pointer, `"${name}" and "${same}" have the same environment variable ${environmentName(name)}`)
    seen.set(environmentName(name), name)
    for (const message of settingFaults(setting, urls.has(name))) error(pointer, message)
    if (setting.from === undefined) {
      if (setting.as !== undefined)
        error(`${pointer}/as`, '"as" is the name that Segment sends: it needs "from": "segment"')
      continue
    }
    const sent = segmentName(name, setting)
    const other = fromSegment.get(sent)
    if (other !== undefined) error(pointer, `"${name}" and "${other}" both come from Segment as "${sent}"`)
    fromSegment.set(sent, name)
  }
  const hosts: Record<string, Host> = {}
  for (const [name, host] of Object.entries(file.hosts ?? {})) {
    hosts[name] = compileHost(host, settings, (message, key) =>
      error(key === undefined ? below('/hosts', name) : below(below('/hosts', name), key), message),
    )
  }
  return { settings, hosts, issues }
}

/** Why a URL is no host for requests, or `undefined`. */
export type UrlRule = (url: URL) => string | undefined

/** The rule of hosts as it is in production. */
export const publicUrl: UrlRule = (url) => partnerUrlFault(url, { loopback: false })

/** What is wrong with the value of a setting, as the end of a sentence that begins with its name; no value is told. `rule`: for a setting that is a host. */
function valueFault(
  { choices, pattern }: Pick<SettingFile, 'choices' | 'pattern'>,
  value: string,
  rule?: UrlRule,
): string | undefined {
  if (choices !== undefined && !choices.includes(value)) return `must be one of ${choices.join(', ')}`
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value)) return `has not the form ${pattern}`
  if (rule === undefined) return undefined
  const fault = URL.canParse(value) ? rule(new URL(value)) : 'write a URL such as https://hook.example.com/path'
  return fault === undefined ? undefined : `is not a URL that a partner can have: ${fault}`
}

/** The setting that a mapping cannot work with, and what is wrong with it, of the settings that are set; `undefined`: all are in order. */
export function settingFault(
  mapping: Pick<Mapping, 'settings' | 'urlSettings' | 'configured'>,
  settings: Settings,
  rule: UrlRule,
): { readonly setting: string; readonly fault: string } | undefined {
  for (const [setting, declared] of Object.entries(mapping.settings)) {
    const value = settings[setting]
    const own = mapping.urlSettings.has(setting) ? rule : undefined
    const fault = value === undefined || value === '' ? undefined : valueFault(declared, value, own)
    if (fault !== undefined) return { setting, fault }
  }
  const scope = scopeOf({ settings })
  const part = mapping.configured.find(({ texts, takes }) => !texts(scope).every(takes))
  if (part === undefined) return undefined
  const spoils = part.settings.find((name) => !part.takes(settings[name] ?? ''))
  return { setting: spoils ?? part.settings[0] ?? '', fault: part.fault }
}

function settingFaults(setting: SettingFile, isUrl: boolean): readonly string[] {
  const faults: string[] = []
  const broken = setting.pattern !== undefined && !isPattern(setting.pattern)
  if (broken) faults.push('"pattern" is no regular expression')
  const rule = isUrl ? publicUrl : undefined
  const fault = (value: string): string | undefined =>
    broken ? undefined : valueFault({ pattern: setting.pattern }, value, rule)
  const { default: preset, choices = [] } = setting
  if (preset !== undefined && choices.length > 0 && !choices.includes(preset))
    faults.push(`"default" is "${preset}", which is none of the "choices"${didYouMean(preset, choices)}`)
  const wrong = preset === undefined ? undefined : fault(preset)
  if (wrong !== undefined) faults.push(`"default" ${wrong}`)
  for (const choice of choices) {
    const spoilt = choice === preset ? undefined : fault(choice)
    if (spoilt !== undefined) faults.push(`the choice "${choice}" ${spoilt}`)
  }
  if (setting.default !== undefined && setting.required === true)
    faults.push('a setting with a "default" is never missing: leave out "required"')
  if (setting.default !== undefined && setting.secret === true)
    faults.push('a secret has no "default": it would stand in the file')
  return faults
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}
