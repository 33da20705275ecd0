import { isObject } from '../../values/json.ts'
import type { ConfiguredPart, Host } from '../context/compile-context.ts'
import { didYouMean } from '../context/issues.ts'
import type { Expr, Settings } from '../context/scope.ts'
import { isDnsLabel, takesLabelsOnly } from './dns-label.ts'
import type { MappingFile, SettingFile } from './schema.ts'
import { literalOrigin } from './url.ts'

type HostFile = string | Readonly<Record<string, string>>
type Declarations = Readonly<Record<string, SettingFile>>
type Say = (message: string, key?: string) => void

const placeholder = /\{\{\s*settings\.([A-Za-z0-9]+)\s*\}\}/g

/** What stands in a host that could not be compiled; its issue is recorded. */
const noHost: Host = { expr: () => undefined, settings: [] }

/** Compiles a host: a literal origin, a table by a setting, one setting, or an origin with settings as labels of its name. */
export function compileHost(host: HostFile, declared: Declarations, say: Say): Host {
  if (isObject(host)) return compileTable(host, declared, say)
  if (host.includes('{{'))
    return settingOf(host) === undefined ? compileLabels(host, declared, say) : compileSetting(host, declared, say)
  const origin = literalOrigin(host)
  if (origin === undefined)
    say(`"${host}" is no https origin with a public name, such as "https://api.example.com" (no path, no port)`)
  return { expr: () => origin, settings: [] }
}

/** The setting that a host is, if it is one: `{{ settings.name }}`. */
function settingOf(host: string): string | undefined {
  return /^\{\{\s*settings\.([A-Za-z0-9]+)\s*\}\}$/.exec(host)?.[1]
}

/** The settings that are labels in a host, with text around them. */
function labelsOf(host: HostFile): readonly string[] {
  if (typeof host !== 'string' || settingOf(host) !== undefined) return []
  return [...host.matchAll(placeholder)].map(([, name = '']) => name)
}

/** The settings of a file that hold a whole URL, because a host is made of them. */
export function urlSettings(file: MappingFile): ReadonlySet<string> {
  return new Set(
    Object.values(file.hosts ?? {}).flatMap((host) => (typeof host === 'string' ? (settingOf(host) ?? []) : [])),
  )
}

/** The settings of a file that are labels of a host name. */
export function labelSettings(file: MappingFile): ReadonlySet<string> {
  return new Set(Object.values(file.hosts ?? {}).flatMap(labelsOf))
}

const forms =
  'a host is a literal origin, a table "by" a setting, one declared setting "{{ settings.name }}", or an origin with settings as parts of its name, "https://{{ settings.name }}.example.com": no data'

function compileSetting(host: string, declared: Declarations, say: Say): Host {
  const name = settingOf(host) ?? ''
  const setting = Object.hasOwn(declared, name) ? declared[name] : undefined
  if (setting === undefined) {
    say(forms)
    return noHost
  }
  if (setting.from === 'segment' && setting.pattern === undefined && setting.choices === undefined) {
    say(`settings.${name} comes with the customer's request: it needs a "pattern" (or "choices") that limits the host`)
  }
  return { expr: (scope) => scope.settings[name], settings: [name] }
}

/** An origin with settings in its name. Each can be one label only, or a part of one, and the domain is literal: no setting leads to another owner's host. */
function compileLabels(host: string, declared: Declarations, say: Say): Host {
  const names = labelsOf(host)
  const unknown = names.find((name) => !Object.hasOwn(declared, name))
  const sample = host.replace(placeholder, 'a')
  if (unknown !== undefined || sample.includes('{{') || literalOrigin(sample) === undefined) {
    say(forms)
    return noHost
  }
  if (!/\.[a-z0-9-]+\.[a-z0-9-]+\/?$/i.test(host))
    say(`the domain must stand there: "https://{{ settings.${names[0] ?? 'name'} }}.example.com"`)
  for (const name of names) {
    const fault = labelFault(declared[name])
    if (fault !== undefined) say(`settings.${name} ${fault}`)
  }
  const expr: Expr = (scope) => originOf(host, scope.settings)
  return { expr, settings: names }
}

/** Why a setting can be no part of a host name, as the end of a sentence that begins with its name. */
function labelFault({ secret, choices, pattern }: Partial<SettingFile> = {}): string | undefined {
  if (secret === true) return 'is secret, and the name of a host is seen by many: leave out "secret"'
  if (choices?.every(isDnsLabel) === true || (pattern !== undefined && takesLabelsOnly(pattern))) return undefined
  return 'is a part of a host name: give it a "pattern" of letters, digits and "-" only, such as "[a-z0-9-]+" (or such "choices")'
}

/** The text of a host with its settings filled in; `undefined` where one is not set. */
function originOf(host: string, settings: Settings): string | undefined {
  let missing = false
  const text = host.replace(placeholder, (_, name: string) => {
    missing ||= (settings[name] ?? '') === ''
    return settings[name] ?? ''
  })
  return missing ? undefined : text
}

/** The hosts of a file that settings make, so that the settings can be judged before anything is sent. */
export function configuredHosts(file: MappingFile): readonly ConfiguredPart[] {
  return Object.values(file.hosts ?? {}).flatMap((host) => {
    const settings = labelsOf(host)
    if (typeof host !== 'string' || settings.length === 0) return []
    return {
      settings,
      texts: (scope) => [originOf(host, scope.settings)].filter((text) => text !== undefined),
      takes: (text) =>
        literalOrigin(text) !== undefined &&
        text
          .replace(/^https:\/\//, '')
          .split('.')
          .every(isDnsLabel),
      fault: 'makes no host name that a partner can have',
    }
  })
}

function compileTable(host: Readonly<Record<string, string>>, declared: Declarations, say: Say): Host {
  const { by, ...table } = host
  const choices = by === undefined ? undefined : declared[by]?.choices
  if (by === undefined || choices === undefined) {
    say(`"by" must name a setting with "choices"${by === undefined ? '' : didYouMean(by, Object.keys(declared))}`)
    return noHost
  }
  for (const choice of choices)
    if (!Object.hasOwn(table, choice)) say(`the choice "${choice}" of settings.${by} has no origin here`)
  const origins = new Map<string, string>()
  for (const [choice, text] of Object.entries(table)) {
    const origin = literalOrigin(text)
    if (!choices.includes(choice))
      say(
        `"${choice}" is no choice of settings.${by}${didYouMean(choice, choices)}; there are ${choices.join(', ')}`,
        choice,
      )
    else if (origin === undefined) say(`"${text}" is no https origin with a public name`, choice)
    else origins.set(choice, origin)
  }
  return { expr: (scope) => origins.get(scope.settings[by] ?? ''), settings: [by] }
}
