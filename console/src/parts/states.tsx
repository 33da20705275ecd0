import type { ComponentChildren, JSX } from 'preact'
import { signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Loaded } from '../load.ts'

/** What stands where something is still loaded. */
export function Loading({ what }: { readonly what: string }): JSX.Element {
  return (
    <p class="state" role="status">
      <span class="spinner" aria-hidden="true" /> Loading {what} …
    </p>
  )
}

interface Failing {
  readonly message: string
  readonly again?: () => void
  /** What stands here where the same is said elsewhere on the page. */
  readonly otherwise?: ComponentChildren
}

/** What failures say that stand on the page, the first one first. */
const failures = signal<readonly { readonly current: Failing }[]>([])

/** What went wrong, and a way to try again. Of failures that say the same only the first is shown, and it tries all of them again. */
export function Failure({ message, again: ownAgain, otherwise }: Failing): JSX.Element {
  const own = useRef<Failing>({ message })
  own.current = { message, ...(ownAgain !== undefined && { again: ownAgain }) }
  useLayoutEffect(() => {
    failures.value = [...failures.value, own]
    return () => void (failures.value = failures.value.filter((one) => one !== own))
  }, [])
  const same = failures.value.filter(({ current }) => current.message === message)
  if (same.includes(own) && same[0] !== own) return <>{otherwise}</>
  const again = ownAgain && ((): void => same.forEach(({ current }) => current.again?.()))
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
    return of.error === undefined ? (
      <Loading what={what} />
    ) : (
      <Failure message={of.error} again={of.reload} otherwise={<p class="muted">Not loaded.</p>} />
    )
  return (
    <>
      {of.error !== undefined && <Failure message={`${of.error} What is shown is older.`} again={of.reload} />}
      {children(of.data)}
    </>
  )
}
