import type { Destination, Imported } from '../../../scripts/import/mapping.ts'
import { importInto } from '../../../scripts/import/mapping.ts'
import type { SegmentFilter, SegmentSubscription } from '../../../scripts/import/workspace.ts'
import type { JsonObject } from '../../../src/values/json.ts'

/** A subscription of a workspace. */
export function subscription(change: Partial<SegmentSubscription> = {}): SegmentSubscription {
  const settings = { id: { '@path': '$.userId' } }
  return {
    name: 'Orders',
    destinationId: 'd1',
    enabled: true,
    trigger: 'type = "track"',
    settings,
    from: 'a.tf:1',
    ...change,
  }
}

/** A filter of a workspace that does one thing. */
export function filter(action: SegmentFilter['actions'][number], change: Partial<SegmentFilter> = {}): SegmentFilter {
  return {
    title: 'Filter',
    destinationId: 'd1',
    enabled: true,
    if: 'all',
    actions: [action],
    from: 'f.tf:1',
    ...change,
  }
}

/** A destination taken over into a new file, or beside what stands in a file. */
export function imported(change: Partial<Destination>, existing?: JsonObject): Imported {
  return importInto(
    existing,
    { id: 'd1', name: 'Acme', subscriptions: [subscription()], filters: [], ...change },
    'Acme',
  )
}
