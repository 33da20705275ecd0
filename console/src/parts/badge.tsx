import type { JSX } from 'preact'

const good = new Set(['delivered', 'FINISHED', 'ok', 'closed', 'set'])
const waits = new Set([
  'queued',
  'waiting',
  'pending',
  'parked',
  'retryable',
  'unsettled',
  'unsupported',
  'INITIALIZED',
  'RUNNING',
  'NOT_SUPPORTED',
  'paused',
  'open',
  'probing',
])
const quiet = new Set(['skipped', 'erased', 'cancelled', 'shadowed'])

/** How something stands, as a colour and a word: never by the colour alone. */
export function Outcome({ of, title }: { readonly of: string; readonly title?: string }): JSX.Element {
  return (
    <span class={`badge ${toneOf(of)}`} title={title}>
      {of}
    </span>
  )
}

/** The tone of an outcome or a state: `good`, `wait`, `quiet` or `bad`. */
export function toneOf(of: string): 'good' | 'wait' | 'quiet' | 'bad' {
  if (good.has(of)) return 'good'
  if (waits.has(of)) return 'wait'
  return quiet.has(of) ? 'quiet' : 'bad'
}
