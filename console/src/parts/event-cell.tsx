import type { JSX } from 'preact'
import { Owner } from './owner.tsx'

const longestName = 80

/** The cell of a list that names an event, and opens what the row is about. Where there is little room it says the account too. */
export function EventCell({
  name,
  of,
  href,
  isOpen,
}: {
  readonly name: string
  readonly of: { readonly partner: string; readonly account: string }
  readonly href: string
  readonly isOpen: boolean
}): JSX.Element {
  return (
    <td class="name">
      <a href={href} aria-current={isOpen ? 'true' : undefined}>
        {name.length <= longestName ? name : `${name.slice(0, longestName)}…`}
      </a>
      <small class="narrow">
        <Owner {...of} />
      </small>
    </td>
  )
}
