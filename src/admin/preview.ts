import { parseEvent } from '../ingest/parse.ts'
import { isObject, parseJson } from '../values/json.ts'
import { readGivenAnswers } from '../mapping/given-answers.ts'
import type { PreviewedRule } from '../mapping/preview.ts'
import { preview, previewSettings } from '../mapping/preview.ts'
import { settingFault } from '../mapping/file/settings.ts'
import { urlRule } from '../partners/url-rule.ts'
import type { Asked } from './ask.ts'
import { readObject } from './ask.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import { accountSettings, deployedMapping, editedMapping, largestMapping } from './asked-mapping.ts'

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
  const edited = body['mapping']
  const found = edited === undefined ? deployedMapping(partner) : editedMapping(partner, edited)
  if ('reply' in found) return found.reply
  const settings = settingsOf(body['settings'])
  if (settings === undefined) return errorReply('invalid_request', 'settings: expected an object of texts')
  const wrong = settingFault(found.mapping, settings, urlRule(env, [new URL(request.url).hostname]))
  if (wrong !== undefined) return errorReply('invalid_settings', `settings: "${wrong.setting}" ${wrong.fault}`)
  const given = readGivenAnswers(found.mapping, body['answers'] ?? {})
  if ('fault' in given) return errorReply('invalid_request', `answers: ${given.fault}`)
  const own = accountSettings({ partner, account: 'default' }, env).all
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

function settingsOf(given: unknown): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return {}
  if (!isObject(given)) return undefined
  const entries = Object.entries(given)
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined
}
