/**
 * `npm run doctor`: for each account that the settings speak of, whether all that is required is set, and whether the partner takes its credentials (the mapping's
 * `check`, a read-only request); and which variables are not obeyed. Settings: the environment and `.dev.vars`, or the file of `--file`; where neither speaks of an account, those that `npm start`
 * reads, whose partner is the stand-in. `npm run doctor -- --remote <url>` asks a deployed forwarder, with ADMIN_TOKEN of the environment. Ends with 1 where something is wrong.
 */
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import type { Checked } from '../src/destinations/check.ts'
import type { VariableProblem } from '../src/runtime/variables.ts'
import type { SettingsByName } from './development.ts'
import { ownSettings, pathFromHere, root, settingsOf, standInOrigin, startFile, startSettings } from './development.ts'
import { printableLines } from './printable.ts'

/** One account (`<partner>/<account>`) or variable, and what is wrong with it, or that nothing is. */
export interface Diagnosis {
  readonly name: string
  readonly ok: boolean
  readonly says: string
}

/** All that is found: what is in order and what is not, and whether user deletes are refused, which is no fault where nobody sends any. `from`: whose settings these are, where they are those of `npm start`. */
export interface Diagnoses {
  readonly from?: string
  readonly all: readonly Diagnosis[]
  readonly deletes: string
}

/** The diagnoses as a table for people. */
export function table(diagnoses: readonly Diagnosis[]): string {
  const width = Math.max(...diagnoses.map(({ name }) => name.length))
  const rows = diagnoses.map(
    ({ name, ok, says }) => `${(ok ? 'ok' : 'NOT OK').padEnd(6)}  ${name.padEnd(width)}  ${says}`,
  )
  const none = 'no account of any partner is set: see "Deploy it" in README.md'
  return [...rows, ...(diagnoses.some(({ name }) => name.includes('/')) ? [] : [none])].join('\n')
}

/** The variables that are not obeyed. */
export function sayVariables(problems: readonly VariableProblem[]): readonly Diagnosis[] {
  return problems.map(({ variable, problem }) => ({ name: variable, ok: false, says: problem }))
}

/** What a check says, for people. */
export function sayCheck(check: Checked | undefined): { readonly ok: boolean; readonly says: string } {
  switch (check?.kind) {
    case 'accepted':
      return { ok: true, says: 'settings set, credentials accepted' }
    case 'refused':
      return { ok: false, says: `settings set, credentials REFUSED: ${check.message}` }
    case 'unreachable':
      return { ok: false, says: `settings set, the partner could not be asked: ${check.message}` }
    case 'no check':
    case undefined:
      return { ok: true, says: 'settings set; the mapping has no "check", so nobody asked the partner' }
  }
}

/** What is said of an account whose settings are set. `deletesNeed`: settings that only its deletes need, and that are not set. */
export function sayAccount({ check, deletesNeed = [], shadowed }: Omit<RemoteAccount, 'account' | 'problem'>): {
  readonly ok: boolean
  readonly says: string
} {
  const { ok, says } = sayCheck(check)
  const needs = `${deletesNeed.join(', ')} ${deletesNeed.length === 1 ? 'is' : 'are'} set`
  const all = [
    says,
    ...(deletesNeed.length === 0 ? [] : [`user deletes will wait until ${needs}`]),
    ...(shadowed === true ? ['SHADOW names it: its events are not sent'] : []),
  ]
  return { ok, says: all.join('; ') }
}

/** `file`: the file of settings, where it is not `.dev.vars`. */
async function local(file: string | undefined): Promise<Diagnoses> {
  const { findPartner, partnerSlugs } = await import('../src/partners/catalog.ts')
  const { findAccount } = await import('../src/partners/accounts.ts')
  const { isShadowed } = await import('../src/partners/shadow.ts')
  const { ownAccounts } = await import('../src/partners/environment.ts')
  const { wrongVariables } = await import('../src/admin/wrong-variables.ts')
  const { checkAccount } = await import('../src/destinations/check.ts')
  const { deleteKeysOf } = await import('../src/deletes/keys.ts')
  const { settingsForDeletion } = await import('../src/mapping/deletion-settings.ts')
  const { sendWithToken } = await import('../src/transport/tokens.ts')
  const { TokensOfOneRun } = await import('./tokens-of-one-run.ts')
  const own = { ...(file === undefined ? ownSettings() : settingsOf(pathFromHere(file))), ...process.env }
  const { env, ...found } = file !== undefined || (await isOfAccounts(own)) ? { env: own } : ofStart(own)
  const diagnoses = [...sayVariables(wrongVariables(env))]
  for (const slug of partnerSlugs()) {
    const found = findPartner(slug)
    if (found === undefined || 'fault' in found) {
      diagnoses.push({ name: `${slug}/`, ok: false, says: found?.fault ?? 'no mapping' })
      continue
    }
    for (const account of ownAccounts(found.partner, env)) {
      const state = findAccount(found.partner, account, env)
      if (state.kind !== 'account') {
        diagnoses.push({
          name: `${slug}/${account}`,
          ok: false,
          says: state.kind === 'unknown' ? 'there is no such account' : state.message,
        })
        continue
      }
      const tokens = new TokensOfOneRun()
      const check = await checkAccount(found.partner, state.settings, {
        now: Date.now,
        log: () => undefined,
        send: (request, readsBody) =>
          sendWithToken(
            request,
            { env, partner: slug, selfHosts: [], signal: AbortSignal.timeout(10_000), readsBody },
            tokens,
          ),
      })
      const deletesNeed = settingsForDeletion(found.partner.mapping, state.settings)
      const shadowed = isShadowed(slug, account, env)
      diagnoses.push({ name: `${slug}/${account}`, ...sayAccount({ check, deletesNeed, shadowed }) })
    }
  }
  const keys = deleteKeysOf(env)
  return { ...found, all: diagnoses, deletes: keys.kind === 'keys' ? 'taken' : `refused: ${keys.why}` }
}

/** Whether settings speak of an account of any partner. */
async function isOfAccounts(env: SettingsByName): Promise<boolean> {
  const { findPartner, partnerSlugs } = await import('../src/partners/catalog.ts')
  const { ownAccounts } = await import('../src/partners/environment.ts')
  return partnerSlugs().some((slug) => {
    const found = findPartner(slug)
    return found !== undefined && 'partner' in found && ownAccounts(found.partner, env).length > 0
  })
}

/** The settings that `npm start` reads, and its partner, which takes every call. */
function ofStart(own: SettingsByName): { readonly env: SettingsByName; readonly from: string } {
  const file = relative(root, startFile)
  return {
    env: { ...startSettings(), DEV_PARTNER: standInOrigin, ...own },
    from: `neither the environment nor .dev.vars has an account: these are the settings of npm start (${file}); checks go to its stand-in partner, ${standInOrigin}`,
  }
}

interface RemoteAccount {
  readonly account: string
  readonly problem?: string
  readonly check?: Checked
  readonly deletesNeed?: readonly string[]
  readonly shadowed?: boolean
}

interface RemotePartner {
  readonly partner: string
  readonly fault?: string
  readonly accounts?: readonly RemoteAccount[]
}

/** Asks a deployed forwarder. Throws with a sentence where it does not answer as one. */
export async function remote(url: string, token: string | undefined): Promise<Diagnoses> {
  if (token === undefined || token === '')
    throw new Error('set ADMIN_TOKEN in the environment: the forwarder asks who you are')
  const { reply, body } = await ask<{ partners: readonly RemotePartner[] }>('/v1/partners?check=1', url, token)
  if (!reply.ok || body.partners === undefined)
    throw new Error(`${url} answered ${reply.status}: ${body.message ?? 'no list of partners'}`)
  const { body: health } = await ask<{ variables: readonly VariableProblem[]; deletes: string }>(
    '/health?deep=1',
    url,
    token,
  )
  const accounts = body.partners.flatMap(({ partner, fault, accounts = [] }) =>
    fault === undefined
      ? accounts.map(({ account, problem, ...found }) =>
          problem === undefined
            ? { name: `${partner}/${account}`, ...sayAccount(found) }
            : { name: `${partner}/${account}`, ok: false, says: problem },
        )
      : [{ name: `${partner}/`, ok: false, says: fault }],
  )
  return { all: [...sayVariables(health.variables ?? []), ...accounts], deletes: health.deletes ?? 'taken' }
}

/** Asks a route of a deployed forwarder; gives its reply with the body, of the form that the route has. */
async function ask<T>(
  path: string,
  url: string,
  token: string,
): Promise<{ readonly reply: Response; readonly body: Partial<T> & { message?: string } }> {
  const reply = await fetch(new URL(path, url), { headers: { Authorization: `Bearer ${token}` } }).catch(() => {
    throw new Error(`${url} does not answer`)
  })
  return { reply, body: (await reply.json().catch(() => ({}))) as Partial<T> & { message?: string } }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { remote: { type: 'string' }, file: { type: 'string' } } })
  try {
    const { from, all, deletes } =
      values.remote === undefined ? await local(values.file) : await remote(values.remote, process.env['ADMIN_TOKEN'])
    if (from !== undefined) console.log(from)
    console.log(printableLines(table(all)))
    if (deletes !== 'taken') console.log(`user deletes are ${deletes}`)
    process.exitCode = all.every(({ ok }) => ok) ? 0 : 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
