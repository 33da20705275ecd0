import * as v from 'valibot'
import { PauseRequest } from '../partner-list.ts'
import type { Operation } from './operation.ts'
import { Count, Gauges, Time, flag } from './operation.ts'

const Kinds = v.array(v.picklist(['events', 'deletes']))

const Setting = v.strictObject({
  name: v.string(),
  label: v.string(),
  required: v.boolean(),
  secret: v.boolean(),
  variable: v.optional(v.string()),
  from: v.optional(v.literal('segment')),
  as: v.optional(v.string()),
})

const Check = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['accepted', 'no check']) }),
  v.strictObject({ kind: v.literal('refused'), status: v.optional(v.number()), message: v.string() }),
  v.strictObject({ kind: v.literal('unreachable'), message: v.string() }),
])

const Account = v.strictObject({
  account: v.string(),
  settings: v.pipe(v.record(v.string(), v.boolean()), v.description('whether each is set')),
  problem: v.optional(v.string()),
  shadowed: v.optional(v.pipe(v.literal(true), v.description('`SHADOW` names it: its events are not sent'))),
  deletesNeed: v.optional(v.array(v.string())),
  queue: v.optional(Gauges),
  conditions: v.pipe(
    v.array(v.strictObject({ kind: v.string(), since: Time })),
    v.description('what holds now, as alerts tell it'),
  ),
  check: v.optional(Check),
})

/** A partner and its accounts, or what is wrong with its mapping. */
export const Partner = v.union([
  v.strictObject({ partner: v.string(), fault: v.string() }),
  v.strictObject({
    partner: v.string(),
    name: v.string(),
    mapping: v.string(),
    takes: v.array(v.string()),
    deletes: v.string(),
    settings: v.array(Setting),
    paused: Kinds,
    accounts: v.array(Account),
    customers: v.optional(v.strictObject({ accounts: Count, queue: Gauges })),
  }),
])

const paused = {
  body: PauseRequest,
  replies: { 200: v.strictObject({ partner: v.string(), paused: Kinds, message: v.string() }) },
} as const

/** The routes of partners. */
export const partnerOperations = {
  listPartners: {
    summary: 'Lists the partners, their accounts, what is paused, what waits',
    query: v.object({
      check: v.pipe(flag, v.description('asks each partner whether it takes the credentials')),
    }),
    replies: { 200: v.strictObject({ partners: v.array(Partner) }) },
  },
  pausePartner: { summary: "Holds a partner's deliveries", ...paused },
  resumePartner: { summary: "Lets a partner's deliveries go on", ...paused },
} as const satisfies Readonly<Record<string, Operation>>
