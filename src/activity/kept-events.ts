import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { parseExactly } from '../values/exact-json.ts'
import { isObject } from '../values/json.ts'
import type { KeptEvents, NotedEvent } from './record.ts'
import type { ActivitySeals } from './seals.ts'

/** A row of a database holds 2 MB. */
const largestBatch = 1_900_000

type Event = Readonly<Record<string, unknown>>

/** Events as they are kept: compressed and sealed together, each with its owner. Nothing where they are too large for a row. */
export function keptEventsOf(
  events: readonly NotedEvent[],
  { digest, sealBytes }: Pick<ActivitySeals, 'sealBytes'> & { readonly digest: (id: string) => string },
): KeptEvents | undefined {
  const owners = events.map(({ at, receivedAt, ids }) => ({ at, receivedAt, users: ids.map(digest) }))
  const sealed = packed(`[${events.map(({ text }) => text).join(',')}]`, sealBytes)
  return sealed.byteLength + JSON.stringify(owners).length > largestBatch ? undefined : { owners, sealed }
}

/** The events of a batch, each at its place; `undefined`: it was taken out. Nothing where no key opens the batch. */
export function openEvents(
  { sealed }: Pick<KeptEvents, 'sealed'>,
  { openBytes }: Pick<ActivitySeals, 'openBytes'>,
): readonly (Event | undefined)[] | undefined {
  const bytes = openBytes(sealed)
  if (bytes === undefined) return undefined
  const read = parseExactly(inflateRawSync(bytes).toString('utf8'))
  return Array.isArray(read) ? read.map((one) => (isObject(one) ? one : undefined)) : undefined
}

/** A batch without some of its events: the others keep their places. Nothing where no key opens it. */
export function withoutEvents(
  { owners, sealed }: KeptEvents,
  places: ReadonlySet<number>,
  { openBytes, sealBytes }: Pick<ActivitySeals, 'openBytes' | 'sealBytes'>,
): KeptEvents | undefined {
  const events = openEvents({ sealed }, { openBytes })
  if (events === undefined) return undefined
  const left = events.map((event, i) => (event === undefined || places.has(i) ? 'null' : JSON.stringify(event)))
  return {
    owners: owners.map((owner, i) => (places.has(i) ? null : owner)),
    sealed: packed(`[${left.join(',')}]`, sealBytes),
  }
}

function packed(json: string, sealBytes: ActivitySeals['sealBytes']): Uint8Array<ArrayBuffer> {
  return sealBytes(deflateRawSync(Buffer.from(json)))
}
