import type { JSX } from 'preact'
import { isAdmin } from '../session.ts'

/** What stands for a message id that is not shown: why it is not. */
export function HiddenId(): JSX.Element {
  return <span class="muted">{isAdmin() ? 'hidden: it holds data of the event' : 'hidden: only an admin sees it'}</span>
}
