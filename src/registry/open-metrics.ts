import type { BookedCount, Count, Imbalance, QueueGauges, Snapshot } from './messages.ts'

/** The content type of OpenMetrics 1.0. */
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

const prefix = 'edge_forwarder_'

type Labels = Readonly<Record<string, string>>

/** A number under labels. */
interface Sample {
  readonly labels: Labels
  readonly value: number
}

/** One metric: its name without the prefix, and its samples. A unit is the end of its name. */
interface Family {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly unit?: 'seconds' | 'bytes'
  readonly help: string
  readonly samples: readonly Sample[]
}

/** A metric of queues: the gauges that it shows, each with what its label says. */
interface GaugeFamily extends Omit<Family, 'samples' | 'type'> {
  readonly gauges: readonly { readonly gauge: string; readonly labels?: Labels }[]
  /** From the gauge to the metric, where it is not the same number. */
  readonly value?: (gauge: number, now: number) => number
}

const gaugeFamilies: readonly GaugeFamily[] = [
  {
    name: 'queue_depth',
    help: 'Deliveries in the queue by state: pending are tried again, parked wait for a mapping or an account that is gone.',
    gauges: [
      { gauge: 'pending', labels: { state: 'pending' } },
      { gauge: 'parked', labels: { state: 'parked' } },
    ],
  },
  {
    name: 'oldest_age_seconds',
    unit: 'seconds',
    help: 'Age of what has waited longest in the queue, 0 where nothing waits.',
    gauges: [{ gauge: 'oldestAt' }],
    value: ageSeconds,
  },
  {
    name: 'dead_letter_bytes',
    unit: 'bytes',
    help: 'What the dead letters take; above 4 GB the oldest keep their id and reason alone.',
    gauges: [{ gauge: 'deadBytes' }],
  },
  { name: 'dead_letters', help: 'Deliveries that were given up and are kept.', gauges: [{ gauge: 'dead' }] },
  { name: 'deletes_pending', help: 'Deletes that wait for the partner to confirm.', gauges: [{ gauge: 'deletes' }] },
  {
    name: 'delete_oldest_age_seconds',
    unit: 'seconds',
    help: 'Age of the delete that has waited longest, 0 where none waits.',
    gauges: [{ gauge: 'deletesOldestAt' }],
    value: ageSeconds,
  },
  {
    name: 'deletes_failed',
    help: 'Deletes that failed, until an operator decides.',
    gauges: [{ gauge: 'deletesFailed' }],
  },
  {
    name: 'circuit_open',
    help: 'Whether the queue holds calls back because the partner fails; of customers the number of such queues.',
    gauges: [
      { gauge: 'circuitEvents', labels: { kind: 'events' } },
      { gauge: 'circuitDeletes', labels: { kind: 'deletes' } },
    ],
  },
  {
    name: 'alarm_lag_seconds',
    unit: 'seconds',
    help: 'How late the last run of the queue was.',
    gauges: [{ gauge: 'lagMs' }],
    value: (lagMs) => lagMs / 1_000,
  },
  { name: 'storage_bytes', unit: 'bytes', help: 'Size of the database of the queue.', gauges: [{ gauge: 'bytes' }] },
]

function ageSeconds(oldestAt: number, now: number): number {
  return oldestAt === 0 ? 0 : Math.max(0, now - oldestAt) / 1_000
}

/** Families of counts by the first part of their names, and the label that the rest becomes. */
const countFamilies = [{ first: 'attempts', label: 'outcome', help: 'Attempts to deliver by their outcome.' }] as const

/** Families of the books: by account and mapping, too. */
const bookFamilies = [
  { first: 'received', help: 'Deliveries that requests received, by how they ended there: the results add up.' },
  {
    first: 'deliveries',
    help: 'Deliveries in queues: stored and revived are the sum of how they ended and of what waits or is parked (found and lost excepted).',
  },
  { first: 'deletes', help: 'Deletes in queues: stored and revived are the sum of how they ended and of what waits.' },
] as const

type Numbers = Omit<Snapshot, 'conditions'>

/** The registry's numbers as OpenMetrics 1.0 text. Only the operator's own accounts are labelled; customers' accounts stand together for each partner. */
export function openMetrics(snapshot: Numbers, now: number): string {
  const families = [
    ...gaugeFamilies.map((family) => queueFamily(family, snapshot.queues, now)),
    accountsFamily(snapshot.queues),
    ...countFamilies.map((family) => countFamily(family, snapshot.counts)),
    ...bookFamilies.map((family) => bookFamily(family, snapshot.books)),
    unaccountedFamily(snapshot.books),
    unbalancedFamily(snapshot),
  ]
  return `${families
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('')}# EOF\n`
}

function queueFamily(
  { gauges, value = (gauge) => gauge, ...family }: GaugeFamily,
  queues: readonly QueueGauges[],
  now: number,
): Family {
  const samples = queues.flatMap((queue) =>
    gauges.flatMap(({ gauge, labels }): readonly Sample[] => {
      const known = queue.gauges[gauge]
      return known === undefined ? [] : [{ labels: { ...labelsOf(queue), ...labels }, value: value(known, now) }]
    }),
  )
  return { ...family, type: 'gauge', samples }
}

function accountsFamily(queues: readonly QueueGauges[]): Family {
  const byOwner = Map.groupBy(queues, (queue) => `${queue.partner}\n${ownerOf(queue)}`)
  const samples = [...byOwner.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const value = group.reduce((sum, { accounts }) => sum + accounts, 0)
    return [{ labels: { partner: first.partner, owner: ownerOf(first) }, value }]
  })
  return { name: 'accounts', type: 'gauge', help: 'Accounts that have a queue, by whose they are.', samples }
}

function countFamily({ first, label, help }: (typeof countFamilies)[number], counts: readonly Count[]): Family {
  const samples = counts
    .filter(({ name }) => name.startsWith(`${first}.`))
    .map(({ partner, name, n }) => ({ labels: { partner, [label]: name.slice(first.length + 1) }, value: n }))
  return { name: first, type: 'counter', help, samples }
}

function bookFamily({ first, help }: (typeof bookFamilies)[number], books: readonly BookedCount[]): Family {
  const samples = books
    .filter(({ name }) => name.startsWith(`${first}.`))
    .map((count): Sample => ({
      labels: { ...bookLabels(count), mapping: count.mapping, result: resultOf(count, first) },
      value: count.n,
    }))
  return { name: first, type: 'counter', help, samples }
}

function resultOf({ name }: BookedCount, first: string): string {
  return name.slice(first.length + 1)
}

function bookLabels({ partner, account }: BookedCount): Labels {
  return account === '' ? { partner, owner: 'customer' } : { partner, owner: 'operator', account }
}

/** What is on the side of the requests and on the side of the queues. */
const sides: Readonly<Record<string, 1 | -1>> = {
  'received.queued': 1,
  'deliveries.before': 1,
  'deletes.before': 1,
  'deliveries.stored': -1,
  'deliveries.repeated': -1,
  'deletes.stored': -1,
  'deletes.repeated': -1,
  'deletes.joined': -1,
}

/** What requests say they queued less what queues say they stored: 0 but for reports that are on their way, or were lost. */
function unaccountedFamily(books: readonly BookedCount[]): Family {
  const counts = books.filter(({ name }) => sides[name] !== undefined)
  const byAccount = Map.groupBy(counts, ({ partner, account }) => `${partner}\n${account}`)
  const samples = [...byAccount.values()].flatMap((group): readonly Sample[] => {
    const [first] = group
    if (first === undefined) return []
    return [{ labels: bookLabels(first), value: group.reduce((sum, { name, n }) => sum + (sides[name] ?? 0) * n, 0) }]
  })
  return {
    name: 'unaccounted',
    type: 'gauge',
    help: 'Deliveries that requests queued less those that queues stored, joined or had already: 0 but for reports that are on their way, or were lost.',
    samples,
  }
}

/** By how much the books of a partner do not balance; of accounts together, so that no name of a customer's is a label. */
function unbalancedFamily({ queues, books, imbalances }: Numbers): Family {
  const partners = [...new Set([...queues, ...books].map(({ partner }) => partner))].sort()
  const of = (partner: string): readonly Imbalance[] => imbalances.filter((one) => one.partner === partner)
  return {
    name: 'unbalanced',
    type: 'gauge',
    help: 'By how many deliveries the books of a partner do not balance: received as no known result, or the queues differ from what was stored less what ended. 0 unless there is a bug.',
    samples: partners.map((partner) => ({
      labels: { partner },
      value: of(partner).reduce((sum, { n }) => sum + n, 0),
    })),
  }
}

function labelsOf(queue: QueueGauges): Labels {
  const { partner, account } = queue
  return { partner, owner: ownerOf(queue), ...(account !== undefined && { account }) }
}

function ownerOf({ account }: QueueGauges): 'operator' | 'customer' {
  return account === undefined ? 'customer' : 'operator'
}

function familyText({ name, type, unit, help, samples }: Family): string {
  const full = prefix + name
  const suffix = type === 'counter' ? '_total' : ''
  return [
    `# TYPE ${full} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${full} ${unit}`]),
    `# HELP ${full} ${escaped(help)}`,
    ...samples.map(({ labels, value }) => `${full}${suffix}${labelText(labels)} ${value}`),
    '',
  ].join('\n')
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Backslash, line feed and quote are escaped in label values and help texts alike (OpenMetrics 1.0, ABNF). */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}
