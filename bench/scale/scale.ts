import type { Bench } from '../queue/bench.ts'
import { say } from '../queue/bench.ts'
import type { Question } from './questions.ts'

/** Opens the routes of operators. */
export const operatorToken = 'bench-operator-token-not-a-secret'
export const gigabytes = 1_000_000_000

/** Asks the Worker. */
export async function ask({ runtime }: Bench, question: Question): Promise<unknown> {
  const reply = await fetch(new URL('/scale', runtime.url), { method: 'POST', body: JSON.stringify(question) })
  if (!reply.ok) throw new Error(`${question.ask}: ${reply.status} ${await reply.text()}`)
  return ((await reply.json()) as { answer?: unknown }).answer
}

/** Says how a figure grew while what it is taken of doubled: linear is 2 times, quadratic 4; what is nearer to that fails the run. */
export function isLinear(what: string, half: number | undefined, whole: number | undefined): void {
  const times = (whole ?? Infinity) / (half ?? 1)
  say(what, `${times.toFixed(2)} x`, { text: 'at most 3 x', met: times <= 3 })
}
