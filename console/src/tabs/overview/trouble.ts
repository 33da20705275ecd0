import type { Account, Ledger, Partner } from '../../replies.ts'

/** What is wrong with an account, or holds it: a word, what it means and what to do, and since when it holds. */
export interface Trouble {
  readonly word: string
  readonly tone: 'bad' | 'wait'
  readonly says: string
  readonly since?: string
}

/** What the conditions mean of which alerts tell (docs/operations.md, "Alerts"). */
const meanings: Readonly<Record<string, string>> = {
  'credential refused': 'The partner refuses the credential: set a new one. What waits is then sent.',
  'delete age': 'A delete waits for more than a day: see the tab Deletes.',
  'alarm lag': 'The queue runs late: more comes than it can send.',
  storage: 'The queue grows large: find out why nothing is sent.',
  'sealing key': 'SEALING_KEY is missing or wrong: what is sealed cannot be opened.',
  silence: 'Events came every hour before, and none comes now: look at the source in Segment.',
  'failure rate': 'More deliveries fail than before: the reasons stand below.',
  unbalanced: 'The ledger does not balance: tell whoever maintains the forwarder.',
}

/** What is wrong with an account, the worst first. */
export function troubleOf(
  partner: Partner,
  { problem, queue = {}, conditions = [] }: Account,
  { received, inline }: Pick<Ledger, 'received' | 'inline'>,
): readonly Trouble[] {
  const { circuitEvents = 0, circuitDeletes = 0, dead = 0, deletesFailed = 0 } = queue
  const found: (Trouble | false)[] = [
    problem !== undefined && { word: 'not usable', tone: 'bad', says: problem },
    ...conditions.map(({ kind, since }): Trouble | false => {
      const says = meanings[kind]
      return says !== undefined && { word: kind, tone: 'bad', says, since }
    }),
    circuitEvents > 0 && {
      word: 'circuit open',
      tone: 'bad',
      says: 'The partner fails: events are kept, and sent when it takes a probe.',
    },
    circuitDeletes > 0 && {
      word: 'deletes held',
      tone: 'bad',
      says: 'The partner fails deletes: they are kept, and sent when it takes a probe.',
    },
    deletesFailed > 0 && {
      word: 'deletes failed',
      tone: 'bad',
      says: 'The partner refused deletes: decide in the tab Deletes.',
    },
    (inline['rejected'] ?? 0) > received / 10 && {
      word: 'refuses events',
      tone: 'wait',
      says: 'The partner refused more than a tenth of the last hour’s events for good: the reasons stand below.',
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
