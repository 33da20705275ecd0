import type { JSX } from 'preact'
import type { Account, Partner } from '../../replies.ts'

/** Whether a partner can be used, in a word. */
export function Standing({ of: partner }: { readonly of: Partner }): JSX.Element {
  const [tone, word] = standingOf(partner)
  return <span class={`badge ${tone}`}>{word}</span>
}

function standingOf({ fault, customers, accounts = [], paused = [] }: Partner): readonly [string, string] {
  if (fault !== undefined) return ['bad', 'broken mapping']
  if (accounts.some(({ problem }) => problem !== undefined)) return ['bad', 'cannot be used']
  if (paused.length > 0) return ['wait', `paused: ${paused.join(', ')}`]
  if (customers !== undefined) return ['good', "customers' keys"]
  return accounts.length === 0 ? ['quiet', 'not set up'] : ['good', 'set up']
}

const words: Readonly<Record<string, readonly [tone: string, word: string]>> = {
  accepted: ['good', 'accepted'],
  refused: ['bad', 'refused'],
  unreachable: ['wait', 'no answer'],
  'no check': ['quiet', 'cannot be checked'],
}

/** What a partner said of an account's credentials. */
export function CheckBadge({ of: check }: { readonly of: NonNullable<Account['check']> }): JSX.Element {
  const [tone, word] = words[check.kind ?? ''] ?? ['quiet', check.kind ?? '']
  return (
    <>
      <span class={`badge ${tone}`}>{word}</span>
      {check.message !== undefined && <span class="muted"> {check.message}</span>}
    </>
  )
}
