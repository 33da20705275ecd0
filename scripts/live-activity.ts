import { setTimeout as wait } from 'node:timers/promises'

const againMs = 2_000
/** A connection on which nothing is sent may be closed on the way. Each ping is answered by a message without records. */
const pingMs = 30_000

/** How live activity is watched: `opened` is called each time that it can be, `received` with each message as text, `broken` when the connection ended. */
export interface Live {
  /** The WebSocket's URL, without credentials. */
  readonly url: string
  /** `ADMIN_TOKEN` or `VIEWER_TOKEN`: a header, never a part of the URL, which others may log. */
  readonly token: string
  readonly opened: () => void
  readonly received: (message: string) => void
  readonly broken: () => void
}

/** Watches until the program ends, and opens the connection again whenever it breaks. Ends only where the first connection cannot be opened; a WebSocket does not say why. */
export async function watchLive(live: Live): Promise<void> {
  if (!(await connectionEnded(live))) return
  for (;;) {
    live.broken()
    do await wait(againMs)
    while (!(await connectionEnded(live)))
  }
}

/** Opens a connection and waits until it ends; gives whether it was open. */
function connectionEnded({ url, token, opened, received }: Live): Promise<boolean> {
  return new Promise((resolve) => {
    let wasOpen = false
    // Node's own WebSocket takes headers, which those of browsers do not.
    const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } })
    const pings = setInterval(() => wasOpen && socket.send('ping'), pingMs)
    socket.addEventListener('open', () => {
      wasOpen = true
      opened()
    })
    socket.addEventListener('message', ({ data }) => received(String(data)))
    socket.addEventListener('close', () => {
      clearInterval(pings)
      resolve(wasOpen)
    })
  })
}
