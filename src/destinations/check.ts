import { passedOver } from '../mapping/file/rule.ts'
import type { Partner } from '../partners/catalog.ts'
import type { Rule } from '../mapping/file/mapping.ts'
import type { Settings } from '../mapping/context/scope.ts'
import type { Caller } from '../delivery/call.ts'
import { runCall } from '../delivery/call.ts'

/** What a partner says of an account's credentials. `no check`: the mapping has none; `unreachable`: it did not say. */
export type Checked =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'no check' }
  | { readonly kind: 'refused'; readonly status: number | undefined; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string }

/** Makes the mapping's `check`, a read-only request that proves the credentials. Never throws. */
export async function checkAccount(
  partner: Partner,
  settings: Settings,
  caller: Pick<Caller, 'send' | 'now' | 'log'>,
): Promise<Checked> {
  const { check } = partner.mapping
  if (check === undefined) return { kind: 'no check' }
  const rule: Rule = {
    name: 'check',
    requires: { ofEvent: [], ofItem: [] },
    item: undefined,
    batch: { max: 1, maxBytes: Number.POSITIVE_INFINITY, key: undefined, single: false },
    steps: [check],
    limits: {},
    passedOver: passedOver.events,
    unknown: 'retry',
    texts: partner.mapping.texts,
  }
  const item = { value: undefined, event: { type: 'check' } }
  const [ended] = await runCall({ rule, items: [item], key: undefined }, { ...caller, settings })
  const message = ended?.message ?? 'the partner did not say'
  switch (ended?.outcome) {
    case 'delivered':
      return { kind: 'accepted' }
    case 'unauthorized':
    case 'rejected':
      return { kind: 'refused', status: ended.status, message }
    case 'retryable':
    case 'pending':
    case 'resubmit':
    case undefined:
      return { kind: 'unreachable', message }
  }
}
