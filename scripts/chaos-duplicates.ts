import { attemptIn } from './chaos-lag.ts'
import type { Answered, Taking } from './moody-partner.ts'

/** The runtime may take so long to record that a message was taken (ms): a kill within this time explains that it is sent again. */
const killExplainsMs = 2_000
/** The clocks of the runtime and of the partner tell the same moment with such a difference (ms): the runtime's stands still while it computes. */
const clocksMs = 50

/**
 * One request of the sender that may have reached the runtime: what was in it, from when until when it ran (ms), what it was answered; no status where it got no answer.
 * `names`: how log lines call it: its request id, and the id of its delete.
 */
export interface Post {
  readonly ids: readonly string[]
  readonly from: number
  readonly until: number
  readonly status: number | undefined
  readonly names: readonly string[]
}

/** An attempt that the runtime logged as one without an answer: when it began and ended (ms), and the request ids or deletes that it says it was for. */
export interface Unanswered {
  readonly from: number
  readonly until: number
  readonly names: readonly string[]
}

/** What can make a message arrive again. */
export type Cause = Exclude<Answered, 'whole'> | 'kill' | 'no answer' | 'sent again'

/** What happened in a run. */
export interface Happened {
  readonly takings: readonly Taking[]
  /** When the runtime was killed (ms). */
  readonly kills: readonly number[]
  readonly posts: readonly Post[]
  readonly unanswered: readonly Unanswered[]
}

/** A message with repeats that nothing explains (`repeats`, ms), and all that is known of it. */
export interface Unexplained {
  readonly messageId: string
  readonly repeats: readonly number[]
  readonly takings: readonly Pick<Taking, 'at' | 'key' | 'answer'>[]
  readonly posts: readonly Omit<Post, 'ids' | 'names'>[]
}

/** The messages that arrived more than once; their repeats by what explains them. */
export interface Duplicates {
  readonly messages: number
  readonly explained: Readonly<Record<Cause, number>>
  readonly unexplained: readonly Unexplained[]
}

/**
 * Explains each repeat, which is each taking of a message after its first. There are five explanations:
 *
 * - `cut`: the partner took the message earlier and reset the connection instead of answering, so the runtime could not know of it.
 * - `hung up`: the runtime closed the connection of an earlier taking before it had read the answer, because its time limit was over.
 * - `kill`: a kill came after an earlier taking, and within two seconds of it, so the runtime may not have recorded it.
 * - `no answer`: the runtime logged an attempt for the message that had no answer, and an earlier taking falls into it. The answer came when its time limit was over; the
 *   partner cannot see that where the runtime keeps the connection.
 * - `sent again`: a request of the sender that held the message was running at a kill and got no answer, so the sender sent the message again. The runtime may have
 *   delivered or stored it the first time. It then has the message twice, and may rightly deliver both.
 *
 * Each taking, each logged attempt and each request that is sent again explains one repeat only, which comes after it: a taking that was cut leads to one more taking, not to
 * three. What the sender sends again for another reason, such as a refusal or a time limit, explains nothing. One kill can be two explanations, of a taking and of what is
 * sent again, because nobody can tell which of the two the runtime remembers; this excuses one repeat too many at such a kill.
 */
export function duplicatesOf(addReceiptEvent: Happened): Duplicates {
  const explained: Record<Cause, number> = { cut: 0, 'hung up': 0, kill: 0, 'no answer': 0, 'sent again': 0 }
  const unexplained: Unexplained[] = []
  const postsOf = postsById(addReceiptEvent.posts)
  const unanswered = new Set(addReceiptEvent.unanswered)
  const byMessage = Map.groupBy(addReceiptEvent.takings, ({ messageId }) => messageId)
  const repeated = [...byMessage].filter(([, own]) => own.length > 1)
  for (const [messageId, own] of repeated) {
    const posts = postsOf.get(messageId) ?? []
    const evidence: Evidence = {
      takings: new Set(own),
      sentAgainAt: sentAgainAt(posts, addReceiptEvent.kills),
      names: new Set(posts.flatMap(({ names }) => names)),
      unanswered,
      kills: addReceiptEvent.kills,
    }
    const repeats: number[] = []
    for (const repeat of own.slice(1)) {
      const cause = explain(repeat, evidence)
      if (cause === undefined) repeats.push(repeat.at)
      else explained[cause]++
    }
    if (repeats.length > 0) unexplained.push({ messageId, repeats, ...known(own, posts) })
  }
  return { messages: repeated.length, explained, unexplained }
}

/** What may explain repeats of one message. What has explained one is taken out. */
interface Evidence {
  /** In order. */
  readonly takings: Set<Taking>
  readonly sentAgainAt: number[]
  readonly names: ReadonlySet<string>
  /** Those of all messages. */
  readonly unanswered: Set<Unanswered>
  readonly kills: readonly number[]
}

function explain(repeat: Taking, evidence: Evidence): Cause | undefined {
  for (const taking of evidence.takings) {
    if (taking === repeat) break
    const cause = causeIn(taking, repeat.at, evidence)
    if (cause === undefined) continue
    evidence.takings.delete(taking)
    return cause
  }
  const sent = evidence.sentAgainAt.findIndex((at) => at <= repeat.at)
  if (sent < 0) return undefined
  evidence.sentAgainAt.splice(sent, 1)
  return 'sent again'
}

/** Why a message that was taken arrived again at a time (ms). */
function causeIn(
  { at, answer, hungUpAt }: Taking,
  repeatAt: number,
  { kills, unanswered, names }: Evidence,
): Cause | undefined {
  if (answer === 'cut') return 'cut'
  const kill = kills.find((one) => one >= at && one <= at + killExplainsMs)
  // A kill closes all connections: who hangs up after it was killed.
  if (hungUpAt !== undefined && (kill === undefined || hungUpAt < kill)) return 'hung up'
  if (kill !== undefined && kill <= repeatAt) return 'kill'
  const attempt = [...unanswered].find(
    (one) => one.from - clocksMs <= at && at <= one.until + clocksMs && one.names.some((name) => names.has(name)),
  )
  if (attempt === undefined) return undefined
  unanswered.delete(attempt)
  return 'no answer'
}

/** When the sender sent something again that had got no answer at a kill (ms). */
function sentAgainAt(posts: readonly Post[], kills: readonly number[]): number[] {
  return posts.flatMap((post, i) => {
    const next = posts[i + 1]
    const isKilled = post.status === undefined && kills.some((kill) => kill >= post.from && kill <= post.until)
    return isKilled && next !== undefined ? [next.from] : []
  })
}

/** What a log line tells of an attempt that had no answer; nothing for any other line. `at`: when it was written (ms). */
export function unansweredIn(line: string, at: number): Unanswered | undefined {
  const fields = attemptIn(line)
  if (fields === undefined || fields['status'] !== undefined || fields['outcome'] !== 'retryable') return undefined
  const { ms, requestId, requestIds, deliveries, subscription } = fields
  const names = [requestId, requestIds, subscription === 'deletion' ? deliveries : undefined].flat()
  return { from: at - Number(ms), until: at, names: names.filter((name) => typeof name === 'string') }
}

function known(takings: readonly Taking[], posts: readonly Post[]): Pick<Unexplained, 'takings' | 'posts'> {
  return {
    takings: takings.map(({ at, key, answer }) => ({ at, key, answer })),
    posts: posts.map(({ from, until, status }) => ({ from, until, status })),
  }
}

function postsById(posts: readonly Post[]): ReadonlyMap<string, readonly Post[]> {
  const byId = new Map<string, Post[]>()
  for (const post of posts)
    for (const id of post.ids) {
      const list = byId.get(id)
      if (list === undefined) byId.set(id, [post])
      else list.push(post)
    }
  return byId
}

/** Lines about unexplained repeats: times in ms since the start of the run, with the kills before and after each taking. */
export function describeUnexplained(
  unexplained: readonly Unexplained[],
  kills: readonly number[],
  start: number,
): string {
  const since = (at: number | undefined): string => (at === undefined ? 'none' : String(at - start))
  return unexplained
    .flatMap(({ messageId, repeats, takings, posts }) => [
      `unexplained: ${messageId} at ${repeats.map(since).join(', ')}`,
      ...takings.map(({ at, key, answer }) => {
        const before = kills.findLast((kill) => kill <= at)
        const after = kills.find((kill) => kill > at)
        return `  taken at ${since(at)} under ${key}, answer ${answer}, kill before ${since(before)}, kill after ${since(after)}`
      }),
      ...posts.map(
        ({ from, until, status }) => `  sent from ${since(from)} to ${since(until)}, ${status ?? 'no answer'}`,
      ),
    ])
    .join('\n')
}
