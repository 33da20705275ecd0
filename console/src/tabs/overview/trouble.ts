import type { Account, Partner } from '../../replies.ts'

/** What is wrong with an account, or holds it: a word and what to do. */
export interface Trouble {
  readonly word: string
  readonly tone: 'bad' | 'wait'
  readonly says: string
}

/** What is wrong with an account, the worst first. */
export function troubleOf(partner: Partner, { problem, queue = {} }: Account): readonly Trouble[] {
  const { circuitEvents = 0, circuitDeletes = 0, dead = 0, deletesFailed = 0 } = queue
  const found: (Trouble | false)[] = [
    problem !== undefined && { word: 'not usable', tone: 'bad', says: problem },
    circuitEvents > 0 && {
      word: 'circuit open',
      tone: 'bad',
      says: 'The partner fails: events are kept and sent when it takes a probe.',
    },
    circuitDeletes > 0 && {
      word: 'deletes held',
      tone: 'bad',
      says: 'The partner fails deletes: they are kept and sent when it takes a probe.',
    },
    deletesFailed > 0 && {
      word: 'deletes failed',
      tone: 'bad',
      says: 'The partner refused deletes: decide in the tab Deletes.',
    },
    dead > 0 && {
      word: 'dead letters',
      tone: 'wait',
      says: 'The partner refused these: look at them in the tab Queue.',
    },
    (partner.paused ?? []).length > 0 && {
      word: `${(partner.paused ?? []).join(' and ')} paused`,
      tone: 'wait',
      says: 'An operator holds it: nothing leaves until it is resumed.',
    },
  ]
  return found.filter((one) => one !== false)
}
