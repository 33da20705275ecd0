import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

/** A text as it is, to be read and copied. */
export function Code({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  return (
    <div class="code" role="group" aria-label={label} tabIndex={0}>
      <Copy text={text} label={label} />
      <pre>{text}</pre>
    </div>
  )
}

/** A button that copies a text. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const [said, setSaid] = useState<string>()
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not copied'),
    )
    setTimeout(() => setSaid(undefined), 1_500)
  }
  return (
    <button type="button" class="plain copy" onClick={copy} aria-label={`Copy ${label}`}>
      <span aria-live="polite">{said ?? 'Copy'}</span>
    </button>
  )
}

/** JSON with two spaces; a text that is JSON too. */
export function pretty(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, undefined, 2) ?? ''
  try {
    return JSON.stringify(JSON.parse(value), undefined, 2)
  } catch {
    return value
  }
}
