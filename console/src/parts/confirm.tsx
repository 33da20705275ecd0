import type { ComponentChildren, JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { messageOf } from '../api.ts'

interface Asking {
  readonly title: string
  readonly does: string
  readonly children: ComponentChildren
  /** Whether it may be done yet; where nothing is said, it may. */
  readonly ready?: boolean
  readonly run: () => Promise<unknown>
  readonly close: () => void
}

/** Asks before something is changed, and does it. Escape closes it, and nothing else; the focus goes back to where it was. What goes wrong is shown in it. */
export function Confirm({ title, does, children, ready = true, run, close }: Asking): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const [state, setState] = useState<{ readonly busy: boolean; readonly fault?: string }>({ busy: false })
  useLayoutEffect(() => {
    const own = dialog.current
    own?.showModal()
    // the browser gives the focus back when the dialog is closed, not when it is taken away
    return () => own?.close()
  }, [])
  const submit = (event: Event): void => {
    event.preventDefault()
    setState({ busy: true })
    run().then(close, (error: unknown) => setState({ busy: false, fault: messageOf(error) }))
  }
  return (
    <dialog ref={dialog} onClose={close} onKeyDown={keepEscape} aria-labelledby="confirm-title">
      <form onSubmit={submit}>
        <h2 id="confirm-title">{title}</h2>
        {children}
        {state.fault !== undefined && (
          <p class="fault" role="alert">
            {state.fault}
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={close}>
            Leave it
          </button>
          <button type="submit" class="primary" disabled={state.busy || !ready}>
            {does}
          </button>
        </div>
      </form>
    </dialog>
  )
}

function keepEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') event.stopPropagation()
}
