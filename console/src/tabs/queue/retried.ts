import { ApiError, ask } from '../../api.ts'
import type { Delivery } from '../../replies.ts'

const everyMs = 700
const longestMs = 20_000

type Named = Pick<Delivery, 'partner' | 'account' | 'id'>

/** The path of a delivery, or of a command about it. */
export function pathOf({ partner, account, id }: Named, command?: 'retry' | 'cancel'): string {
  const path = `/v1/deliveries/${partner}/${account}/${encodeURIComponent(id)}`
  return command === undefined ? path : `${path}/${command}`
}

/** Has a delivery be tried again at once. Gives what the forwarder says where it is not tried now: the partner is paused, or the delivery is parked. */
export async function retry(delivery: Named): Promise<string | undefined> {
  const reply = await ask<{ readonly status: string; readonly message?: string }>(pathOf(delivery, 'retry'), {
    body: {},
  })
  const { status, message } = reply
  return status === 'sending' || message === undefined ? undefined : sentence(message)
}

/** What the forwarder says, as a sentence. */
export function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}

/** What came of a retry, as soon as it is known. `before`: the delivery as it was before the retry. */
export async function resultOf(before: Delivery): Promise<Result> {
  for (const end = Date.now() + longestMs; Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, everyMs))
    const now = await ask<Delivery>(pathOf(before)).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'unknown_delivery') return undefined
      throw error
    })
    const result = resultIn(before, now)
    if (result !== undefined) return result
  }
  return { text: 'It waits for its turn: whether it gets through shows here.' }
}

/** What came of a retry, in words. `nextAttemptAt`: when it is tried next, where it failed again and waits. */
export interface Result {
  readonly text: string
  readonly nextAttemptAt?: string | undefined
}

function resultIn(before: Delivery, now: Delivery | undefined): Result | undefined {
  if (now === undefined) return { text: 'It got through: it is in the queue no more.' }
  const { state, reason, nextAttemptAt, sending, attempts, endedAt } = now
  if (sending === true) return undefined
  if (state === 'FINISHED') return { text: 'The partner confirmed it.' }
  const why = reason === undefined ? '' : `: ${reason}`
  if (endedAt !== undefined) return endedAt === before.endedAt ? undefined : { text: `It ended${why}.` }
  if (state === 'parked') return { text: `It is parked${why}.` }
  // what had ended begins again, without attempts
  const tried = before.endedAt === undefined ? before.attempts : 0
  if (attempts <= tried) return undefined
  return reason === undefined
    ? { text: 'The partner took it, and is asked whether it is done.', nextAttemptAt }
    : { text: `It failed again${why}.`, nextAttemptAt }
}
