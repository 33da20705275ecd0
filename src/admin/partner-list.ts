import * as v from 'valibot'
import { segmentName, settingVariable } from '../mapping/file/settings.ts'
import { accountName } from '../partners/account-name.ts'
import type { Checked } from '../destinations/check.ts'
import { checkAccount } from '../destinations/check.ts'
import { log } from '../runtime/log.ts'
import { tokensFrom } from '../queue/stubs.ts'
import type { Kind, QueueGauges, Snapshot } from '../registry/messages.ts'
import { registryOf } from '../registry/registry.ts'
import { sendWithToken } from '../transport/tokens.ts'
import type { IsolateTokens } from '../transport/tokens.ts'
import type { Env } from '../env.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import { settingsForDeletion } from '../mapping/deletion-settings.ts'
import type { Partner } from '../partners/catalog.ts'
import { findAccount } from '../partners/accounts.ts'
import { findPartner, isForCustomers, partnerSlugs } from '../partners/catalog.ts'
import { isShadowed } from '../partners/shadow.ts'
import { ownAccounts, settingsSet } from '../partners/environment.ts'
import type { Asked } from './ask.ts'
import { readRequest } from './ask.ts'

const checkMs = 5_000
const kinds = ['events', 'deletes'] as const satisfies readonly Kind[]

/**
 * `GET /v1/partners`: each mapping with its hash, its settings and where they are set (never values), its accounts, what is paused, what waits.
 * `?check=1` (an admin) asks each partner, by the mapping's `check`, whether it takes the account's credentials.
 */
export async function listPartners(asked: Asked, tokens: IsolateTokens): Promise<Reply> {
  const checks = new URL(asked.request.url).searchParams.get('check') === '1'
  const registry = registryOf(asked.env)
  const [pauses, { queues, conditions }] = await Promise.all([registry.paused(), registry.metrics()])
  const partners = await Promise.all(
    partnerSlugs().map(async (slug) => {
      const found = findPartner(slug)
      if (found === undefined || 'fault' in found) return { partner: slug, fault: found?.fault ?? 'no mapping' }
      const own = queues.filter((queue) => queue.partner === slug)
      const paused = pauses.filter((pause) => pause.partner === slug).map(({ kind }) => kind)
      const accounts = await Promise.all(
        (isForCustomers(found.partner.mapping) ? [] : ownAccounts(found.partner, asked.env)).map((account) =>
          describeAccount(found.partner, account, {
            asked,
            tokens,
            checks,
            queue: own.find((queue) => queue.account === account),
            conditions: conditions.filter((one) => one.partner === slug && one.account === account),
          }),
        ),
      )
      return { ...describe(found.partner), paused, accounts, ...customersOf(found.partner, own) }
    }),
  )
  return { status: 200, body: { partners } }
}

function describe({ slug, hash, mapping }: Partner): Readonly<Record<string, unknown>> {
  return {
    partner: slug,
    name: mapping.title,
    mapping: hash,
    takes: [...mapping.takes],
    deletes: 'unsupported' in mapping.deletion ? `no: ${mapping.deletion.unsupported}` : 'yes',
    settings: Object.entries(mapping.settings).map(([name, setting]) => ({
      name,
      label: setting.label,
      required: setting.required === true,
      secret: setting.secret === true,
      ...(setting.from === 'segment'
        ? { from: 'segment', as: segmentName(name, setting) }
        : { variable: settingVariable(slug, name) }),
    })),
  }
}

interface About {
  readonly asked: Asked
  readonly tokens: IsolateTokens
  readonly checks: boolean
  readonly queue: QueueGauges | undefined
  readonly conditions: Snapshot['conditions']
}

async function describeAccount(
  partner: Partner,
  account: string,
  about: About,
): Promise<Readonly<Record<string, unknown>>> {
  const { asked, queue, checks } = about
  const found = findAccount(partner, account, asked.env, [new URL(asked.request.url).hostname])
  const problem =
    found.kind === 'misconfigured' ? found.message : found.kind === 'unknown' ? 'there is no such account' : undefined
  return {
    account,
    settings: settingsSet(partner, account, asked.env),
    ...(problem !== undefined && { problem }),
    ...(isShadowed(partner.slug, account, asked.env) && { shadowed: true }),
    ...(found.kind === 'account' && { deletesNeed: settingsForDeletion(partner.mapping, found.settings) }),
    ...(queue !== undefined && { queue: queue.gauges }),
    conditions: about.conditions.map(({ kind, since }) => ({ kind, since: new Date(since).toISOString() })),
    ...(checks &&
      found.kind === 'account' && { check: await checkOf(partner, { account, settings: found.settings }, about) }),
  }
}

function checkOf(
  partner: Partner,
  { account, settings }: { account: string; settings: Readonly<Record<string, string>> },
  { asked, tokens }: About,
): Promise<Checked> {
  const own = [new URL(asked.request.url).hostname]
  const identity = { partner: partner.slug, account, customer: false, own }
  const owner = tokens.of(accountName(partner.slug, account), tokensFrom(asked.env, identity, checkMs))
  return checkAccount(partner, settings, {
    now: Date.now,
    log: (attempt) =>
      log('attempt', {
        requestId: asked.requestId,
        partner: partner.slug,
        account,
        mapping: partner.hash,
        subscription: 'check',
        ...attempt,
      }),
    send: (request, readsBody) =>
      sendWithToken(
        request,
        { env: asked.env, partner: partner.slug, selfHosts: own, signal: AbortSignal.timeout(checkMs), readsBody },
        owner,
      ),
  })
}

/** Customers' accounts are many: they are counted, and what waits in them is summed. */
function customersOf(partner: Partner, queues: readonly QueueGauges[]): Readonly<Record<string, unknown>> {
  if (!isForCustomers(partner.mapping)) return {}
  const all = queues.find(({ account }) => account === undefined)
  return { customers: { accounts: all?.accounts ?? 0, queue: all?.gauges ?? {} } }
}

const expectedKinds = 'expected a list of "events" and "deletes"'

/** What of a partner is held, or goes on: both where nothing is said. */
export const PauseRequest = v.object({
  kinds: v.optional(
    v.pipe(v.array(v.picklist(kinds, expectedKinds), expectedKinds), v.minLength(1, expectedKinds)),
    kinds,
  ),
})

/** `POST /v1/partners/:partner/pause` and `.../resume`, with `{"kinds": ["events", "deletes"]}` (both if left out): holds a partner's deliveries; they are committed, and nothing leaves. */
export async function setPause(asked: Asked, slug: string, does: 'pause' | 'resume'): Promise<Reply> {
  if (findPartner(slug) === undefined) return errorReply('unknown_partner', 'there is no such partner')
  const read = await readRequest(asked, 1_024, PauseRequest)
  if ('reply' in read) return read.reply
  const { kinds: chosen } = read.body
  const registry = registryOf(asked.env)
  await (does === 'pause' ? registry.pause(slug, chosen) : registry.resume(slug, chosen))
  log('operator', { requestId: asked.requestId, did: does, partner: slug, kinds: chosen })
  const paused = (await registry.paused()).filter(({ partner }) => partner === slug).map(({ kind }) => kind)
  return { status: 200, body: { partner: slug, paused, message: 'every isolate knows it within half a minute' } }
}

/** What is wrong with the accounts that the environment speaks of; `own`: host names of this Worker. */
export function accountProblems(
  env: Env,
  own: readonly string[],
): readonly { readonly partner: string; readonly account: string; readonly problem: string }[] {
  return partnerSlugs().flatMap((slug) => {
    const found = findPartner(slug)
    if (found === undefined) return []
    if ('fault' in found) return [{ partner: slug, account: '', problem: found.fault }]
    if (isForCustomers(found.partner.mapping)) return []
    return ownAccounts(found.partner, env).flatMap((account) => {
      const state = findAccount(found.partner, account, env, own)
      return state.kind === 'misconfigured' ? [{ partner: slug, account, problem: state.message }] : []
    })
  })
}
