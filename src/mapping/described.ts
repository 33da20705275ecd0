import type { Deletion, Limits, Mapping, Rule } from './file/mapping.ts'

/** How a partner deletes users, in a few words. */
export function deletionKind(deletion: Mapping['deletion']): string {
  if ('unsupported' in deletion) return 'not supported'
  return deletion.poll === undefined ? 'at once' : 'a job, polled'
}

/** How a partner deletes users: how many a call, and when it is asked whether it is done; or why it does not. */
export function deletionText(deletion: Mapping['deletion']): string {
  if ('unsupported' in deletion) return `not supported: ${deletion.unsupported}.`
  return `${deletionKind(deletion)}, ${batchText(deletion)}${pollText(deletion)}.`
}

function pollText({ poll }: Deletion): string {
  return poll === undefined ? '' : `, asked after every ${periodText(poll.everyMs)}`
}

/** How many items a call takes. */
export function batchText({ batch }: Pick<Rule, 'batch'>): string {
  if (batch.max === 1) return 'one each'
  const bytes = batch.maxBytes === Number.POSITIVE_INFINITY ? '' : `, ${batch.maxBytes.toLocaleString('en')} bytes`
  return `up to ${batch.max.toLocaleString('en')} a call${bytes}`
}

/** What a partner allows; empty where the defaults hold. */
export function limitsText({ requests, perMs = 1_000, timeoutMs, giveUpAfterMs }: Limits): string {
  return [
    requests === undefined
      ? []
      : `${requests.toLocaleString('en')} ${requests === 1 ? 'request' : 'requests'} every ${periodText(perMs)}`,
    timeoutMs === undefined ? [] : `answers within ${durationText(timeoutMs)}`,
    giveUpAfterMs === undefined ? [] : `tried for ${durationText(giveUpAfterMs)}`,
  ]
    .flat()
    .join(', ')
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A duration in the largest unit that it is a multiple of: `12 hours`. */
function durationText(ms: number): string {
  const [name, size] = units.find(([, unit]) => ms >= unit && ms % unit === 0) ?? ['second', 1_000]
  const n = ms / size
  return n === 1 ? `1 ${name}` : `${n} ${name}s`
}

/** The same behind "every" or "a": `12 hours`, `hour`. */
function periodText(ms: number): string {
  return durationText(ms).replace(/^1 /, '')
}
