import { ApiError, ask } from '../../api.ts'
import { count } from '../../parts/time.tsx'
import type { Delivery } from '../../replies.ts'

const soonMs = 700
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
export async function resultOf(before: Delivery, everyMs = soonMs): Promise<Result> {
  for (const end = Date.now() + longestMs; Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, everyMs))
    const now = await ask<Delivery>(pathOf(before)).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'unknown_delivery') return undefined
      throw error
    })
    const result = resultIn(before, now)
    if (result !== undefined) return result
  }
  return { came: 'waiting', text: 'It waits for its turn: whether it gets through shows here.' }
}

/** What may come of a retry, as it is said of many. */
const came = {
  through: 'got through',
  taken: 'taken by the partner, which is asked whether it is done',
  again: 'failed again',
  parked: 'parked',
  waiting: 'still waiting',
} as const

/** What came of a retry, in words. `nextAttemptAt`: when it is tried next, where it failed again and waits. */
export interface Result {
  readonly text: string
  /** The same in a word, as many are counted by; nothing where it is not known. */
  readonly came?: keyof typeof came
  readonly nextAttemptAt?: string | undefined
}

function resultIn(before: Delivery, now: Delivery | undefined): Result | undefined {
  if (now === undefined) return { came: 'through', text: 'It got through: it is in the queue no more.' }
  const { state, reason, nextAttemptAt, sending, attempts, endedAt } = now
  if (sending === true) return undefined
  if (state === 'FINISHED') return { came: 'through', text: 'The partner confirmed it.' }
  const why = reason === undefined ? '' : `: ${reason}`
  if (endedAt !== undefined) return endedAt === before.endedAt ? undefined : { came: 'again', text: `It ended${why}.` }
  if (state === 'parked') return { came: 'parked', text: `It is parked${why}.` }
  // what had ended begins again, without attempts
  const tried = before.endedAt === undefined ? before.attempts : 0
  if (attempts <= tried) return undefined
  return reason === undefined
    ? { came: 'taken', text: 'The partner took it, and is asked whether it is done.', nextAttemptAt }
    : { came: 'again', text: `It failed again${why}.`, nextAttemptAt }
}

/** So many of those that were retried together are followed, each asked for so often. */
const mostFollowed = 20
const everyOfManyMs = 2_500

/** What came of the retry of many, in a sentence; of more than a few the first are followed. `many`: as they were before. */
export async function resultOfMany(many: readonly Delivery[]): Promise<string> {
  const followed = many.slice(0, mostFollowed)
  const results = await Promise.all(
    followed.map((one) => resultOf(one, everyOfManyMs).catch(() => ({ came: 'waiting' }) as const)),
  )
  const parts = Object.entries(came).flatMap(([name, word]) => {
    const n = results.filter((one) => one.came === name).length
    return n === 0 ? [] : [`${count(n)} ${word}`]
  })
  const of = many.length > followed.length ? `Of the first ${count(followed.length)}: ` : ''
  return `${of}${parts.join(', ')}.`
}
