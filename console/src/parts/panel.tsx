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

/** What was opened of a list: beside it, or above it where there is little room. Escape closes it, and the focus goes back to where it was, unless something else has it. Where what has the focus is taken out of it, such as the button of what was done, the heading gets it. */
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
      if (document.activeElement !== document.body || !(opener.current instanceof HTMLElement)) return
      opener.current.focus()
    },
    [],
  )
  const focused = useRef<Element | null>(null)
  useEffect(() => {
    if (panel.current === null) return undefined
    const observer = new MutationObserver(() => {
      const isLost = focused.current?.isConnected === false && document.activeElement === document.body
      if (isLost) heading.current?.focus({ preventScroll: true })
    })
    observer.observe(panel.current, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [])
  const onFocusIn = ({ target }: FocusEvent): void => {
    focused.current = target instanceof Element ? target : null
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') location.hash = closed
  }
  return (
    <aside ref={panel} class="card panel" aria-labelledby="panel-title" onKeyDown={onKeyDown} onFocusIn={onFocusIn}>
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
