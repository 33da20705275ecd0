/** What `npm run setup` tells: names, never values. */
import type { SettingsByName } from '../development.ts'
import type { ChosenAccount } from './accounts.ts'
import { isAskedFor, missingSettings } from './accounts.ts'

/** What was done to the file of settings. `before` and `changes`: settings before, and those that were added or got more. */
export function filePart(
  file: string,
  before: SettingsByName,
  changes: SettingsByName,
  names: readonly string[],
): string {
  const changed = Object.keys(changes)
  const more = changed.filter((name) => before[name] !== undefined)
  const kept = names.filter((name) => !changed.includes(name))
  return [
    `${file} (mode 0600: only you may read it)`,
    listed(
      'added',
      changed.filter((name) => !more.includes(name)),
    ),
    listed('got more', more),
    listed('as before', kept),
  ]
    .filter((line) => line !== undefined)
    .join('\n')
}

function listed(what: string, names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `  ${`${what}:`.padEnd(10)} ${names.join(', ')}`
}

/** The settings that may be set too, and where to find each; nothing where all are set. */
export function optionalPart(accounts: readonly ChosenAccount[], env: SettingsByName): string | undefined {
  const lines = accounts.flatMap((account) =>
    missingSettings(account, env)
      .filter((setting) => !isAskedFor(setting))
      .map(
        ({ name, about, forDeletes }) =>
          `  ${name}: ${about}${forDeletes ? ' User deletes wait until it is set.' : ''}`,
      ),
  )
  return lines.length === 0
    ? undefined
    : ['Not set, and not required (--set NAME=value, or a line in the file):', ...lines].join('\n')
}

/** Where data goes elsewhere than the name of the environment says, because a setting has its default; nothing where none does. */
export function regionPart(
  accounts: readonly ChosenAccount[],
  env: SettingsByName,
  environment: string,
): string | undefined {
  const lines = accounts.flatMap((account) =>
    missingSettings(account, env)
      .filter(({ choicesOfEnvironment }) => choicesOfEnvironment.length > 0)
      .map(({ name, declared, choicesOfEnvironment }) => {
        const how = account.account === 'default' ? `--set ${name}=` : `set ${name} to `
        return `  data of ${account.route} goes to "${declared.default}": ${how}${choicesOfEnvironment.join(' or ')}`
      }),
  )
  return lines.length === 0
    ? undefined
    : [`WARNING: with --env ${environment} some data still goes elsewhere`, ...lines].join('\n')
}

/** Whether the settings are secrets of the Worker by now. `hasMoreKeys`: keys were added to those of the file before; `kept`: keys that the Worker had, and that were not put. */
export type SecretsOfWorker =
  | { readonly kind: 'not put'; readonly hasMoreKeys: boolean }
  | { readonly kind: 'put'; readonly kept: readonly string[] }

/** What is left to do: commands, and what to enter in Segment. `options`: those of the command line that it needs again; `env`: what is set. */
export function nextPart(
  accounts: readonly ChosenAccount[],
  at: {
    readonly file: string
    readonly environment: string
    readonly options: string
    readonly env: SettingsByName
    readonly secrets: SecretsOfWorker
  },
): string {
  const { file, environment, options, env, secrets } = at
  const run = `npm run setup -- ${accounts.map(({ route }) => route).join(' ')}${options} --run`
  const steps = [
    ...deleteSteps(accounts, env, file),
    [
      file === '.dev.vars' ? 'npm run doctor' : `npm run doctor -- --file ${file}`,
      'whether the partners take the credentials',
    ],
    [`DEV_ENV_FILE=${file} npm start`, 'tries it on this machine: a stand-in takes the calls of partners'],
    ...putSteps(run, file, secrets),
    [
      environment === '' ? 'npm run deploy' : `npx wrangler deploy --env ${environment}`,
      'needs Workers Paid; tells the address of your Worker',
    ],
    [
      `npx wrangler secret put ALERT_URL${environment === '' ? '' : ` --env ${environment}`}`,
      'the https URL that gets alerts, signed by ALERT_SECRET; until then an alert is a log line',
    ],
  ]
  return ['Next:', ...steps.map(([command, why]) => `  ${command}   # ${why}`), '', segmentPart(accounts, file)].join(
    '\n',
  )
}

/** Deletes of some partners need settings that events do not. */
function deleteSteps(
  accounts: readonly ChosenAccount[],
  env: SettingsByName,
  file: string,
): readonly (readonly string[])[] {
  return accounts.flatMap((account) => {
    const names = missingSettings(account, env)
      .filter(({ forDeletes }) => forDeletes)
      .map(({ name }) => name)
    const why = `user deletes of ${account.route} wait until the Worker has ${names.length === 1 ? 'it' : 'them'}`
    return names.length === 0 ? [] : [[`set ${names.join(' and ')} in ${file}`, why]]
  })
}

/** `ENDPOINT_KEYS` that the Worker has stays unless it is named, and Cloudflare shows no secret: so it is said where the Worker may not know a key of the file. */
function putSteps(run: string, file: string, secrets: SecretsOfWorker): readonly (readonly string[])[] {
  const replace = `${run} --replace ENDPOINT_KEYS`
  const beware = `a key that the Worker has and ${file} has not is refused from then on`
  switch (secrets.kind) {
    case 'not put':
      return [
        ['npx wrangler login', 'to a Cloudflare account with Workers Paid (from $5 a month)'],
        secrets.hasMoreKeys
          ? [replace, `puts secrets of the Worker, the new key of ENDPOINT_KEYS too; ${beware}`]
          : [run, 'puts secrets of the Worker; keys that it has stay'],
      ]
    case 'put':
      return secrets.kept.includes('ENDPOINT_KEYS')
        ? [[replace, `if the Worker does not know a key that ENDPOINT_KEYS of ${file} has; ${beware}`]]
        : []
  }
}

function segmentPart(accounts: readonly ChosenAccount[], file: string): string {
  const lines = accounts.map(({ route, forCustomers }) =>
    [
      `  https://<your worker>/v1/destinations/${route}`,
      forCustomers ? '   API key: the one that your customer has at the partner' : '',
    ].join(''),
  )
  const ways = [
    `  Webhooks (Actions): the URL, and as shared secret SEGMENT_SHARED_SECRET of ${file};`,
    `  or a destination of your own: the URL, and as API key the key that ENDPOINT_KEYS of ${file} has for the route`,
  ]
  return [
    'In Segment, a destination for each URL:',
    ...lines,
    ...(accounts.some(({ forCustomers }) => !forCustomers) ? ways : []),
  ].join('\n')
}
