import { useEffect, useRef } from 'preact/hooks'
import { change, place } from '../../router.ts'

/** Closes what is open, such as a record, when the results change that it was opened of: it does not belong to others. */
export function useClosing(name: 'record' | 'delivery', results: string): void {
  const open = place.value.parameters[name]
  const before = useRef({ open, results })
  useEffect(() => {
    const isStale = open !== undefined && before.current.open === open && before.current.results !== results
    before.current = { open, results }
    if (isStale) change({ [name]: undefined })
  }, [open, results])
}

/** When what was open is closed and nothing has the focus, for its row is gone, the list gets it, or the heading where the list is empty. */
export function useListFocus(list: string): void {
  useEffect(
    () => () =>
      void setTimeout(() => {
        if (document.activeElement !== document.body) return
        const found = document.querySelector(`[role="region"][aria-label="${list}"]`) ?? document.querySelector('h1')
        if (found instanceof HTMLElement) found.focus()
      }),
    [],
  )
}
