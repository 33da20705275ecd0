/**
 * `npm run bench:queue [part ...]`: the queue in a real runtime with its storage on disk, and a partner on loopback. Parts: throughput, rows, deletes,
 * outage, drain, arrivals, buffer, memory. Medians of several repetitions; a floor stands beside the figure that has one, and one that is not met fails the run.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, Runtime } from '../../scripts/runtime.ts'
import { key, workMs } from './bench.ts'
import { rows, throughput } from './commits.ts'
import { deletes } from './deletes.ts'
import { arrivals, buffer, drain } from './drain.ts'
import { memory } from './memory.ts'
import { outage } from './outage.ts'
import { startPartner } from './partner.ts'

const parts = { throughput, rows, deletes, outage, drain, arrivals, buffer, memory }

const sealingKey = btoa('bench sealing key of 32 bytes...')
const folder = mkdtempSync(join(tmpdir(), 'bench-queue-'))
const partner = await startPartner()
const accountsOf = (slug: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${slug.toUpperCase()}_A${i}`, '{}']))
const routes = ['single', 'batched', 'buffered', ...Array.from({ length: 200 }, (_, i) => `batched/a${i}`)]
const runtime = new Runtime({
  script: bundle('bench/queue/wrangler.toml', join(folder, 'worker')),
  storage: join(folder, 'state'),
  bindings: {
    ENVIRONMENT: 'development',
    DEV_PARTNER: partner.origin,
    ENDPOINT_KEYS: JSON.stringify({ [key]: [...routes, '+delete'] }),
    SEALING_KEY: sealingKey,
    RECEIPT_KEYS: JSON.stringify([{ id: 'bench', key: sealingKey }]),
    DELETE_WAIT_MS: '300',
    COUNTERS_FLUSH_MS: '200',
    ALARM_WORK_MS: String(workMs),
    ...accountsOf('single'),
    ...accountsOf('batched'),
    ...accountsOf('ten'),
  },
})
try {
  await runtime.start()
  const wished = process.argv.slice(2)
  for (const [name, part] of Object.entries(parts))
    if (wished.length === 0 || wished.includes(name)) await part({ runtime, partner, folder })
} finally {
  await runtime.stop()
  partner.close()
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
