import type { Env } from '../env.ts'
import { parseEvent } from '../ingest/parse.ts'
import { compileMapping } from '../mapping/file/compile.ts'
import { formatIssue } from '../mapping/context/issues.ts'
import { isDeeperThan, isObject, parseJson } from '../values/json.ts'
import type { Mapping } from '../mapping/file/mapping.ts'
import { readGivenAnswers } from '../mapping/given-answers.ts'
import type { PreviewedRule } from '../mapping/preview.ts'
import { preview, previewSettings } from '../mapping/preview.ts'
import { settingFault } from '../mapping/file/settings.ts'
import { findAccount } from '../partners/accounts.ts'
import { findPartner } from '../partners/catalog.ts'
import { urlRule } from '../partners/url-rule.ts'
import type { Asked } from './ask.ts'
import { readObject } from './ask.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'

/** The largest body of a preview: an edited mapping and an event. */
const largestMapping = 256 * 1_024
const deepestMapping = 100

/**
 * `POST /v1/preview/:partner` with `{"event": {...}, "mapping"?: {...}, "settings"?: {...}, "answers"?: {...}}`: the requests that the event would make with the deployed
 * mapping or an edited one, and, where answers are given by the names of requests, what follows from them. Nothing is sent, and no secret is ever looked at: each is the text `{{settings.name}}` before anything is evaluated.
 */
export async function receivePreview(asked: Asked, partner: string): Promise<Reply> {
  const read = await readObject(asked, 2 * largestMapping)
  if ('reply' in read) return read.reply
  const { body } = read
  const { request, env, now } = asked
  const event = parseEvent(body['event'], now)
  if (!event.ok) return errorReply('invalid_event', `event: ${event.issues.join('; ')}`)
  const found = mappingFor(partner, body['mapping'])
  if ('reply' in found) return found.reply
  const settings = settingsOf(body['settings'])
  if (settings === undefined) return errorReply('invalid_request', 'settings: expected an object of texts')
  const wrong = settingFault(found.mapping, settings, urlRule(env, [new URL(request.url).hostname]))
  if (wrong !== undefined) return errorReply('invalid_settings', `settings: "${wrong.setting}" ${wrong.fault}`)
  const given = readGivenAnswers(found.mapping, body['answers'] ?? {})
  if ('fault' in given) return errorReply('invalid_request', `answers: ${given.fault}`)
  const own = body['mapping'] === undefined ? openSettings(partner, found.mapping, env) : {}
  const shown = previewSettings(found.mapping, { ...own, ...settings })
  return {
    status: 200,
    body: {
      subscriptions: preview(found.mapping, event.event, { settings: shown, now, answers: given.answers }).map(
        readable,
      ),
    },
  }
}

/** Bodies that are JSON as JSON. */
function readable(rule: PreviewedRule): object {
  const requests = rule.requests.map((one) => (one.body === undefined ? one : { ...one, body: parseJson(one.body) }))
  return { ...rule, requests }
}

function mappingFor(slug: string, edited: unknown): { readonly mapping: Mapping } | { readonly reply: Reply } {
  if (edited !== undefined) {
    if (isDeeperThan(deepestMapping, edited))
      return {
        reply: errorReply('invalid_mapping', `an edited mapping is nested at most ${deepestMapping} levels deep`),
      }
    if (JSON.stringify(edited).length > largestMapping)
      return { reply: errorReply('payload_too_large', 'an edited mapping holds at most 256 KB') }
    const { mapping, issues } = compileMapping(edited)
    if (mapping !== undefined) return { mapping }
    return {
      reply: {
        status: 400,
        body: {
          code: 'invalid_mapping',
          message: 'the mapping has errors',
          errors: issues.map((issue) => formatIssue(slug, issue)),
        },
      },
    }
  }
  const found = findPartner(slug)
  if (found === undefined) return { reply: errorReply('unknown_partner', 'there is no such partner') }
  return 'fault' in found
    ? { reply: unavailable('broken_mapping', `the mapping of ${slug} is wrong: ${found.fault}`) }
    : { mapping: found.partner.mapping }
}

function settingsOf(given: unknown): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return {}
  if (!isObject(given)) return undefined
  const entries = Object.entries(given)
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined
}

/** The settings of the default account that are no secrets, for the deployed mapping only: an edited one could mark a secret as none. */
function openSettings(slug: string, mapping: Mapping, env: Env): Readonly<Record<string, string>> {
  const found = findPartner(slug)
  if (found === undefined || 'fault' in found) return {}
  const account = findAccount(found.partner, 'default', env)
  if (account.kind !== 'account') return {}
  return Object.fromEntries(
    Object.entries(account.settings).filter(([name]) => mapping.settings[name]?.secret !== true),
  )
}
