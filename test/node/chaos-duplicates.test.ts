import { describe, expect, test } from 'vitest'
import type { Duplicates, Happened, Post } from '../../scripts/chaos-duplicates.ts'
import { describeUnexplained, duplicatesOf, unansweredIn } from '../../scripts/chaos-duplicates.ts'
import type { Answered, Taking } from '../../scripts/moody-partner.ts'

function taken(at: number, answer: Answered = 'whole', messageId = 'm'): Taking {
  const hungUpAt = answer === 'hung up' ? at + 10 : undefined
  return { messageId, type: 'track', userId: 'u', at, key: messageId, answer, hungUpAt }
}

function post(from: number, until: number, status?: number): Post {
  return { ids: ['other', 'm'], from, until, status, names: ['request-1'] }
}

interface Row extends Omit<Happened, 'unanswered'> {
  readonly what: string
  readonly unanswered?: Happened['unanswered']
  readonly explained?: Partial<Duplicates['explained']>
  readonly unexplained?: readonly number[]
}

const rows: readonly Row[] = [
  { what: 'a message that arrived once is none', takings: [taken(0)], kills: [], posts: [] },
  { what: 'nothing explains it', takings: [taken(0), taken(500)], kills: [], posts: [], unexplained: [500] },
  { what: 'the partner cut it', takings: [taken(0, 'cut'), taken(500)], kills: [], posts: [], explained: { cut: 1 } },
  {
    what: 'the runtime hung up',
    takings: [taken(0, 'hung up'), taken(500)],
    kills: [],
    posts: [],
    explained: { 'hung up': 1 },
  },
  {
    what: 'the runtime hung up before a kill',
    takings: [taken(0, 'hung up'), taken(500)],
    kills: [11, 1_000],
    posts: [],
    explained: { 'hung up': 1 },
  },
  {
    what: 'the runtime hung up because it was killed',
    takings: [taken(0, 'hung up'), taken(500)],
    kills: [10],
    posts: [],
    explained: { kill: 1 },
  },
  {
    what: 'the partner read it after the kill',
    takings: [taken(5, 'hung up'), taken(500)],
    kills: [4],
    posts: [],
    explained: { 'hung up': 1 },
  },
  {
    what: 'the repeat was cut, which explains only what follows',
    takings: [taken(0), taken(500, 'cut')],
    kills: [],
    posts: [],
    unexplained: [500],
  },
  {
    what: 'a cut explains one repeat',
    takings: [taken(0, 'cut'), taken(500), taken(600)],
    kills: [],
    posts: [],
    explained: { cut: 1 },
    unexplained: [600],
  },
  {
    what: 'each of two cuts explains one',
    takings: [taken(0, 'cut'), taken(500, 'cut'), taken(600)],
    kills: [],
    posts: [],
    explained: { cut: 2 },
  },
  {
    what: 'the first was not cut and the second was, so that the third is explained',
    takings: [taken(0), taken(500, 'cut'), taken(600)],
    kills: [],
    posts: [],
    explained: { cut: 1 },
    unexplained: [500],
  },
  {
    what: 'a kill two seconds later',
    takings: [taken(0), taken(3_000)],
    kills: [2_000],
    posts: [],
    explained: { kill: 1 },
  },
  {
    what: 'a kill more than two seconds later',
    takings: [taken(0), taken(3_000)],
    kills: [2_001],
    posts: [],
    unexplained: [3_000],
  },
  {
    what: 'a kill before the first taking',
    takings: [taken(1_000), taken(3_000)],
    kills: [999],
    posts: [],
    unexplained: [3_000],
  },
  {
    what: 'a kill after the repeat',
    takings: [taken(0), taken(500)],
    kills: [600],
    posts: [],
    unexplained: [500],
  },
  {
    what: 'two kills after one taking explain one repeat',
    takings: [taken(0), taken(1_500), taken(5_000)],
    kills: [500, 1_000],
    posts: [],
    explained: { kill: 1 },
    unexplained: [5_000],
  },
  {
    what: 'a cut before a kill counts once',
    takings: [taken(0, 'cut'), taken(1_500), taken(5_000)],
    kills: [1_000],
    posts: [],
    explained: { cut: 1 },
    unexplained: [5_000],
  },
  {
    what: 'one kill after the takings of two messages explains both',
    takings: [taken(0), taken(0, 'whole', 'n'), taken(2_000), taken(2_000, 'whole', 'n')],
    kills: [1_000],
    posts: [],
    explained: { kill: 2 },
  },
  {
    what: 'a taking of another message explains nothing',
    takings: [taken(0, 'cut', 'n'), taken(0), taken(500)],
    kills: [],
    posts: [],
    unexplained: [500],
  },
  {
    what: 'the sender got no answer at a kill and sent it again',
    takings: [taken(5_100), taken(5_200)],
    kills: [1_000],
    posts: [post(900, 1_010), post(5_000, 5_150, 200)],
    explained: { 'sent again': 1 },
  },
  {
    what: 'the sender sent it again after the repeat',
    takings: [taken(3_300), taken(3_400)],
    kills: [1_000],
    posts: [post(900, 1_010), post(5_000, 5_150, 200)],
    unexplained: [3_400],
  },
  {
    what: 'the sender got no answer without a kill',
    takings: [taken(5_100), taken(5_200)],
    kills: [1_011],
    posts: [post(900, 1_010), post(5_000, 5_150, 200)],
    unexplained: [5_200],
  },
  {
    what: 'the sender was refused at a kill',
    takings: [taken(5_100), taken(5_200)],
    kills: [1_000],
    posts: [post(900, 1_010, 503), post(5_000, 5_150, 200)],
    unexplained: [5_200],
  },
  {
    what: 'the runtime logged that it got no answer then',
    takings: [taken(1_000), taken(2_000)],
    kills: [],
    posts: [post(900, 1_400, 202)],
    unanswered: [{ from: 950, until: 1_250, names: ['request-1'] }],
    explained: { 'no answer': 1 },
  },
  {
    what: 'the runtime logged it, and was killed after the repeat',
    takings: [taken(1_000), taken(1_500), taken(2_500)],
    kills: [1_700],
    posts: [post(900, 1_400, 202)],
    unanswered: [{ from: 950, until: 1_250, names: ['request-1'] }],
    explained: { 'no answer': 1, kill: 1 },
  },
  {
    what: 'an attempt without an answer explains one repeat',
    takings: [taken(1_000), taken(1_100), taken(2_000)],
    kills: [],
    posts: [post(900, 1_400, 202)],
    unanswered: [{ from: 950, until: 1_250, names: ['request-1'] }],
    explained: { 'no answer': 1 },
    unexplained: [2_000],
  },
  {
    what: 'the runtime got no answer for another request',
    takings: [taken(1_000), taken(2_000)],
    kills: [],
    posts: [post(900, 1_400, 202)],
    unanswered: [{ from: 950, until: 1_250, names: ['request-2'] }],
    unexplained: [2_000],
  },
  {
    what: 'the runtime got no answer at another time',
    takings: [taken(1_000), taken(2_000)],
    kills: [],
    posts: [post(900, 1_400, 202)],
    unanswered: [
      { from: 700, until: 949, names: ['request-1'] },
      { from: 1_051, until: 1_900, names: ['request-1'] },
    ],
    unexplained: [2_000],
  },
]

test.for([
  {
    what: 'of an inline attempt',
    line: '{"at":"attempt","requestId":"r","outcome":"retryable","ms":300}',
    is: { from: 700, until: 1_000, names: ['r'] },
  },
  {
    what: 'of an attempt of the queue',
    line: '{"at":"attempt","queued":true,"outcome":"retryable","ms":500,"deliveries":["d"],"requestIds":["r","s"]}',
    is: { from: 500, until: 1_000, names: ['r', 's'] },
  },
  {
    what: 'of a delete',
    line: '{"at":"attempt","queued":true,"outcome":"retryable","ms":500,"subscription":"deletion","deliveries":["d"]}',
    is: { from: 500, until: 1_000, names: ['d'] },
  },
  { what: 'with an answer', line: '{"at":"attempt","requestId":"r","outcome":"retryable","ms":3,"status":500}' },
  { what: 'that was given up', line: '{"at":"attempt","requestId":"r","outcome":"rejected","ms":3}' },
  { what: 'of something else', line: '{"at":"delete","requestId":"r","outcome":"retryable","ms":3}' },
])('the line $what tells of an attempt without an answer: $is', ({ line, is }) => {
  expect(unansweredIn(line, 1_000)).toEqual(is)
})

describe('repeats', () => {
  test.for(rows)('$what', ({ takings, kills, posts, unanswered = [], explained, unexplained = [] }) => {
    const duplicates = duplicatesOf({ takings, kills, posts, unanswered })
    expect(duplicates.explained).toEqual({
      cut: 0,
      'hung up': 0,
      kill: 0,
      'no answer': 0,
      'sent again': 0,
      ...explained,
    })
    expect(duplicates.unexplained.flatMap(({ repeats }) => repeats)).toEqual(unexplained)
  })

  test('count by message, and the unexplained are told with their times since the start', () => {
    const takings = [taken(1_100), taken(1_200), taken(1_300), taken(1_300, 'whole', 'n')]
    const kills = [1_150, 9_000]
    const { messages, unexplained } = duplicatesOf({ takings, kills, posts: [post(1_050, 1_120, 200)], unanswered: [] })
    expect(messages).toBe(1)
    expect(describeUnexplained(unexplained, kills, 1_000).split('\n')).toEqual([
      'unexplained: m at 300',
      '  taken at 100 under m, answer whole, kill before none, kill after 150',
      '  taken at 200 under m, answer whole, kill before 150, kill after 8000',
      '  taken at 300 under m, answer whole, kill before 150, kill after 8000',
      '  sent from 50 to 120, 200',
    ])
  })
})
