import * as v from 'valibot'
import { FilterName, HostName, RequestName, SettingName, ValueName } from './names.ts'

const Text = v.string()
/** Any JSON: texts are templates, an object with one `@` key is a directive. */
export const Value = v.unknown()
const Fql = v.string()
/** A text for people that must say something. */
const Words = v.pipe(Text, v.regex(/\S/, 'write a text that says something'))
const whole = 'write a whole number, 1 or more'
const Count = v.pipe(v.number(), v.integer(whole), v.minValue(1, whole))
/** A duration as it is written: a whole number and its unit. */
export const durationForm = /^[1-9][0-9]{0,5}[smhd]$/
const Duration = v.pipe(v.string(), v.regex(durationForm, 'write a duration such as "30s", "10m", "1h" or "7d"'))
const Values = v.record(v.string(), Value)

const Setting = v.strictObject({
  label: Text,
  description: v.optional(Text),
  secret: v.optional(v.boolean()),
  required: v.optional(v.boolean()),
  default: v.optional(Text),
  choices: v.optional(v.pipe(v.array(Text), v.minLength(1, 'write at least one choice'))),
  pattern: v.optional(Text),
  from: v.optional(v.literal('segment')),
  as: v.optional(v.pipe(Text, v.minLength(1, 'write the name that Segment has for it'))),
})

const Hmac = v.strictObject({
  algorithm: v.picklist(['sha1', 'sha256']),
  secret: Text,
  header: Text,
  encoding: v.optional(v.picklist(['hex', 'base64'])),
})

/** Where an access token is put in a request: in headers, or in the parameter of a name. */
const TokenPlace = v.strictObject({
  header: v.optional(v.record(v.string(), Text)),
  query: v.optional(Text),
})

const StandardWebhooks = v.strictObject({ secret: Text, id: Text })

const Oauth2 = v.strictObject({
  grant: v.picklist(['client_credentials', 'refresh_token']),
  tokenUrl: Text,
  clientId: Text,
  clientSecret: Text,
  refreshToken: v.optional(Text),
  scope: v.optional(Text),
  clientAuth: v.optional(v.picklist(['body', 'basic'])),
  params: v.optional(v.record(v.string(), Text)),
  token: v.optional(TokenPlace),
})

/** Credentials that the settings hold as they are sent. */
const plainAuthEntries = {
  bearer: v.optional(Text),
  basic: v.optional(v.tuple([Text, Text])),
  header: v.optional(v.record(v.string(), Text)),
  query: v.optional(v.record(v.string(), Text)),
}

const outcomes = ['delivered', 'retryable', 'rejected', 'unauthorized', 'next', 'split', 'pending', 'resubmit'] as const

const ItemRule = v.strictObject({
  over: Text,
  when: v.optional(Fql),
  index: v.optional(Text),
  key: v.optional(v.tuple([Text, Text])),
  message: v.optional(Words),
  outcome: v.picklist(['delivered', 'retryable', 'rejected', 'unauthorized']),
})

const Rule = v.strictObject({
  when: Fql,
  /** Left out: what the status means by default, so that a rule can only say where the message is. */
  outcome: v.optional(v.picklist(outcomes)),
  message: v.optional(Words),
  retryAfter: v.optional(Text),
  items: v.optional(v.array(ItemRule)),
  others: v.optional(v.literal('retryable')),
})

const methods =
  'write GET, POST, PUT, PATCH or DELETE, a setting: "{{ settings.method }}", or {"@switch": {"on": value, "cases": {"text": "POST"}, "default": "PUT"}}'
const OneMethod = v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
const Method = v.union(
  [
    OneMethod,
    v.pipe(Text, v.regex(/^\{\{ *settings\.[A-Za-z0-9]+ *\}\}$/, methods)),
    v.strictObject({
      '@switch': v.strictObject({ on: Value, cases: v.record(v.string(), OneMethod), default: OneMethod }),
    }),
  ],
  methods,
)

const plainRequestEntries = {
  method: Method,
  url: Text,
  query: v.optional(Values),
  headers: v.optional(Values),
  json: v.optional(Value),
  form: v.optional(Values),
  text: v.optional(Text),
}

const LoginRequest = v.strictObject({ ...plainRequestEntries, auth: v.optional(v.strictObject(plainAuthEntries)) })

/** A login that gives an access token. */
const Token = v.strictObject({
  request: LoginRequest,
  value: Text,
  lasts: v.optional(Duration),
  as: v.optional(TokenPlace),
})

/** How requests authenticate. */
export const Auth = v.strictObject({
  ...plainAuthEntries,
  hmac: v.optional(Hmac),
  standardWebhooks: v.optional(StandardWebhooks),
  oauth2: v.optional(Oauth2),
  token: v.optional(Token),
})

const requestEntries = {
  ...plainRequestEntries,
  gzip: v.optional(v.boolean()),
  auth: v.optional(v.union([v.literal(false), Auth], 'write false or an auth object')),
}

const Request = v.strictObject(requestEntries)

const Step = v.strictObject({
  name: RequestName,
  if: v.optional(Fql),
  for: v.optional(Text),
  idempotent: v.optional(v.boolean()),
  cache: v.optional(Duration),
  outcomes: v.optional(v.array(Rule)),
  ...requestEntries,
})

const Check = v.strictObject({ ...requestEntries, outcomes: v.optional(v.array(Rule)) })

const Requirement = v.strictObject({
  anyOf: v.optional(v.pipe(v.array(Text), v.minLength(1, 'write at least one path'))),
  allOf: v.optional(v.pipe(v.array(Text), v.minLength(1, 'write at least one path'))),
  newerThan: v.optional(Duration),
  if: v.optional(Fql),
  message: v.optional(Words),
  otherwise: v.optional(v.picklist(['reject', 'skip'])),
})

/** A path that must not be empty, or more of it. */
const Required = v.union(
  [Text, Requirement],
  'write a path such as "userId", or an object with "anyOf", "allOf", "newerThan" or "if"',
)

const Limits = v.strictObject({
  requests: v.optional(Count),
  seconds: v.optional(Count),
  timeoutSeconds: v.optional(v.pipe(Count, v.maxValue(60, 'write 60 seconds or less'))),
  giveUpAfter: v.optional(Duration),
})

const Batch = v.strictObject({
  max: v.optional(Count),
  maxBytes: v.optional(Count),
  key: v.optional(Text),
  /** The request of a call that carries one item. */
  single: v.optional(Request),
})
const Unknown = v.picklist(['retry', 'drop'])

/** What a subscription may leave to the file. */
const sharedEntries = {
  requires: v.optional(v.array(Required)),
  request: v.optional(Request),
  batch: v.optional(Batch),
}

const callEntries = {
  item: v.optional(Value),
  ...sharedEntries,
  requests: v.optional(v.pipe(v.array(Step), v.minLength(1, 'write at least one request'))),
  limits: v.optional(Limits),
  outcomes: v.optional(v.array(Rule)),
  unknown: v.optional(Unknown),
}

const seconds = 'write a whole number of seconds, 0 or more'

const Subscription = v.strictObject({
  name: Words,
  description: v.optional(Text),
  subscribe: Fql,
  ...callEntries,
  buffer: v.optional(v.strictObject({ seconds: v.pipe(v.number(), v.integer(seconds), v.minValue(0, seconds)) })),
})

const Poll = v.strictObject({
  every: Duration,
  request: v.optional(Request),
  requests: v.optional(v.pipe(v.array(Step), v.minLength(1, 'write at least one request'))),
  outcomes: v.optional(v.array(Rule)),
})

const Deletion = v.strictObject({
  description: v.optional(Text),
  unsupported: v.optional(Words),
  ...callEntries,
  poll: v.optional(Poll),
})

/** A rule of the file, for the answers of all requests. */
const SharedRule = v.strictObject({
  ...Rule.entries,
  outcome: v.optional(v.picklist(['delivered', 'retryable', 'rejected', 'unauthorized', 'split'])),
})

const drops = 'write a condition, or a list of {"name": "text", "if": "FQL"}'

/** A condition, or several with names, which the reasons of dropped events say. */
const Drop = v.union([Fql, v.pipe(v.array(v.strictObject({ name: Words, if: Fql })), v.minLength(1, drops))], drops)

/** The form of a partner's file in `mappings/`. What its texts mean is checked by the compiler. */
export const MappingFile = v.strictObject({
  $schema: v.optional(Text),
  version: v.optional(v.literal(1)),
  name: Words,
  description: v.optional(Text),
  docs: v.optional(Text),
  category: v.optional(Text),
  settings: v.optional(v.record(SettingName, Setting)),
  hosts: v.optional(
    v.record(
      HostName,
      v.union([Text, v.record(v.string(), Text)], 'write an https origin, a table, or "{{ settings.name }}"'),
    ),
  ),
  auth: v.optional(Auth),
  headers: v.optional(Values),
  outcomes: v.optional(v.array(SharedRule)),
  check: v.optional(Check),
  limits: v.optional(Limits),
  unknown: v.optional(Unknown),
  redact: v.optional(v.array(Text)),
  drop: v.optional(Drop),
  filters: v.optional(v.record(FilterName, Text)),
  values: v.optional(v.record(ValueName, Value)),
  ...sharedEntries,
  subscriptions: v.pipe(v.array(Subscription), v.minLength(1, 'write at least one subscription')),
  deletion: v.optional(Deletion),
})

export type MappingFile = v.InferOutput<typeof MappingFile>
export type AuthFile = v.InferOutput<typeof Auth>
export type Oauth2File = v.InferOutput<typeof Oauth2>
export type TokenFile = v.InferOutput<typeof Token>
export type TokenPlaceFile = v.InferOutput<typeof TokenPlace>
export type LoginRequestFile = v.InferOutput<typeof LoginRequest>
export type MethodFile = v.InferOutput<typeof Method>
export type RequestFile = v.InferOutput<typeof Request>
export type StepFile = v.InferOutput<typeof Step>
export type RuleFile = v.InferOutput<typeof Rule>
export type ItemRuleFile = v.InferOutput<typeof ItemRule>
export type RequirementFile = v.InferOutput<typeof Required>
export type SubscriptionFile = v.InferOutput<typeof Subscription>
export type DeletionFile = v.InferOutput<typeof Deletion>
export type CallFile = Omit<SubscriptionFile, 'name' | 'subscribe' | 'buffer' | 'description'>
/** What the file says for every subscription that does not say its own. */
export type SharedFile = Pick<MappingFile, keyof typeof sharedEntries>
export type LimitsFile = v.InferOutput<typeof Limits>
export type SettingFile = v.InferOutput<typeof Setting>

/** What an attempt, or a rule, can say. */
export type Outcome = (typeof outcomes)[number]

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration of a mapping such as `"90s"`, `"10m"`, `"1h"`, `"7d"` in milliseconds. */
export function milliseconds(duration: string): number {
  return Number(duration.slice(0, -1)) * (units[duration.slice(-1)] ?? 0)
}
