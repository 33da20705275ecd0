import type { Destination } from './mapping.ts'
import type { Workspace } from './workspace.ts'

/** The destinations of a workspace that have subscriptions or filters, in the order of the files. */
export function destinationsOf({ subscriptions, filters, destinations }: Workspace): readonly Destination[] {
  const ids = new Set([...subscriptions, ...filters].map(({ destinationId }) => destinationId))
  return [...ids].map((id) => ({
    id,
    name: destinations.find((one) => one.id === id)?.name,
    subscriptions: subscriptions.filter(({ destinationId }) => destinationId === id),
    filters: filters.filter(({ destinationId }) => destinationId === id),
  }))
}

/** A name as the slug of a mapping: `Intercom Cloud Mode (Actions)` is `intercom-cloud-mode`. `undefined`: nothing of it is left. */
export function slugOf(name: string): string | undefined {
  const slug = name
    .toLowerCase()
    .replace(/\(actions\)|^actions? /, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '')
  return slug === '' ? undefined : slug
}

/** The slug of a mapping as a name for people: `acme-crm` is `Acme Crm`. */
export function nameOf(slug: string): string {
  return slug
    .split('-')
    .filter((word) => word !== '')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ')
}
