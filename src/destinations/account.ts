import type { Settings } from '../mapping/context/scope.ts'
import { accountName } from '../partners/account-name.ts'
import type { Partner } from '../partners/catalog.ts'

/** One account of a partner, ready to be sent to. `customer`: its settings came with the request; `sealed` gives them sealed. */
export interface Destination {
  readonly partner: Partner
  readonly account: string
  readonly settings: Settings
  readonly customer?: { readonly sealed: () => string }
}

/** The name of a destination's account: `<partner>/<account>`. */
export function nameOf({ partner, account }: Destination): string {
  return accountName(partner.slug, account)
}
