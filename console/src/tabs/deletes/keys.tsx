import type { JSX } from 'preact'
import { heldKeys } from './held-keys.ts'

/** Takes `RECEIPT_KEYS`, typed in or from a file, and says which are held. */
export function Keys({
  text,
  type,
  hold,
  fault,
}: {
  /** What is typed, and not used yet. */
  readonly text: string
  readonly type: (text: string) => void
  readonly hold: (given: string) => Promise<void>
  /** What is wrong with keys that were given. */
  readonly fault: string | undefined
}): JSX.Element {
  const keys = heldKeys.value
  if (keys !== undefined)
    return (
      <div class="row keys">
        <span>
          Links are verified with {keys.length === 1 ? 'the key' : 'the keys'}{' '}
          <code>{keys.map(({ id }) => id).join(', ')}</code>
        </span>
        <button type="button" onClick={() => void (heldKeys.value = undefined)}>
          Forget {keys.length === 1 ? 'it' : 'them'}
        </button>
      </div>
    )
  return (
    <details class="keys" open={fault !== undefined}>
      <summary>Verify receipts with RECEIPT_KEYS</summary>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          void hold(text)
        }}
      >
        <p class="muted">
          The keys stay in the memory of this page: they are sent nowhere and stored nowhere. Without them only the
          order and the form of a receipt can be checked.
        </p>
        <div class="wide">
          <label for="receipt-keys">RECEIPT_KEYS</label>
          <input
            id="receipt-keys"
            type="password"
            autocomplete="off"
            required
            placeholder='[{"id": "2026-11", "key": "..."}]'
            value={text}
            onInput={(event) => type(event.currentTarget.value)}
            aria-describedby={fault === undefined ? undefined : 'receipt-keys-fault'}
            aria-invalid={fault !== undefined}
          />
        </div>
        <button type="submit">Use these keys</button>
        <div>
          <label for="receipt-keys-file">or a file that has them</label>
          <input
            id="receipt-keys-file"
            type="file"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0]
              event.currentTarget.value = ''
              if (file !== undefined) void file.text().then(hold)
            }}
          />
        </div>
        {fault !== undefined && (
          <p id="receipt-keys-fault" class="fault" role="alert">
            {fault}
          </p>
        )}
      </form>
    </details>
  )
}
