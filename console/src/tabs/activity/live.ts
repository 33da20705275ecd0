import { useEffect, useRef, useState } from 'preact/hooks'
import type { Activity } from '../../replies.ts'

/** A connection on which nothing is sent may be closed on the way. */
const pingMs = 30_000
const againMs = 2_000
const longestAgainMs = 30_000

interface Watching {
  readonly opened: () => void
  readonly received: (records: readonly Activity[]) => void
}

/** Watches one account by the WebSocket at a path, while the page is visible; a connection that breaks is opened again, ever later. Gives whether it is open. */
export function useLive(path: string | undefined, watching: Watching): boolean {
  const [isOpen, setOpen] = useState(false)
  const latest = useRef(watching)
  latest.current = watching
  useEffect(() => {
    if (path === undefined) return undefined
    const of = {
      opened: () => {
        setOpen(true)
        latest.current.opened()
      },
      received: (records: readonly Activity[]) => latest.current.received(records),
      broken: () => setOpen(false),
    }
    let close = document.visibilityState === 'visible' ? watch(path, of) : undefined
    const onVisibility = (): void => {
      close?.()
      close = document.visibilityState === 'visible' ? watch(path, of) : undefined
    }
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      close?.()
    }
  }, [path])
  return isOpen
}

/** Holds a connection open. Gives what ends that. */
function watch(path: string, { opened, received, broken }: Watching & { readonly broken: () => void }): () => void {
  let wait = againMs
  let again: ReturnType<typeof setTimeout> | undefined
  let socket: WebSocket | undefined
  let isOver = false
  const open = (): void => {
    const one = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`)
    socket = one
    const pings = setInterval(() => one.readyState === WebSocket.OPEN && one.send('ping'), pingMs)
    one.addEventListener('open', () => {
      wait = againMs
      if (!isOver) opened()
    })
    one.addEventListener('message', ({ data }) => {
      const { activity } = JSON.parse(String(data)) as { readonly activity: readonly Activity[] }
      if (activity.length > 0 && !isOver) received(activity)
    })
    one.addEventListener('close', () => {
      clearInterval(pings)
      if (isOver) return
      broken()
      again = setTimeout(open, wait)
      wait = Math.min(2 * wait, longestAgainMs)
    })
  }
  open()
  return () => {
    isOver = true
    clearTimeout(again)
    socket?.close()
    broken()
  }
}
