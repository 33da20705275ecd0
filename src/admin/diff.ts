import * as v from 'valibot'
import type { ChangeGroup, ComparedEvent, Difference, Example } from '../mapping/difference.ts'
import { Comparison } from '../mapping/difference.ts'
import type { Mapping } from '../mapping/file/mapping.ts'
import { settingFault } from '../mapping/file/settings.ts'
import { previewSettings } from '../mapping/preview.ts'
import { urlRule } from '../partners/url-rule.ts'
import type { AccountRef } from '../registry/messages.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply } from '../requests/reply.ts'
import { log } from '../runtime/log.ts'
import { wait } from '../runtime/time-limit.ts'
import { isObject } from '../values/json.ts'
import { readTime } from '../values/read-time.ts'
import type { Asked, Role } from './ask.ts'
import { readRequest } from './ask.ts'
import { accountSettings, deployedMapping, editedMapping, largestMapping } from './asked-mapping.ts'
import { accountFault, timeFault } from './faults.ts'
import type { KeptEvent } from './history.ts'
import { historyFault, keptEvents } from './history.ts'
import { accountMeant, unknownActivity } from './known-account.ts'
import { seenMessageId } from '../delivery/mask/message-id.ts'
import type { ValuesShown } from './shown-value.ts'
import { valuesShown } from './shown-value.ts'

const mostEvents = 10_000
const dayMs = 24 * 3_600_000
/** So many events are compared before others of the isolate have their turn: some milliseconds of work. */
const eventsATurn = 50

const expectedMapping = 'expected the edited mapping, an object'
const expectedLimit = `expected a number from 1 to ${mostEvents}`
const text = v.optional(v.string('expected a text'))
const time = v.pipe(text, v.description('such as 2026-11-29T08:00:00Z'))

/** By which events an edited mapping is compared with the deployed one. */
export const DiffRequest = v.strictObject(
  {
    mapping: v.record(v.string(), v.unknown(), expectedMapping),
    account: text,
    since: v.pipe(time, v.description('a day ago if left out')),
    until: time,
    limit: v.optional(
      v.pipe(
        v.number(expectedLimit),
        v.integer(expectedLimit),
        v.minValue(1, expectedLimit),
        v.maxValue(mostEvents, expectedLimit),
      ),
    ),
  },
  'expected {"mapping": {...}, "account"?, "since"?, "until"?, "limit"?}',
)

interface KeptAs extends ComparedEvent {
  readonly id: string
}

/**
 * `POST /v1/diff/:partner` with `{"mapping": {...}, "account"?, "since"?, "until"?, "limit"?}`: what an edited mapping makes differently of the events that were kept of an account,
 * the newest first. Nothing is sent, no secret is looked at, and no value of an event is shown. `kept` gives the events.
 */
export async function receiveDiff(asked: Asked, partner: string, kept: typeof keptEvents = keptEvents): Promise<Reply> {
  const { env, now, request } = asked
  const read = await readRequest(asked, 2 * largestMapping, DiffRequest)
  if ('reply' in read) return read.reply
  const { limit = mostEvents, since = new Date(now - dayMs).toISOString(), until } = read.body
  const times = { since: readTime(since), until: until === undefined ? now : readTime(until) }
  const fault = accountFault({ partner, account: read.body.account }) ?? timeFault(times)
  if (fault !== undefined) return errorReply('invalid_request', fault)
  const deployed = deployedMapping(partner)
  if ('reply' in deployed) return deployed.reply
  const meant = await accountMeant(env, partner, read.body.account)
  if ('reply' in meant) return meant.reply
  const ref = { partner, account: meant.account }
  const edited = editedMapping(partner, read.body.mapping)
  if ('reply' in edited) return edited.reply
  const own = accountSettings(ref, env)
  const wrong = settingFault(edited.mapping, own.open, urlRule(env, [new URL(request.url).hostname]))
  if (wrong !== undefined)
    return errorReply(
      'invalid_settings',
      `the account's setting "${wrong.setting}" ${wrong.fault} by the edited mapping`,
    )
  const closed = historyFault(env) ?? (await unknownActivity(env, ref))
  if (closed !== undefined) return closed
  const shown = valuesShown(new Set([...deployed.mapping.texts.names(), ...edited.mapping.texts.names()]))
  const events = await kept(env, ref, { ...times, limit })
  const difference = await compared(events, [deployed.mapping, edited.mapping], { own: own.all, shown })
  log('diff', { requestId: asked.requestId, ...ref, events: events.length, operator: asked.role })
  return { status: 200, body: replyOf(difference, { ref, times, shown, role: asked.role }) }
}

/** Compares in turns, so that a long comparison holds up nobody who sends to the same isolate. */
async function compared(
  events: readonly KeptEvent[],
  [before, after]: readonly [Mapping, Mapping],
  { own, shown }: { readonly own: Readonly<Record<string, string>>; readonly shown: ValuesShown },
): Promise<Difference<KeptAs>> {
  const side = (mapping: Mapping) => ({ mapping, settings: previewSettings(mapping, own) })
  const comparison = new Comparison<KeptAs>(side(before), side(after), shown.key)
  for (const [i, { event, receivedAt, id }] of events.entries()) {
    if (i % eventsATurn === eventsATurn - 1) await wait(0)
    if (isTyped(event)) comparison.add({ event, receivedAt, id })
  }
  return comparison.result()
}

function isTyped(event: KeptEvent['event']): event is KeptAs['event'] {
  return typeof event['type'] === 'string'
}

interface Showing {
  readonly ref: AccountRef
  readonly times: { readonly since: number; readonly until: number }
  readonly shown: ValuesShown
  readonly role: Role
}

function replyOf(difference: Difference<KeptAs>, showing: Showing): Readonly<Record<string, unknown>> {
  const { since, until } = showing.times
  return {
    ...showing.ref,
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    ...difference,
    groups: difference.groups.map((group) => ({
      ...group,
      examples: group.examples.map((example) => exampleOf(example, group, showing)),
    })),
  }
}

function exampleOf(
  { of, before, after }: Example<KeptAs>,
  { pointer }: ChangeGroup<KeptAs>,
  { shown, role }: Showing,
): Readonly<Record<string, string>> {
  const show = (value: unknown): string => valueShown(value, pointer, shown)
  const { messageId } = of.event
  return {
    id: of.id,
    receivedAt: new Date(of.receivedAt).toISOString(),
    messageId: seenMessageId(typeof messageId === 'string' ? messageId : '', role, of.event),
    ...(before !== undefined && { before: show(before) }),
    ...(after !== undefined && { after: show(after) }),
  }
}

/** A value of a request, its URL, or a whole request as its method and URL. */
function valueShown(value: unknown, pointer: string | undefined, { value: show, url }: ValuesShown): string {
  if (pointer === '/url' && typeof value === 'string') return url(value)
  if (pointer !== '' || !isObject(value)) return show(value)
  const { method, url: to } = value
  return typeof method === 'string' && typeof to === 'string' ? `${method} ${url(to)}` : ''
}
