import type { JSX } from 'preact'
import { Fragment } from 'preact'

const longest = 16

/** Whose something is: the partner, and the account where it has a name. A long one is shortened in the middle; its title is the whole. */
export function Owner({ partner, account }: { readonly partner: string; readonly account: string }): JSX.Element {
  if (account === 'default') return <Fragment>{partner}</Fragment>
  const short = account.length <= longest ? account : `${account.slice(0, 6)}…${account.slice(-6)}`
  return (
    <span title={`${partner}/${account}`}>
      {partner}/{short}
    </span>
  )
}
