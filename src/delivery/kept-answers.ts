import { digest } from '../values/digest.ts'
import { jsonOf } from '../values/json.ts'
import { isRefusal } from '../mapping/context/refusal.ts'
import type { Answer, Scope } from '../mapping/context/scope.ts'
import type { Mapping } from '../mapping/file/mapping.ts'
import type { Verdict } from '../mapping/file/outcomes.ts'
import type { PartnerRequest } from '../mapping/file/request.ts'
import type { Step } from '../mapping/file/steps.ts'

/** What is kept under a key: an answer as JSON, or nothing. `askedAt` (ms) is the time of whoever keeps it: a delete may come between this and the keeping. */
export interface KeptAnswer {
  readonly text?: string | undefined
  readonly askedAt: number
}

/** The answers that an account keeps for a time (`cache`). */
export interface KeptAnswers {
  /** Looks under a key; never throws. Nothing: it cannot be looked, and nothing is to be kept. */
  find(key: string): Promise<KeptAnswer | undefined>
  /** Keeps an answer, as JSON; never throws. */
  keep(key: string, text: string, how: KeepFor): void
}

/** How an answer is kept: for so long (ms), unless a delete was accepted since it was asked for. */
export interface KeepFor {
  readonly askedAt: number
  readonly forMs: number
}

/** What was found for a step of a sequence: its answer; else how the one that comes is kept. */
export interface LookedUp {
  readonly answer: Answer | undefined
  readonly keep: (answer: Answer, verdict: Verdict) => void
}

/** A larger answer is not kept. */
const mostBytes = 64 * 1_024
const encoder = new TextEncoder()

/** Looks for the answer to a step's request. Nothing where its answers are not kept. */
export async function lookUp(
  step: Step,
  scope: Scope,
  by: { readonly kept?: KeptAnswers | undefined; now(): number },
): Promise<LookedUp | undefined> {
  const { cacheMs: forMs } = step
  const { kept } = by
  if (forMs === undefined || kept === undefined) return undefined
  const request = step.build(scope)
  if (isRefusal(request)) return undefined
  const key = keyOf(request, step.readsBody)
  const found = await kept.find(key)
  if (found === undefined) return undefined
  const { text, askedAt } = found
  const answer = text === undefined ? undefined : (JSON.parse(text) as Answer)
  // The mapping may have changed since, and say otherwise now.
  const isGood = answer !== undefined && step.judge(scope.with({ answer }), by.now()).outcome === 'next'
  return {
    answer: isGood ? answer : undefined,
    keep: (fresh, { outcome }) => {
      const json = outcome === 'next' && fresh.status >= 200 && fresh.status < 300 ? jsonOf(fresh) : undefined
      if (json !== undefined && encoder.encode(json).byteLength <= mostBytes) kept.keep(key, json, { askedAt, forMs })
    },
  }
}

/** Equal requests with equal credentials have the same key; with a token, equal is what it is asked with. */
function keyOf({ method, url, headers, token }: PartnerRequest, readsBody: boolean): string {
  return digest('sha256', JSON.stringify([method, url, headers, token, readsBody]))
}

/** Whether any answer to a mapping's requests is kept. */
export function keepsAnswers({ subscriptions }: Mapping): boolean {
  return subscriptions.some(({ steps }) => steps.some(({ cacheMs }) => cacheMs !== undefined))
}
