import { formatIssue } from '../../src/mapping/context/issues.ts'
import type { Destination, Imported, SubscriptionNote } from './mapping.ts'

/** What an import did and did not, as text for people. */
export function reportOf(
  slug: string,
  { subscriptions, filters, issues }: Imported,
  others: readonly string[],
): string {
  const file = `mappings/${slug}.json`
  const taken = subscriptions.filter(({ name, fault }) => name !== undefined && fault === undefined)
  return [
    ...subscriptions.flatMap(subscriptionLines),
    ...filters.map(
      ({ filter, state, text }) =>
        `${state === 'done' ? '+' : '-'} filter ${filter.title} (${filter.from})\n    ${state === 'open' || state === 'refused' ? 'not as in Segment: ' : ''}${text}`,
    ),
    ...(issues.length > 0 ? ['The checker says of what was taken over:'] : []),
    ...issues.map((issue) => formatIssue(file, issue)),
    ...otherLines(others),
    '',
    `${file}: ${taken.length} of ${subscriptions.length} subscriptions. Fill in what "npm run check -- ${file}" names (docs/from-segment.md), and say`,
    '  what answers mean ("outcomes"), and how users are deleted ("deletion"): Segment keeps both in its code.',
  ].join('\n')
}

function subscriptionLines({ subscription, name, fault, notes }: SubscriptionNote): readonly string[] {
  const title = `${subscription.name} (${subscription.from})`
  const rest = notes.map((note) => `    ${note}`)
  if (name === undefined) return [`- ${title}`, ...rest]
  if (fault === undefined) return [`+ ${title}`, '    its trigger is "subscribe", its mapping is "item"', ...rest]
  return [
    `- ${title}`,
    `    its mapping is "item"; its trigger is in "subscribe", but is no condition here: ${fault}`,
    ...rest,
  ]
}

function otherLines(others: readonly string[]): readonly string[] {
  const kinds = [...new Set(others)].toSorted()
  if (kinds.length === 0) return []
  const counted = kinds.map((kind) => `${kind} (${others.filter((one) => one === kind).length})`)
  return [`Import does not take: ${counted.join(', ')}`]
}

/** A destination in a list to choose from. */
export function destinationLine({ id, name, subscriptions, filters }: Destination): string {
  const enabled = subscriptions.filter((one) => one.enabled).length
  return `  --destination ${id}   ${name ?? ''}: ${enabled} of ${subscriptions.length} subscriptions enabled, ${filters.length} filters`
}
