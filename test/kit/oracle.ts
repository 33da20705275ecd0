/**
 * The comparison with what Segment's official destinations send (`test/data/oracle/`, recorded by running their open code): each event is
 * translated our way, with the same settings and clock, and compared leaf by leaf. What differs on purpose stands in
 * `test/oracle/<partner>.json`, leaf for leaf, each with a reason.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Caller } from '../../src/delivery/call.ts'
import { runCall } from '../../src/delivery/call.ts'
import { parseJson } from '../../src/values/json.ts'
import type { Mapping } from '../../src/mapping/file/mapping.ts'
import type { PartnerRequest } from '../../src/mapping/file/request.ts'
import type { EventLike } from '../../src/mapping/translate.ts'
import type { Settings } from '../../src/mapping/context/scope.ts'
import { callsOf, plan } from '../../src/mapping/translate.ts'
import { compiled, eventOf, fieldsOf, jsonFieldsOf, leavesOf, readMapping, settingsOf } from './cases.ts'

const tests = join(import.meta.dirname, '..')

const Origin = v.picklist(['preset', 'action-default', 'manual', 'onDelete'])
type Origin = v.InferOutput<typeof Origin>

const Recorded = v.object({
  action: v.string(),
  method: v.string(),
  url: v.string(),
  headers: v.record(v.string(), v.string()),
  origin: Origin,
  bodyJson: v.optional(v.unknown()),
  bodyText: v.optional(v.string()),
})

const Line = v.object({ event: v.string(), now: v.string(), requests: v.array(Recorded) })
type Line = v.InferOutput<typeof Line>

/** Why something differs, and where the vendor says so. */
const Reason = v.strictObject({ why: v.string(), source: v.string() })

/** One excused leaf in one or more requests (`event#request`, counted from 0); the pointer "" excuses a whole request that only one side sends, or that is another request altogether: it counts as one leaf. */
const Excuse = v.strictObject({ reason: v.string(), pointer: v.string(), at: v.array(v.string()) })

/** What a request got where it was no 200 `{}`, as in the recording: by method and the beginning of the address. */
const GivenAnswer = v.strictObject({
  method: v.string(),
  url: v.string(),
  status: v.optional(v.number(), 200),
  body: v.optional(v.unknown(), {}),
})
type GivenAnswer = v.InferOutput<typeof GivenAnswer>

/** An action of the official destination whose requests are not compared; `beside`: only for events of which another request is. */
const Aside = v.strictObject({ action: v.string(), why: v.string(), beside: v.optional(v.literal(true)) })

/**
 * What we chose to differ in: settings that say the same as the recording's, more headers to compare, actions put aside, reasons, excused
 * leaves. `rules` names the reasons that are a documented rule of the vendor and change a field of most requests.
 */
const Choices = v.strictObject({
  settings: v.record(v.string(), v.string()),
  answers: v.optional(v.array(GivenAnswer), []),
  headers: v.optional(v.array(v.string()), []),
  aside: v.optional(v.array(Aside), []),
  rules: v.optional(v.array(v.string()), []),
  reasons: v.record(v.string(), Reason),
  excused: v.array(Excuse),
})
type Choices = v.InferOutput<typeof Choices>

/** A leaf of a request that both or one side has; values are JSON texts, `undefined` where a side has none. */
export interface Leaf {
  readonly at: string
  readonly pointer: string
  readonly theirs: string | undefined
  readonly ours: string | undefined
  readonly reason: string | undefined
}

/** One request of theirs with ours beside it; `origin` "none": they send nothing. */
export interface Pair {
  readonly at: string
  readonly origin: Origin | 'none'
  readonly leaves: readonly Leaf[]
}

/** How a partner compares. `unexcused` and `unused` are empty where all is well. */
export interface Comparison {
  readonly partner: string
  readonly pairs: readonly Pair[]
  /** Events that the recording has no line for: none, or something is missing here. */
  readonly unrecorded: readonly string[]
  readonly unexcused: readonly string[]
  readonly unused: readonly string[]
  /** The share of all leaves that is excused, with and without the rules. */
  readonly share: { readonly all: number; readonly else: number }
  /** The rules of the vendor that change most requests: how many leaves each excuses, in which share of the requests. */
  readonly rules: readonly {
    readonly name: string
    readonly why: string
    readonly leaves: number
    readonly requests: number
  }[]
}

/** Compares a partner, event by event. Of `partner.variant` the part before the dot is the mapping's name. */
export async function comparePartner(partner: string): Promise<Comparison> {
  const mapping = compiled(readMapping(partner.split('.', 1)[0] ?? partner))
  const choices = v.parse(Choices, JSON.parse(read(`oracle/${partner}.json`)))
  const settings = settingsOf(mapping, choices.settings)
  const events = new Map(lines('data/oracle-events.jsonl', Named).map(({ name, event }) => [name, event]))
  const excuses = new Excuses(choices)
  const pairs: Pair[] = []
  const recorded = lines(`data/oracle/${partner}.jsonl`, Line)
  const idle = choices.aside.find(
    ({ action }) => !recorded.some((line) => line.requests.some((r) => r.action === action)),
  )
  if (idle !== undefined) throw new Error(`${partner}: no request of the action "${idle.action}" was recorded`)
  for (const line of recorded) {
    const event = eventOf(events.get(line.event), Date.parse(line.now))
    const ours = await requestsOf(mapping, event, { settings, now: Date.parse(line.now), answers: choices.answers })
    pairs.push(...pairsOf(line, ours, { ...choices, excuses }))
  }
  const unrecorded = [...events.keys()].filter((name) => !recorded.some(({ event }) => event === name))
  return { partner, pairs, unrecorded, ...verdictOf(pairs, choices, excuses) }
}

const Named = v.object({ name: v.string(), event: v.unknown() })

function read(path: string): string {
  return readFileSync(join(tests, path), 'utf8')
}

function lines<Schema extends v.GenericSchema>(path: string, schema: Schema): readonly v.InferOutput<Schema>[] {
  return read(path)
    .trim()
    .split('\n')
    .map((line) => v.parse(schema, JSON.parse(line)))
}

interface Asking {
  readonly settings: Settings
  readonly now: number
  readonly answers: readonly GivenAnswer[]
}

/** The requests that our mapping makes of one event, answered as in the recording. */
async function requestsOf(
  mapping: Mapping,
  raw: EventLike,
  { settings, now, answers }: Asking,
): Promise<readonly PartnerRequest[]> {
  const requests: PartnerRequest[] = []
  const caller: Caller = {
    settings,
    now: () => now,
    log: () => undefined,
    send: (request) => {
      requests.push(request)
      const given = answers.find(({ method, url }) => method === request.method && request.url.startsWith(url))
      const { status, body } = given ?? { status: 200, body: {} }
      return Promise.resolve({ kind: 'answered', answer: { status, headers: {}, body } })
    },
  }
  const calls = plan(raw, { mapping, settings, now }).flatMap((delivery) => callsOf([delivery], settings))
  for (const call of calls) await runCall(call, caller)
  return requests
}

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

interface Comparing {
  readonly headers: readonly string[]
  readonly aside: Choices['aside']
  readonly excuses: Excuses
}

/** Pairs requests by method and address, what is left over by order; what has no partner stands alone. */
function pairsOf(line: Line, ours: readonly PartnerRequest[], comparing: Comparing): readonly Pair[] {
  const recorded = comparedOf(line.requests, comparing.aside)
  const origin = Origin.options.find((candidate) => recorded.some((request) => request.origin === candidate))
  const theirs = recorded.filter((request) => request.origin === origin).map(seenInRecording)
  const left = ours.map(seenInOurs)
  const matched = theirs.map((one) => take(left, (other) => other.method === one.method && bare(other) === bare(one)))
  const couples = theirs.map((one, i) => [one, matched[i] ?? left.shift()] as const)
  const all = [...couples, ...left.map((one) => [undefined, one] as const)]
  return all.map(([one, other], i) => {
    const at = `${line.event}#${i}`
    return {
      at,
      origin: one === undefined ? 'none' : (origin ?? 'none'),
      leaves: leavesOfPair(at, [one, other], comparing),
    }
  })
}

/** The recorded requests that are compared: without those of actions put aside. */
function comparedOf(requests: Line['requests'], aside: Choices['aside']): Line['requests'] {
  const ruleOf = (action: string): Choices['aside'][number] | undefined => aside.find((one) => one.action === action)
  const kept = requests.filter(({ action }) => ruleOf(action) === undefined)
  return kept.length > 0 ? kept : requests.filter(({ action }) => ruleOf(action)?.beside === true)
}

function bare({ url }: Seen): string {
  const { origin, pathname } = new URL(url)
  return origin + encodedAlike(pathname)
}

function take<T>(list: T[], wanted: (one: T) => boolean): T | undefined {
  const i = list.findIndex(wanted)
  return i < 0 ? undefined : list.splice(i, 1)[0]
}

function seenInRecording({ method, url, headers, bodyJson, bodyText }: Line['requests'][number]): Seen {
  return { method, url, headers, body: bodyJson ?? bodyOf(bodyText, headers['content-type']) }
}

function seenInOurs({ method, url, headers, body }: PartnerRequest): Seen {
  const lower = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
  return { method, url, headers: lower, body: bodyOf(body, lower['content-type']) }
}

/** A body as JSON: forms are read, and JSON in their fields too. */
function bodyOf(text: string | undefined, type = ''): unknown {
  if (text === undefined) return undefined
  return type.startsWith('application/x-www-form-urlencoded') ? jsonFieldsOf(text) : parseJson(text)
}

function leavesOfPair(
  at: string,
  [theirs, ours]: readonly [Seen | undefined, Seen | undefined],
  { headers, excuses }: Comparing,
): readonly Leaf[] {
  const names = ['content-type', 'authorization', ...headers]
  const [a, b] = [leavesOf(viewOf(theirs, names)), leavesOf(viewOf(ours, names))]
  // A request that only one side sends, or that is another request altogether, is one difference.
  const differ = [...new Set([...a.keys(), ...b.keys()])].some((pointer) => a.get(pointer) !== b.get(pointer))
  if (theirs === undefined || ours === undefined || (differ && excuses.has(at, ''))) {
    const other = theirs !== undefined && ours !== undefined ? 'another request' : lineOf(ours)
    return [{ at, pointer: '', theirs: lineOf(theirs), ours: other, reason: excuses.of(at, '') }]
  }
  return [...new Set([...a.keys(), ...b.keys()])].map((pointer) => {
    const values = { theirs: a.get(pointer), ours: b.get(pointer) }
    return { at, pointer, ...values, reason: values.theirs === values.ours ? undefined : excuses.of(at, pointer) }
  })
}

function lineOf(seen: Seen | undefined): string | undefined {
  return seen === undefined ? undefined : `${seen.method} ${seen.url}`
}

function viewOf(seen: Seen | undefined, names: readonly string[]): unknown {
  if (seen === undefined) return undefined
  const { searchParams, origin, pathname } = new URL(seen.url)
  return {
    method: seen.method,
    url: origin + encodedAlike(pathname),
    query: searchParams.size === 0 ? undefined : fieldsOf(searchParams.toString(), (text) => text),
    headers: Object.fromEntries(names.flatMap((name) => (name in seen.headers ? [[name, seen.headers[name]]] : []))),
    body: seen.body,
  }
}

/** A path whose parts are encoded in one way: `@` and `%40` are the same. */
function encodedAlike(pathname: string): string {
  return pathname
    .split('/')
    .map((part) => encodeURIComponent(decodeURIComponent(part)))
    .join('/')
}

/** The excused leaves by request and pointer, and which of them were needed. */
class Excuses {
  readonly #reasons = new Map<string, string>()
  readonly #used = new Set<string>()
  constructor({ reasons, excused }: Choices) {
    for (const { reason, pointer, at } of excused) {
      if (!Object.hasOwn(reasons, reason)) throw new Error(`"${reason}" is no reason of the table`)
      for (const place of at) {
        if (this.#reasons.has(place + pointer)) throw new Error(`${place} ${pointer} is excused twice`)
        this.#reasons.set(place + pointer, reason)
      }
    }
    const idle = Object.keys(reasons).find((id) => ![...this.#reasons.values()].includes(id))
    if (idle !== undefined) throw new Error(`the reason "${idle}" excuses nothing`)
  }

  has(at: string, pointer: string): boolean {
    return this.#reasons.has(at + pointer)
  }

  of(at: string, pointer: string): string | undefined {
    const reason = this.#reasons.get(at + pointer)
    if (reason !== undefined) this.#used.add(at + pointer)
    return reason
  }

  unused(): readonly string[] {
    return [...this.#reasons.keys()].filter((key) => !this.#used.has(key))
  }
}

type Judged = Pick<Comparison, 'unexcused' | 'unused' | 'share' | 'rules'>

function verdictOf(pairs: readonly Pair[], { reasons, rules }: Choices, excuses: Excuses): Judged {
  const leaves = pairs.flatMap((pair) => pair.leaves)
  const excused = leaves.flatMap(({ reason }) => (reason === undefined ? [] : [reason]))
  return {
    unexcused: leaves
      .filter(({ theirs, ours, reason }) => theirs !== ours && reason === undefined)
      .map(
        ({ at, pointer, theirs, ours }) => `${at} ${pointer}: theirs ${theirs ?? 'nothing'}, ours ${ours ?? 'nothing'}`,
      ),
    unused: excuses.unused(),
    share: {
      all: excused.length / leaves.length,
      else: excused.filter((reason) => !rules.includes(reason)).length / leaves.length,
    },
    rules: rules.map((name) => ({
      name,
      why: reasons[name]?.why ?? 'no reason of the table',
      leaves: excused.filter((reason) => reason === name).length,
      requests: pairs.filter((pair) => pair.leaves.some(({ reason }) => reason === name)).length / pairs.length,
    })),
  }
}

/** The comparison as a table for people: requests and leaves, equal and excused, by partner and origin; below it the rules of vendors that change most requests of a partner. */
export function tableOf(comparisons: readonly Comparison[]): string {
  const head = ['partner', 'origin', 'requests', 'equal', 'leaves', 'equal', 'excused']
  const rows = comparisons.flatMap(({ partner, pairs }) =>
    ([...Origin.options, 'none'] as const).flatMap((origin) => {
      const mine = pairs.filter((pair) => pair.origin === origin)
      const leaves = mine.flatMap((pair) => pair.leaves)
      const same = mine.filter((pair) => pair.leaves.every(({ theirs, ours }) => theirs === ours))
      const equal = leaves.filter(({ theirs, ours }) => theirs === ours)
      const excused = leaves.filter(({ reason }) => reason !== undefined)
      const counts = [mine.length, same.length, leaves.length, equal.length, excused.length]
      return mine.length === 0 ? [] : [[partner, origin, ...counts.map(String)]]
    }),
  )
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const table = [head, ...rows].map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '))
  const shares = comparisons.map(
    ({ partner, share }) => `${partner}: ${percent(share.all)} excused, ${percent(share.else)} without the rules`,
  )
  const rules = comparisons.flatMap(({ partner, rules }) =>
    rules.map(({ name, why, leaves }) => `${partner}, rule ${name} (${leaves} leaves): ${why}`),
  )
  return [...table, '', ...shares, ...rules].join('\n')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
