/**
 * Cases of partners: events in, the requests that the vendor documents out, and what each event came to. They are data
 * (`test/cases/<partner>.json`); this plays them through a mapping without a Worker and says in plain text what differs.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { ItemOutcome } from '../../src/delivery/call.ts'
import { runCall } from '../../src/delivery/call.ts'
import { worstOf } from '../../src/delivery/result.ts'
import type { Sent } from '../../src/delivery/sent.ts'
import { signatureOf } from '../../src/transport/webhook-signature.ts'
import { parseEvent } from '../../src/ingest/parse.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { parseExactly } from '../../src/values/exact-json.ts'
import { isObject, parseJson } from '../../src/values/json.ts'
import type { Mapping, Rule } from '../../src/mapping/file/mapping.ts'
import type { Verdict } from '../../src/mapping/file/outcomes.ts'
import type { Refusal } from '../../src/mapping/context/refusal.ts'
import { isRefusal } from '../../src/mapping/context/refusal.ts'
import type { PartnerRequest } from '../../src/mapping/file/request.ts'
import { bearing } from '../../src/mapping/file/token.ts'
import type { Answer } from '../../src/mapping/context/scope.ts'
import { scopeOf } from '../../src/mapping/context/scope.ts'
import { publicUrl, settingFault } from '../../src/mapping/file/settings.ts'
import type { Step } from '../../src/mapping/file/steps.ts'
import type { Call, EventLike } from '../../src/mapping/translate.ts'
import type { Settings } from '../../src/mapping/context/scope.ts'
import { callsOf, dropReason, plan, redacted } from '../../src/mapping/translate.ts'

const root = join(import.meta.dirname, '../..')

/** An expected request. Headers that are named must be there with these values, or not at all where they are `null`; of `json`, `form`, `formJson` and `text` one says the body, none leaves it open. */
const ExpectedRequest = v.strictObject({
  method: v.string(),
  url: v.string(),
  headers: v.optional(v.record(v.string(), v.nullable(v.string()))),
  json: v.optional(v.unknown()),
  form: v.optional(v.record(v.string(), v.union([v.string(), v.array(v.string())]))),
  formJson: v.optional(v.record(v.string(), v.unknown())),
  text: v.optional(v.string()),
})
type ExpectedRequest = v.InferOutput<typeof ExpectedRequest>

/** What the vendor answers; left out: 200 `{}`. */
const GivenAnswer = v.optional(
  v.strictObject({
    status: v.optional(v.number(), 200),
    headers: v.optional(v.record(v.string(), v.string()), {}),
    body: v.optional(v.unknown(), {}),
  }),
  {},
)

const statuses = ['retryable', 'unauthorized', 'pending', 'delivered', 'rejected', 'skipped', 'unsupported'] as const

const Outcome = v.strictObject({ status: v.picklist(statuses), message: v.optional(v.string()) })
type Outcome = v.InferOutput<typeof Outcome>

/** One case. `outcome` is of each event (left out: all delivered, of a deletion that is polled: pending); `check` plays the check of the credentials instead of events. */
export const Case = v.strictObject({
  name: v.string(),
  source: v.string(),
  now: v.optional(v.pipe(v.string(), v.isoTimestamp()), '2026-11-22T12:00:00.000Z'),
  settings: v.record(v.string(), v.string()),
  check: v.optional(v.literal(true)),
  events: v.optional(v.array(v.record(v.string(), v.unknown())), []),
  exchanges: v.array(v.strictObject({ request: ExpectedRequest, answer: GivenAnswer })),
  outcome: v.optional(v.array(Outcome)),
  poll: v.optional(
    v.array(
      v.strictObject({
        request: ExpectedRequest,
        answer: GivenAnswer,
        outcome: v.string(),
        message: v.optional(v.string()),
      }),
    ),
    [],
  ),
})
export type Case = v.InferOutput<typeof Case>

/** How a case went: `differences` is empty where all is as expected, `reached` names the subscriptions that made a call (the deletion is "deletion", the check "check"). */
export interface Played {
  readonly differences: readonly string[]
  readonly reached: ReadonlySet<string>
}

/** A mapping file of `mappings/`, parsed. */
export function readMapping(partner: string): unknown {
  return parseExactly(readFileSync(join(root, 'mappings', `${partner}.json`), 'utf8'))
}

/** The cases of a partner. Throws where the file is missing or has not the form of cases. */
export function readCases(partner: string): readonly Case[] {
  return v.parse(v.array(Case), JSON.parse(readFileSync(join(root, 'test/cases', `${partner}.json`), 'utf8')))
}

/** Compiles a mapping file; one with errors is an exception that holds them. */
export function compiled(json: unknown): Mapping {
  const { mapping, issues } = compileMapping(json)
  if (mapping === undefined) throw new Error(issues.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'))
  return mapping
}

/** The settings of an account as the Worker has them: what is given, and the defaults. */
export function settingsOf(mapping: Mapping, given: Settings): Settings {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(mapping.settings, name))
  if (unknown !== undefined) throw new Error(`"${unknown}" is no setting of the mapping`)
  const settings: Record<string, string> = {}
  for (const [name, declared] of Object.entries(mapping.settings)) {
    const value = given[name] ?? declared.default
    if (value !== undefined) settings[name] = value
    if (value === undefined && declared.required === true) throw new Error(`the setting "${name}" is required`)
  }
  const wrong = settingFault(mapping, settings, publicUrl)
  if (wrong !== undefined) throw new Error(`the setting "${wrong.setting}" ${wrong.fault}`)
  return settings
}

/** An event as it is after the route has read it. Throws where it is none. */
export function eventOf(raw: unknown, now: number): EventLike {
  const parsed = parseEvent(raw, now)
  if (!parsed.ok) throw new Error(parsed.issues.join('; '))
  return parsed.event
}

/** Why an event makes no delivery. */
function withoutDelivery(mapping: Mapping, event: EventLike | undefined, settings: Settings): Outcome {
  const { deletion, takes } = mapping
  if (event?.type === 'delete' && 'unsupported' in deletion)
    return { status: 'unsupported', message: deletion.unsupported }
  if (event === undefined || !takes.has(event.type)) return { status: 'unsupported' }
  return {
    status: 'skipped',
    message: dropReason(mapping, redacted(mapping, event), settings) ?? 'no subscription takes it',
  }
}

/** Plays a case. Calls are made one after the other, by subscription in the order of the file. */
export async function playCase(mapping: Mapping, one: Case): Promise<Played> {
  const played = await playExchanges(mapping, one)
  return /^TODO\b/.test(one.source) ? { ...played, differences: [withoutSource, ...played.differences] } : played
}

const withoutSource = '/source: to be filled in: the page of the vendor that says what is expected here'

async function playExchanges(mapping: Mapping, one: Case): Promise<Played> {
  const playing = {
    settings: settingsOf(mapping, one.settings),
    tape: new Tape(one.exchanges),
    now: Date.parse(one.now),
  }
  if (one.check === true) return playCheck(mapping, one, playing)
  const events = one.events.map((raw) => eventOf(raw, playing.now))
  const planned = events.map((event) => plan(event, { ...playing, mapping }))
  const inOrder = rulesInOrder(mapping).flatMap((rule) => planned.flat().filter((delivery) => delivery.rule === rule))
  const made: Made[] = []
  for (const call of callsOf(inOrder, playing.settings)) made.push(await play(call, playing))
  const outcomes = made.flatMap((call) => call.outcomes)
  const found = planned.map((deliveries, i) => {
    const parts = deliveries.flatMap(({ ended, items }): readonly Outcome[] =>
      ended === undefined ? outcomes.filter(({ item }) => items.includes(item)).map(outcomePart) : [ended],
    )
    return worstOf(parts, statuses, ({ status }) => status) ?? withoutDelivery(mapping, events[i], playing.settings)
  })
  const polls = playPolls(mapping, one, { ...playing, made: made.at(-1) })
  return {
    differences: [...playing.tape.end(), ...outcomeDifferences(one, mapping, found), ...polls],
    reached: new Set(made.map(({ call }) => call.rule.name)),
  }
}

function rulesInOrder({ subscriptions, deletion }: Mapping): readonly Rule[] {
  return 'unsupported' in deletion ? subscriptions : [...subscriptions, deletion]
}

function outcomePart({ outcome, message }: ItemOutcome): Outcome {
  return { status: outcome === 'resubmit' ? 'pending' : outcome, ...(message !== undefined && { message }) }
}

interface Playing {
  readonly settings: Settings
  readonly tape: Tape
  readonly now: number
}

/** One call that was made, with the answer of each of its requests by name. */
interface Made {
  readonly call: Call
  readonly outcomes: readonly ItemOutcome[]
  readonly answers: Readonly<Record<string, Answer>>
}

/** Makes one call against the tape. */
async function play(call: Call, { settings, tape, now }: Playing): Promise<Made> {
  const answers: Record<string, Answer> = {}
  let latest: Answer | undefined
  const outcomes = await runCall(call, {
    settings,
    now: () => now,
    log: ({ request }) => {
      if (latest !== undefined) answers[request] = latest
      latest = undefined
    },
    send: (request): Promise<Sent> => {
      latest = tape.next(signed(request, now))
      return Promise.resolve(
        latest === undefined
          ? { kind: 'failed', reason: 'the case has no answer', unknown: false }
          : { kind: 'answered', answer: latest },
      )
    },
  })
  return { call, outcomes, answers }
}

function playCheck(mapping: Mapping, one: Case, { settings, tape, now }: Playing): Played {
  const { check } = mapping
  const scope = scopeOf({ settings, answers: {} })
  const request = check?.build(scope)
  if (check === undefined || request === undefined || isRefusal(request))
    return { differences: [`there is no check to send: ${whyNot(request)}`], reached: new Set() }
  const answer = tape.next(signed(request, now))
  const verdict = answer === undefined ? undefined : check.judge(scope.with({ answer }), now)
  const expected = one.outcome?.[0] ?? { status: 'delivered' }
  const found = { status: verdict?.outcome, message: expected.message && verdict?.message }
  return {
    differences: [...tape.end(), ...differences(expected, found, '/outcome/0')],
    reached: new Set(['check']),
  }
}

function whyNot(request: PartnerRequest | Refusal | undefined): string {
  return request !== undefined && isRefusal(request) ? request.message : 'the mapping has none'
}

/** Plays the polls of a deletion's call: each entry is one request, and a poll that goes `next` goes on with the next entry. */
function playPolls(
  mapping: Mapping,
  one: Case,
  { settings, now, made }: Playing & { made: Made | undefined },
): readonly string[] {
  const steps = 'unsupported' in mapping.deletion ? [] : (mapping.deletion.poll?.steps ?? [])
  const items = made?.call.items.map(({ value }) => value) ?? []
  const found: string[] = []
  let at = 0
  let answers = made?.answers ?? {}
  for (const [i, entry] of one.poll.entries()) {
    if (at === 0) answers = made?.answers ?? {}
    const scope = scopeOf({ settings, key: made?.call.key, items, answers })
    const index = steps.findIndex((step, n) => n >= at && (step.holds?.(scope) ?? true))
    const step = steps[index]
    const request = step?.build(scope)
    if (step === undefined || request === undefined || isRefusal(request))
      return [...found, `/poll/${i}: there is no poll to send: ${whyNot(request)}`]
    const answer = answerOf(entry.answer)
    const verdict = step.judge(scope.with({ answer }), now)
    answers = { ...answers, [step.name]: answer }
    at = verdict.outcome === 'next' ? index + 1 : 0
    const came = { outcome: verdict.outcome, message: entry.message && verdict.message }
    found.push(
      ...requestDifferences(entry.request, signed(request, now), `/poll/${i}/request`),
      ...differences({ outcome: entry.outcome, message: entry.message }, came, `/poll/${i}`),
    )
  }
  return found
}

function outcomeDifferences(one: Case, mapping: Mapping, found: readonly Outcome[]): readonly string[] {
  return found.flatMap((outcome, i) => {
    const expected = one.outcome === undefined ? usual(one.events[i], mapping) : one.outcome[i]
    if (expected === undefined) return [`/outcome/${i}: nothing is expected, found ${JSON.stringify(outcome)}`]
    const shown = expected.message === undefined ? { status: outcome.status } : outcome
    return differences(expected, shown, `/outcome/${i}`)
  })
}

function usual(event: Readonly<Record<string, unknown>> | undefined, { deletion }: Mapping): Outcome {
  const polled = !('unsupported' in deletion) && deletion.poll !== undefined
  return { status: event?.['type'] === 'delete' && polled ? 'pending' : 'delivered' }
}

/** A request as it is sent: with the access token `token`, and the headers that sign this attempt. */
function signed(plain: PartnerRequest, now: number): PartnerRequest {
  const request = plain.token === undefined ? plain : bearing(plain, plain.token, 'token')
  return { ...request, headers: [...request.headers, ...Object.entries(signatureOf(request, now))] }
}

/** The exchanges of a case in order: each request is compared with the next, which gives its answer. */
class Tape {
  readonly #exchanges: Case['exchanges']
  readonly #found: string[] = []
  #at = 0
  constructor(exchanges: Case['exchanges']) {
    this.#exchanges = exchanges
  }

  next(request: PartnerRequest): Answer | undefined {
    const i = this.#at++
    const exchange = this.#exchanges[i]
    if (exchange === undefined) {
      this.#found.push(
        `/exchanges/${i}: nothing is expected, found ${request.method} ${request.url} ${request.body ?? ''}`,
      )
      return undefined
    }
    this.#found.push(...requestDifferences(exchange.request, request, `/exchanges/${i}/request`))
    return answerOf(exchange.answer)
  }

  /** All differences, those of requests that never came included. */
  end(): readonly string[] {
    const missing = this.#exchanges.slice(this.#at).map(({ request }, i) => {
      return `/exchanges/${this.#at + i}: expected ${request.method} ${request.url}, nothing came`
    })
    return [...this.#found, ...missing]
  }
}

function answerOf({ status, headers, body }: Case['exchanges'][number]['answer']): Answer {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return { status, headers: Object.fromEntries(lower), body }
}

/** What differs between the request that a case expects and one that came, as `pointer: ...`. */
export function requestDifferences(
  expected: ExpectedRequest,
  request: PartnerRequest,
  pointer: string,
): readonly string[] {
  const headers = lowered(Object.entries(expected.headers ?? {}))
  const sent = lowered(request.headers)
  const found = {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, sent[name] ?? null])),
    ...(expected.json !== undefined && { json: bodyJson(request) }),
    ...(expected.form !== undefined && { form: fieldsOf(request.body ?? '', (text) => text) }),
    ...(expected.formJson !== undefined && { formJson: jsonFieldsOf(request.body ?? '') }),
    ...(expected.text !== undefined && { text: request.body }),
  }
  return differences({ ...expected, headers }, found, pointer)
}

function bodyJson({ body }: PartnerRequest): unknown {
  return body === undefined ? undefined : parseJson(body)
}

function lowered<Value>(headers: Iterable<readonly [string, Value]>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value]))
}

/** The fields of a form; a field that comes twice is a list. */
export function fieldsOf(body: string, read: (text: string) => unknown): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  for (const name of new Set(new URLSearchParams(body).keys())) {
    const values = new URLSearchParams(body).getAll(name).map(read)
    fields[name] = values.length === 1 ? values[0] : values
  }
  return fields
}

/** The fields of a form with their values read as JSON. A field that comes twice is marked as `repeated`: it is not the same as one that holds a list. */
export function jsonFieldsOf(body: string): Readonly<Record<string, unknown>> {
  const names = [...new URLSearchParams(body).keys()]
  const fields = Object.entries(fieldsOf(body, parseJson))
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name,
      names.filter((other) => other === name).length > 1 ? { repeated: value } : value,
    ]),
  )
}

/** The leaves of a JSON value by JSON pointer: scalars, and empty lists and objects. */
export function leavesOf(value: unknown, pointer = ''): ReadonlyMap<string, string> {
  const entries = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : []
  if (entries.length === 0) return new Map(value === undefined ? [] : [[pointer, JSON.stringify(value)]])
  return new Map(entries.flatMap(([key, inner]) => [...leavesOf(inner, `${pointer}/${escaped(key)}`)]))
}

function escaped(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** What differs between two JSON values, leaf by leaf, for people. */
function differences(expected: unknown, found: unknown, pointer: string): readonly string[] {
  const [wanted, got] = [leavesOf(expected, pointer), leavesOf(found, pointer)]
  return [...new Set([...wanted.keys(), ...got.keys()])].flatMap((at) => {
    const [a, b] = [wanted.get(at), got.get(at)]
    return a === b ? [] : [`${at}: expected ${a ?? 'nothing'}, found ${b ?? 'nothing'}`]
  })
}

/** What a partner's cases cover: subscriptions, the deletion and the check by name, outcome rules (and rules for items) by JSON pointer. */
export interface Coverage {
  readonly covered: ReadonlySet<string>
  readonly missing: readonly string[]
}

/** Plays all cases of a partner against a copy of its mapping whose rules say their own place, and gives what no case reaches. */
export async function coverageOf(json: unknown, cases: readonly Case[]): Promise<Coverage> {
  const rules: string[] = []
  const said = new Set<string>()
  const mapping = compiled(marked(json, '', rules))
  const watching = watched(mapping, ({ message, items }) => {
    said.add(message ?? '')
    for (const item of items?.values() ?? []) said.add(item.message ?? '')
  })
  const covered = new Set<string>()
  for (const one of cases) for (const name of (await playCase(watching, one)).reached) covered.add(name)
  for (const rule of rules) if (said.has(rule)) covered.add(rule)
  const all = [
    ...mapping.subscriptions.map(({ name }) => name),
    ...('unsupported' in mapping.deletion ? [] : ['deletion']),
    ...(mapping.check === undefined ? [] : ['check']),
    ...rules,
  ]
  return { covered, missing: all.filter((name) => !covered.has(name)) }
}

const rulePointer =
  /^(?:|\/check|\/subscriptions\/\d+|\/deletion|\/deletion\/poll)(?:\/requests\/\d+)?\/outcomes\/\d+(?:\/items\/\d+)?$/

/** A copy of a mapping file in which each outcome rule, and each rule for items, says its JSON pointer as its message. */
function marked(value: unknown, pointer: string, rules: string[]): unknown {
  if (Array.isArray(value)) return value.map((element, i) => marked(element, `${pointer}/${i}`, rules))
  if (!isObject(value)) return value
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, marked(inner, `${pointer}/${escaped(key)}`, rules)]),
  )
  if (!rulePointer.test(pointer)) return copy
  rules.push(pointer)
  return { ...copy, message: pointer }
}

/** The mapping, with every verdict shown to `watch`. */
function watched(mapping: Mapping, watch: (verdict: Verdict) => void): Mapping {
  const step = (one: Step): Step => ({
    ...one,
    judge: (scope, now) => {
      const verdict = one.judge(scope, now)
      watch(verdict)
      return verdict
    },
  })
  const { check, deletion } = mapping
  const watchedDeletion = (): Mapping['deletion'] => {
    if ('unsupported' in deletion) return deletion
    const poll = deletion.poll && { ...deletion.poll, steps: deletion.poll.steps.map(step) }
    return { ...deletion, steps: deletion.steps.map(step), poll }
  }
  return {
    ...mapping,
    check: check && step(check),
    subscriptions: mapping.subscriptions.map((one) => ({ ...one, steps: one.steps.map(step) })),
    deletion: watchedDeletion(),
  }
}
