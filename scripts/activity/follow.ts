import { setTimeout as wait } from 'node:timers/promises'
import { watchLive } from '../live-activity.ts'
import { printable } from '../printable.ts'
import type { Asker } from './ask.ts'
import { Refused, Unanswered } from './ask.ts'
import type { Shown } from './show.ts'
import { showRecord } from './show.ts'

const everyMs = 2_000
/** Records come up to so late. */
const lateMs = 60_000

/** What is followed. `live`: the WebSocket, and of which account it tells; `newSince` asks for the records from a time (ms) on, the oldest first; `started`: until when they are shown already (ms). */
export interface Following {
  readonly asker: Asker
  readonly live: { readonly path: string; readonly of: string } | undefined
  readonly started: number
  readonly newSince: (at: number) => Promise<readonly Shown[]>
}

/** Shows what comes, each record once, until the program is ended. `shown` are those that were shown already. While the forwarder does not answer it waits. */
export async function follow(of: Following, shown: readonly Shown[]): Promise<never> {
  const seen = new Set(shown.map(keyOf))
  const showNew = (records: readonly Shown[]): void => {
    for (const one of records.filter((each) => !seen.has(keyOf(each)))) {
      seen.add(keyOf(one))
      console.log(showRecord(one))
    }
  }
  const catchUp = new CatchUp(of, showNew)
  if (of.live !== undefined) await followLive(of, of.live, { showNew, catchUp })
  for (;;) {
    await wait(everyMs)
    await catchUp.try()
  }
}

/** Shows what came since it last did. */
class CatchUp {
  readonly #of: Following
  readonly #showNew: (records: readonly Shown[]) => void
  #isDown = false
  from: number

  constructor(of: Following, showNew: (records: readonly Shown[]) => void) {
    this.#of = of
    this.#showNew = showNew
    this.from = of.started
  }

  /** Gives whether the forwarder answered. Where it does not, it says so once; where it refuses, it throws. */
  async try(): Promise<boolean> {
    const now = Date.now()
    try {
      this.#showNew(await this.#of.newSince(this.from - lateMs))
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      if (!this.#isDown) console.error(`${printable(error.message)}\nasking again every two seconds`)
      this.#isDown = true
      return false
    }
    if (this.#isDown) console.error('it answers again')
    this.#isDown = false
    this.from = now
    return true
  }
}

interface Showing {
  readonly showNew: (records: readonly Shown[]) => void
  readonly catchUp: CatchUp
}

/** Shows what comes over a live connection, and each time that it opens what came while there was none. Ends only where none can be had. */
async function followLive(
  { asker }: Following,
  live: NonNullable<Following['live']>,
  { showNew, catchUp }: Showing,
): Promise<void> {
  await watchLive({
    url: asker.origin + live.path,
    token: asker.token,
    opened: () => {
      console.error(`watching ${live.of}`)
      void untilAnswered(catchUp)
    },
    received: (message) => {
      catchUp.from = Date.now()
      showNew((JSON.parse(message) as { readonly activity: readonly Shown[] }).activity)
    },
    broken: () => console.error('the connection broke: opening it again'),
  })
  console.error('no live connection: asking every two seconds')
}

/** Nothing waits for it, so it ends the program itself where the forwarder refuses. */
async function untilAnswered(catchUp: CatchUp): Promise<void> {
  try {
    while (!(await catchUp.try())) await wait(everyMs)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    console.error(printable(error.message))
    process.exit(1)
  }
}

function keyOf({ partner, account, id, at, attempt, outcome }: Shown): string {
  return [partner, account, id, at, attempt, outcome].join(' ')
}
