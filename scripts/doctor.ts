/**
 * `npm run doctor`: for each account that the settings speak of, whether all that is required is set, and whether the partner takes its credentials (the mapping's
 * `check`, a read-only request). Settings: the environment and `.dev.vars`. `npm run doctor -- --remote <url>` asks a deployed forwarder, with
 * ADMIN_TOKEN of the environment. Ends with 1 where something is wrong.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs, parseEnv } from 'node:util'
import type { Checked } from '../src/delivery/check.ts'

/** One account and what is wrong with it, or that nothing is. */
export interface Diagnosis {
  readonly partner: string
  readonly account: string
  readonly ok: boolean
  readonly says: string
}

/** The diagnoses as a table for people. */
export function table(diagnoses: readonly Diagnosis[]): string {
  if (diagnoses.length === 0)
    return 'no account of any partner is set in the environment or in .dev.vars: see "Deploy it" in README.md'
  const rows = diagnoses.map(
    ({ partner, account, ok, says }) => [ok ? 'ok' : 'NOT OK', `${partner}/${account}`, says] as const,
  )
  const width = Math.max(...rows.map(([, name]) => name.length))
  return rows.map(([ok, name, says]) => `${ok.padEnd(6)}  ${name.padEnd(width)}  ${says}`).join('\n')
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

async function local(): Promise<readonly Diagnosis[]> {
  const { findAccount, findPartner, ownAccounts, partnerSlugs } = await import('../src/partners.ts')
  const { checkAccount } = await import('../src/delivery/check.ts')
  const { sendWithToken } = await import('../src/delivery/tokens.ts')
  const { TokensOfOneRun } = await import('./tokens-of-one-run.ts')
  const env = { ...fileSettings(), ...process.env }
  const diagnoses: Diagnosis[] = []
  for (const slug of partnerSlugs()) {
    const found = findPartner(slug)
    if (found === undefined || 'fault' in found) {
      diagnoses.push({ partner: slug, account: '', ok: false, says: found?.fault ?? 'no mapping' })
      continue
    }
    for (const account of ownAccounts(found.partner, env)) {
      const state = findAccount(found.partner, account, env)
      if (state.kind !== 'account') {
        diagnoses.push({
          partner: slug,
          account,
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
          sendWithToken(request, { env, own: [], signal: AbortSignal.timeout(10_000), readsBody }, tokens),
      })
      diagnoses.push({ partner: slug, account, ...sayCheck(check) })
    }
  }
  return diagnoses
}

/** Variables of `.dev.vars`, which wrangler reads. */
function fileSettings(): Readonly<Record<string, string | undefined>> {
  const file = resolve(import.meta.dirname, '../.dev.vars')
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
}

interface RemoteAccount {
  readonly account: string
  readonly problem?: string
  readonly check?: Checked
}

/** Asks a deployed forwarder. Throws with a sentence where it does not answer as one. */
export async function remote(url: string, token: string | undefined): Promise<readonly Diagnosis[]> {
  if (token === undefined || token === '')
    throw new Error('set ADMIN_TOKEN in the environment: the forwarder asks who you are')
  const reply = await fetch(new URL('/v1/partners?check=1', url), {
    headers: { Authorization: `Bearer ${token}` },
  }).catch(() => {
    throw new Error(`${url} does not answer`)
  })
  const body = (await reply.json().catch(() => ({}))) as {
    message?: string
    partners?: readonly { partner: string; fault?: string; accounts?: readonly RemoteAccount[] }[]
  }
  if (!reply.ok || body.partners === undefined)
    throw new Error(`${url} answered ${reply.status}: ${body.message ?? 'no list of partners'}`)
  return body.partners.flatMap(({ partner, fault, accounts = [] }) =>
    fault === undefined
      ? accounts.map(({ account, problem, check }) =>
          problem === undefined
            ? { partner, account, ...sayCheck(check) }
            : { partner, account, ok: false, says: problem },
        )
      : [{ partner, account: '', ok: false, says: fault }],
  )
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { remote: { type: 'string' } } })
  try {
    const diagnoses =
      values.remote === undefined ? await local() : await remote(values.remote, process.env['ADMIN_TOKEN'])
    console.log(table(diagnoses))
    process.exitCode = diagnoses.every(({ ok }) => ok) ? 0 : 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
