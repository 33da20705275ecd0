/**
 * `npm run setup -- <partner>[/<account>] ...`: from a clone to a Worker that is set up. Takes the settings of partners from `--set`, from the environment, or asks for them in
 * the terminal; makes the keys that are missing; writes both to a file that its owner alone may read; and with `--run` puts them as secrets of the Worker. What is set stays as
 * it is. No value is shown, and nothing is written before all is known.
 */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs, parseEnv } from 'node:util'
import { didYouMean } from '../src/mapping/context/issues.ts'
import type { SettingsByName } from './development.ts'
import { developmentSettings, pathFromHere, root } from './development.ts'
import { printableLines } from './printable.ts'
import type { ChosenAccount } from './setup/accounts.ts'
import { accountFault, chooseAccount, missingSettings, variablesOf } from './setup/accounts.ts'
import { askForSettings } from './setup/ask.ts'
import { keyFaults, keyNames, missingKeys } from './setup/keys.ts'
import type { OwnFile } from './setup/own-file.ts'
import { openOwnFile } from './setup/own-file.ts'
import type { SecretsOfWorker } from './setup/report.ts'
import { filePart, nextPart, optionalPart, regionPart } from './setup/report.ts'
import { deployedSecrets, putSecrets } from './setup/secrets.ts'
import { withSettings, writePrivately } from './setup/settings-file.ts'
import { openTerminal } from './setup/terminal.ts'

const usage = `usage: npm run setup -- <partner>[/<account>] ... [--set NAME=value ...] [--env name] [--file path] [--run [--replace NAME ...]]
  --set      a setting, such as MIXPANEL_PROJECT_TOKEN=..., or of an account MIXPANEL_EU={"projectToken": "..."}; it may stand in the environment too, where other users of the machine do not see it
  --env      an environment of wrangler.toml, such as staging
  --file     the file of settings: .dev.vars, or .dev.vars.<env>
  --run      puts the settings as secrets of the Worker, by one "wrangler secret bulk"; keys that the Worker has stay
  --replace  a key that the Worker has, and that --run puts all the same`

const { values, positionals } = readArgs()
if (values.help === true) {
  console.log(usage)
  process.exit(0)
}
const environment = environmentOf(values.env)
const accounts = chosenAccounts()
const path =
  values.file === undefined
    ? join(root, `.dev.vars${environment === '' ? '' : `.${environment}`}`)
    : pathFromHere(values.file)
const file = relative(root, path).startsWith('..') ? path : relative(root, path)
const possibleNames = [...keyNames, 'OPEN_PARTNERS', ...accounts.flatMap(variablesOf)]
const known = developmentSettings()
const own = ownFile()
const before = setOnes(parseEnv(own.text))
const given = givenSettings()
stopAt(faultsOf({ ...given, ...before }))

const answers = await ask({ ...given, ...before })
const settings = { ...given, ...before, ...answers }
const changes = { ...given, ...answers, ...missingKeys(settings, accounts, new Date()) }
const all: Readonly<Record<string, string>> = { ...before, ...changes }
const names = possibleNames.filter((name) => all[name] !== undefined)
await write()
console.log(
  printableLines(
    [filePart(file, before, changes, names), regionPart(accounts, all, environment), optionalPart(accounts, all)]
      .filter((part) => part !== undefined)
      .join('\n\n'),
  ),
)
const hasMoreKeys = before['ENDPOINT_KEYS'] !== undefined && 'ENDPOINT_KEYS' in changes
const secrets = values.run === true ? await put() : { kind: 'not put' as const, hasMoreKeys }
console.log(`\n${nextPart(accounts, { file, environment, options: optionsAgain(), env: all, secrets })}`)

function readArgs(): ReturnType<typeof parse> {
  try {
    return parse()
  } catch (error) {
    return stop([error instanceof Error ? error.message : String(error), usage])
  }
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      set: { type: 'string', multiple: true },
      env: { type: 'string' },
      file: { type: 'string' },
      run: { type: 'boolean' },
      replace: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  })
}

function chosenAccounts(): readonly ChosenAccount[] {
  if (positionals.length === 0) stop([usage])
  const chosen = [...new Set(positionals.map((name) => name.replace(/\/default$/, '')))].map((name) =>
    chooseAccount(name, environment),
  )
  stopAt(chosen.flatMap((one) => ('fault' in one ? [one.fault] : [])))
  return chosen.flatMap((one) => ('fault' in one ? [] : [one]))
}

/** An environment of `wrangler.toml`; `''` is that of production, which has no name there. */
function environmentOf(name = ''): string {
  const known = [...workerFile().matchAll(/^\[env\.([\w-]+)\]/gm)].map(([, found = '']) => found)
  if (name !== '' && !known.includes(name))
    stop([`--env ${name}: wrangler.toml has the environments ${known.join(', ')}${didYouMean(name, known)}`])
  return name
}

function workerFile(): string {
  return readFileSync(join(root, 'wrangler.toml'), 'utf8')
}

/** The file of settings; ends the program where it cannot be read or written. */
function ownFile(): OwnFile {
  const found = openOwnFile(path, file)
  return 'fault' in found ? stop([found.fault]) : found
}

/** The settings of `--set`, and those of the environment that the chosen accounts know, which the file does not have. */
function givenSettings(): Readonly<Record<string, string>> {
  const variables = accounts.flatMap(variablesOf)
  const asked = Object.fromEntries(
    (values.set ?? []).map((one) => [one.replace(/=.*/s, ''), one.includes('=') ? one.replace(/^[^=]*=/, '') : '']),
  )
  stopAt(
    Object.entries(asked).flatMap(([name, value]) => {
      if (!possibleNames.includes(name))
        return [`--set ${name}: none of the settings of ${positionals.join(', ')}${didYouMean(name, possibleNames)}`]
      if (value === '') return [`--set ${name}: write ${name}=value`]
      const isOther = before[name] !== undefined && before[name] !== value
      return isOther ? [`--set ${name}: ${file} has another value, which stays: change it there`] : []
    }),
  )
  const surrounding = Object.fromEntries(variables.map((name) => [name, process.env[name]]))
  const found = Object.entries(setOnes({ ...surrounding, ...asked }))
  return Object.fromEntries(found.filter(([name]) => before[name] === undefined))
}

function setOnes(settings: SettingsByName): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  )
}

/** What is wrong with settings, and, where nobody can be asked, what is missing. */
function faultsOf(settings: SettingsByName): readonly string[] {
  const wrong = [
    ...variablesOfWorker(),
    ...keyFaults(settings, known),
    ...accounts.map((account) => accountFault(account, settings, known)).filter((fault) => fault !== undefined),
  ]
  if (process.stdin.isTTY) return wrong
  const missing = accounts.flatMap((account) =>
    missingSettings(account, settings)
      .filter(({ declared }) => declared.required === true)
      .map(({ name, about }) => `${name} is missing: ${about}`),
  )
  const how = 'Set them in the environment or with --set, or start this in a terminal, which asks for them.'
  return missing.length === 0 ? wrong : [...wrong, ...missing, how]
}

/** Settings that are variables in `wrangler.toml`: the Worker cannot have a secret of the same name. */
function variablesOfWorker(): readonly string[] {
  const variables = [...workerFile().matchAll(/^([A-Z]\w*)[ \t]*=/gm)].map(([, name]) => name)
  return possibleNames
    .filter((name) => variables.includes(name))
    .map((name) => `${name} is a variable in wrangler.toml, so that it cannot be a secret: remove it there`)
}

async function ask(env: SettingsByName): Promise<Readonly<Record<string, string>>> {
  if (!process.stdin.isTTY) return {}
  const terminal = openTerminal(process.stdin, process.stdout)
  try {
    return await askForSettings(accounts, { env, known, terminal })
  } catch (error) {
    return stop(['', error instanceof Error ? error.message : String(error)])
  } finally {
    terminal.close()
  }
}

/** Writes the file where something is to be added to it, or others may read it. */
async function write(): Promise<void> {
  const written = withSettings(own.text, changes)
  if ('fault' in written) return stop([`${file}: ${written.fault}`])
  if (written.text !== own.text || !own.isKept) await writePrivately(own.target, written.text)
}

/** Puts all as secrets, but for keys that the Worker has: another value would lock out Segment, or make unreadable what is sealed. */
async function put(): Promise<SecretsOfWorker> {
  const deployed = await deployedSecrets(environment)
  if ('fault' in deployed) return stop([deployed.fault])
  const replaced = values.replace ?? []
  const kept = keyNames.filter((name) => deployed.names.includes(name) && !replaced.includes(name))
  const secrets = Object.fromEntries(
    names.filter((name) => !kept.includes(name)).map((name) => [name, all[name] ?? '']),
  )
  const count = Object.keys(secrets).length
  console.log(`\nPut as secrets of the Worker: ${count} (${Object.keys(secrets).join(', ')})`)
  if (kept.length > 0)
    console.log(
      `The Worker has keys, which stay, whether they are those of ${file} or not: ${kept.join(', ')} (--replace NAME puts one all the same)`,
    )
  const code = count === 0 ? 0 : await putSecrets(secrets, environment)
  if (code !== 0) return stop(['wrangler secret bulk failed: the settings are in the file; mend it and start again'])
  return { kind: 'put', kept }
}

/** The options with which the same is set up again. */
function optionsAgain(): string {
  return [values.env && ` --env ${environment}`, values.file && ` --file ${file}`].filter(Boolean).join('')
}

function stopAt(faults: readonly string[]): void {
  if (faults.length > 0) stop(faults)
}

function stop(lines: readonly string[]): never {
  console.error(printableLines(lines.join('\n')))
  process.exit(1)
}
