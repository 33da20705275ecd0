import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, vi } from 'vitest'

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** A queue that sets its alarm so often within one stretch of time never comes to rest. */
const mostAlarms = 5_000

type Stub = DurableObjectStub<Rpc.DurableObjectBranded>

/**
 * Each test of the file begins tomorrow, ten minutes past a full hour, and its clock stands still until it says so. That is ahead of the real clock, by which alarms
 * go off by themselves: here they go off when a test lets time pass.
 */
export function beginTomorrow(): void {
  beforeEach(() => {
    const tomorrow = Date.now() + day
    vi.useFakeTimers({ toFake: ['Date'], now: tomorrow - (tomorrow % hour) + 10 * minute })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/** Sets the clock on, or back (negative). Nothing runs meanwhile. */
export function leap(ms: number): void {
  vi.setSystemTime(Date.now() + ms)
}

/** When an object's alarm will go off. */
export function alarmOf(stub: Stub): Promise<number | null> {
  return runInDurableObject(stub, (_, { storage }) => storage.getAlarm())
}

const farMs = 100 * 365 * day

/**
 * Puts the alarms of all objects a century off, so that they go off when a test rings them and not by the real clock: for tests whose clock lies before it, where each would go off at
 * once. Objects see the times that they set. Gives what puts it right. `stub`: any object.
 */
export function silenceAlarms(stub: Stub): Promise<() => void> {
  return runInDurableObject(stub, (_, { storage }) => {
    const methods = Object.getPrototypeOf(storage) as Pick<DurableObjectStorage, 'getAlarm' | 'setAlarm'>
    const { getAlarm, setAlarm } = methods
    methods.setAlarm = function (this: DurableObjectStorage, at, options) {
      return setAlarm.call(this, Number(at) + farMs, options)
    }
    methods.getAlarm = async function (this: DurableObjectStorage, options) {
      const at = await getAlarm.call(this, options)
      return at === null ? null : at - farMs
    }
    return () => void Object.assign(methods, { getAlarm, setAlarm })
  })
}

/** Lets time pass (ms) for an object: whenever its alarm is due, it goes off. `ring` sets it off, and may forgive that it throws. */
export async function live(
  object: { readonly stub: Stub },
  ms: number,
  ring: (stub: Stub) => Promise<unknown> = runDurableObjectAlarm,
): Promise<void> {
  const end = Date.now() + ms
  for (let alarms = 0; alarms < mostAlarms; alarms++) {
    const at = await alarmOf(object.stub)
    if (at === null || at > end) {
      vi.setSystemTime(end)
      return
    }
    vi.setSystemTime(Math.max(at, Date.now()))
    await ring(object.stub)
  }
  throw new Error('the object does not come to rest')
}
