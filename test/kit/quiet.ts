/**
 * A file of tests that ends while an alarm of an object runs hangs the runner: after each file alarms that are set are taken away, and those that run are waited for
 * (`setupFiles` of the workerd project).
 */
import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'
import { PartnerQueue } from '../../src/delivery/queue/queue.ts'
import { Registry } from '../../src/delivery/registry/registry.ts'

let running = 0

for (const { prototype } of [PartnerQueue, Registry]) {
  const alarm = prototype.alarm
  prototype.alarm = async function (this: never, info?: AlarmInvocationInfo): Promise<void> {
    running++
    try {
      await alarm.call(this, info)
    } finally {
      running--
    }
  }
}

afterAll(async () => {
  vi.useRealTimers()
  const { PARTNER_QUEUE, REGISTRY } = bindings as unknown as Record<string, DurableObjectNamespace>
  await vi.waitFor(
    async () => {
      for (const namespace of [PARTNER_QUEUE, REGISTRY]) {
        if (namespace === undefined) continue
        for (const id of await listDurableObjectIds(namespace))
          await runInDurableObject(namespace.get(id), (_, { storage }) => storage.deleteAlarm())
      }
      if (running > 0) throw new Error(`${running} alarms run`)
    },
    { timeout: 20_000, interval: 20 },
  )
})
