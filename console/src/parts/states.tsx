import type { ComponentChildren, JSX } from 'preact'
import type { Loaded } from '../load.ts'

/** What stands where something is still loaded. */
export function Loading({ what }: { readonly what: string }): JSX.Element {
  return (
    <p class="state" role="status">
      <span class="spinner" aria-hidden="true" /> Loading {what} …
    </p>
  )
}

/** What went wrong, and a way to try again. */
export function Failure({ message, again }: { readonly message: string; readonly again?: () => void }): JSX.Element {
  return (
    <div class="state fault" role="alert">
      <p>{message}</p>
      {again !== undefined && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  )
}

/** What stands where there is nothing: why, and what to do next. */
export function Empty({
  title,
  children,
}: {
  readonly title: string
  readonly children?: ComponentChildren
}): JSX.Element {
  return (
    <div class="state empty">
      <strong>{title}</strong>
      {children}
    </div>
  )
}

/** What was loaded, or that it is being loaded, or what went wrong. What was loaded before stays while a reload fails, with a note. */
export function Shown<T>({
  of,
  what,
  children,
}: {
  readonly of: Loaded<T>
  readonly what: string
  readonly children: (data: T) => ComponentChildren
}): JSX.Element {
  if (of.data === undefined)
    return of.error === undefined ? <Loading what={what} /> : <Failure message={of.error} again={of.reload} />
  return (
    <>
      {of.error !== undefined && <Failure message={`${of.error} What is shown is older.`} again={of.reload} />}
      {children(of.data)}
    </>
  )
}
