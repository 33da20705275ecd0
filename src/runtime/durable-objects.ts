import type { Env } from '../env.ts'
import { variable } from '../env.ts'

/** Where an object is first called it stays for ever: near Segment, which posts from the western United States, unless `LOCATION_HINT` says otherwise. */
const defaultHint = 'wnam'

/** The namespaces of our Durable Objects, by the names of their bindings. */
export type Binding = 'PARTNER_QUEUE' | 'REGISTRY' | 'ACTIVITY'

/**
 * The object of a name, placed: `LOCATION_HINT` and `JURISDICTION` hold for objects that do not exist yet. The one place where objects are looked up.
 * Throws where the binding is missing. Local workerd has no jurisdictions (it throws), so tests hand in a namespace that records the calls.
 */
export function objectOf<T extends Rpc.DurableObjectBranded>(
  env: Env,
  binding: Binding,
  name: string,
): DurableObjectStub<T> {
  const namespace = env[binding] as DurableObjectNamespace<T> | undefined
  if (namespace === undefined) throw new Error(`the binding ${binding} is missing in wrangler.toml`)
  const jurisdiction = variable(env, 'JURISDICTION')
  const placed =
    jurisdiction === undefined ? namespace : namespace.jurisdiction(jurisdiction as DurableObjectJurisdiction)
  const locationHint = (variable(env, 'LOCATION_HINT') ?? defaultHint) as DurableObjectLocationHint
  return placed.get(placed.idFromName(name), { locationHint })
}

/** The one alarm of an object. Times in ms. */
export interface Alarm {
  readonly get: () => Promise<number | null>
  readonly set: (at: number) => Promise<void>
  readonly clear: () => Promise<void>
}

/** The alarm of the object that a storage belongs to. */
export function alarmOf(storage: DurableObjectStorage): Alarm {
  return {
    get: () => storage.getAlarm(),
    set: (at) => storage.setAlarm(at),
    clear: () => storage.deleteAlarm(),
  }
}
