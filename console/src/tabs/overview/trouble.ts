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
  'delete age': 'A delete waits for more than a day: see the tab Deletes.',
  'alarm lag': 'The queue runs late: more comes than it can send.',
  storage: 'The queue grows large: find out why nothing is sent.',
  'sealing key': 'SEALING_KEY is missing or wrong: what is sealed cannot be opened.',
  silence: 'Events came every hour before, and none comes now: look at the source in Segment.',
  'failure rate': 'More deliveries fail than before: the reasons stand below.',
  unbalanced: 'The ledger does not balance: tell whoever maintains the forwarder.',
}

const kinds = ['events', 'deletes'] as const

/** What of a partner is paused, in words. */
export function pausedText(paused: readonly string[]): string {
  return `${kinds.filter((kind) => paused.includes(kind)).join(' and ')} paused`
}

/** What is wrong with an account, the worst first. */
export function troubleOf(
  partner: Partner,
  { problem, shadowed, queue = {}, conditions = [] }: Account,
  { received, inline }: Pick<Ledger, 'received' | 'inline'>,
): readonly Trouble[] {
  const { dead = 0, deletesFailed = 0 } = queue
  const { paused = [] } = partner
  const found: (Trouble | false)[] = [
    problem !== undefined && { word: 'not usable', tone: 'bad', says: problem },
    ...conditions.map(({ kind, since }): Trouble | false => {
      const says = meanings[kind]
      return says !== undefined && { word: kind, tone: 'bad', says, since }
    }),
    ...heldBack(queue, conditions),
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
    shadowed === true && {
      word: 'shadow',
      tone: 'wait',
      says: 'Its events are not sent: the requests that they would make stand in Activity. Its deletes are sent.',
    },
    paused.length > 0 && {
      word: pausedText(paused),
      tone: 'wait',
      says: 'An operator holds it: up to half a minute after the pause nothing is sent any more, until it is resumed.',
    },
  ]
  return found.filter((one) => one !== false)
}

/** What the queue holds back because calls fail: events and deletes each have a circuit. A condition says why and since when; gauges say of which, and come alone where no condition is reported. */
function heldBack(queue: Readonly<Record<string, number>>, conditions: Account['conditions'] = []): readonly Trouble[] {
  const { circuitEvents = 0, circuitDeletes = 0 } = queue
  const isDeletesOnly = circuitDeletes > 0 && circuitEvents === 0
  const held = circuitDeletes === 0 ? 'events' : isDeletesOnly ? 'deletes' : 'events and deletes'
  const refused = (since: string): Trouble => ({
    word: isDeletesOnly ? 'deletes: credential refused' : 'credential refused',
    tone: 'bad',
    says: `The partner refuses the credential: set a new one. The ${held} that wait are then sent by themselves.`,
    since,
  })
  const failing = (since?: string): Trouble => ({
    word: isDeletesOnly ? 'deletes held' : 'circuit open',
    tone: 'bad',
    says: `The partner fails: ${held} are kept, and sent when it takes a probe.`,
    ...(since !== undefined && { since }),
  })
  const known = conditions.flatMap(({ kind, since }) =>
    kind === 'credential refused' ? [refused(since)] : kind === 'circuit open' ? [failing(since)] : [],
  )
  return known.length === 0 && circuitEvents + circuitDeletes > 0 ? [failing()] : known
}
