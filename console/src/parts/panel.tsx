import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface Opened {
  /** What is open: another one takes the focus anew. */
  readonly id: string
  readonly title: string
  /** Where the page goes when it is closed. */
  readonly closed: string
  readonly children: ComponentChildren
}

/** What was opened of a list: beside it, or above it where there is little room. Escape closes it, and the focus goes back to where it was. */
export function Panel({ id, title, closed, children }: Opened): JSX.Element {
  const panel = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const opener = useRef<Element | null>(null)
  useEffect(() => {
    if (panel.current?.contains(document.activeElement) !== true) opener.current = document.activeElement
    heading.current?.focus()
  }, [id])
  useEffect(
    () => () => {
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus()
    },
    [],
  )
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') location.hash = closed
  }
  return (
    <aside ref={panel} class="card panel" aria-labelledby="panel-title" onKeyDown={onKeyDown}>
      <div class="row between">
        <h2 id="panel-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <a class="button" href={closed}>
          Close
        </a>
      </div>
      {children}
    </aside>
  )
}
