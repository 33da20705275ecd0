import type { DeleteState } from '../../src/deletes/receipt.ts'

/** What the routes of operators answer, as far as the page reads it; `openapi.json` describes all of it. */

/** A setting of a mapping. */
export interface Setting {
  readonly name: string
  readonly label: string
  readonly required: boolean
  readonly secret: boolean
  readonly from?: 'segment'
  readonly as?: string
  readonly variable?: string
}

/** An account of a partner. `queue`: gauges by name. */
export interface Account {
  readonly account: string
  readonly settings: Readonly<Record<string, boolean>>
  readonly problem?: string
  readonly shadowed?: true
  readonly deletesNeed?: readonly string[]
  readonly queue?: Readonly<Record<string, number>>
  readonly conditions?: readonly { readonly kind: string; readonly since: string }[]
  readonly check?: { readonly kind?: string; readonly message?: string } & Readonly<Record<string, unknown>>
}

/** A partner with its mapping and accounts, of `GET /v1/partners`. */
export interface Partner {
  readonly partner: string
  readonly fault?: string
  readonly name?: string
  readonly mapping?: string
  readonly takes?: readonly string[]
  readonly deletes?: string
  readonly settings?: readonly Setting[]
  readonly paused?: readonly string[]
  readonly accounts?: readonly Account[]
  readonly customers?: { readonly accounts: number; readonly queue: Readonly<Record<string, number>> }
}

/** `GET /v1/ledger`. */
export interface Ledger {
  readonly since: string
  readonly until: string
  readonly span: 'minute' | 'hour'
  readonly received: number
  readonly inline: Readonly<Record<string, number>>
  readonly queue: Readonly<Record<string, number>>
  readonly reasons: readonly LedgerReason[]
  readonly series: readonly LedgerStep[]
}

/** How often something happened, and why. */
export interface LedgerReason {
  readonly partner: string
  readonly account: string
  readonly mapping: string
  readonly subscription: string
  readonly queued: boolean
  readonly outcome: string
  readonly reason: string
  readonly n: number
}

/** A minute or an hour of the ledger. */
export interface LedgerStep {
  readonly at: string
  readonly received: number
  readonly inline: Readonly<Record<string, number>>
  readonly queue: Readonly<Record<string, number>>
}

/** A record of activity. */
export interface Activity {
  readonly partner: string
  readonly account: string
  readonly id: string
  readonly at: string
  readonly receivedAt: string
  readonly type: string
  readonly event: string
  readonly messageId: string
  readonly requestId: string
  readonly subscription: string
  readonly mapping: string
  readonly outcome: string
  readonly failed: boolean
  readonly status?: number
  readonly ms?: number
  readonly queued: boolean
  readonly attempt: number
  readonly message?: string
}

/** An attempt with its request and answer, where they are kept: `sealed` unless they were asked for. */
export type Attempt = Activity & { readonly exchange?: Exchange | 'sealed' }

/** A request to the partner and what it answered. */
export interface Exchange {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly answer: {
    readonly status?: number
    readonly body?: string
    readonly failed?: string
    readonly notSent?: string
  }
}

/** `GET /v1/activity` and `POST /v1/activity/search`. */
export interface FoundActivity {
  readonly activity: readonly Activity[]
  readonly reasons: readonly {
    readonly partner: string
    readonly outcome: string
    readonly reason: string
    readonly n: number
  }[]
  /** How many deliveries the records are of that the filters find. */
  readonly deliveries: number
  /** How many records of the time are not kept, whatever the other filters. */
  readonly omitted: number
  readonly accountsNotAsked?: number
  readonly cursor?: string
}

/** A delivery of `GET /v1/deliveries`: an event at a subscription, or a delete. `waitsFor`: why a delete is not sent now. */
export interface Delivery {
  readonly partner: string
  readonly account: string
  readonly id: string
  readonly kind: 'event' | 'delete'
  readonly state: string
  readonly subscription?: string
  readonly type: string
  /** What the event is called: in a list only. */
  readonly name?: string
  readonly messageId?: string
  readonly acceptedAt: string
  readonly attempts: number
  readonly nextAttemptAt?: string
  readonly sending?: boolean
  readonly endedAt?: string
  readonly reason?: string
  readonly waitsFor?: string
  readonly requestId?: string
  readonly mapping?: string
}

/** One delivery of `GET /v1/deliveries/...`, with its event, masked unless it was asked for as it came. */
export type OpenedDelivery = Delivery & { readonly event?: unknown }

/** A page of deliveries. */
export interface FoundDeliveries {
  readonly deliveries: readonly Delivery[]
  readonly cursor?: string
}

/** `POST /v1/test/...`: an event that was sent for real, what we answered, and the calls to the partner. */
export interface Sent {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  }
  readonly reply: {
    readonly status: number
    readonly body: unknown
    readonly headers?: Readonly<Record<string, string>>
  }
  readonly calls: readonly Exchange[]
}

/** A delete in a list, of `GET /v1/deliveries?kind=delete`. */
export interface ListedDelete {
  readonly partner: string
  readonly account: string
  readonly id: string
  readonly state: DeleteState
  readonly acceptedAt: string
  readonly attempts: number
  readonly nextAttemptAt?: string
  readonly sending?: boolean
  readonly endedAt?: string
  readonly reason?: string
  readonly waitsFor?: string
}
