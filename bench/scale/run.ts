/**
 * `npm run bench:scale [part ...]`: 10,000 accounts, a million deleted users, and a partner that is down for six hours at 200 events a second, in a real runtime with its
 * storage on disk. Parts: registry, outage. What is measured is a part of it, at two sizes; the whole is computed, and said to be. A limit that is passed, or an event that is
 * lost, fails the run.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, Runtime } from '../../scripts/runtime.ts'
import { key } from '../queue/bench.ts'
import { startPartner } from '../queue/partner.ts'
import { outage } from './outage.ts'
import { registry } from './registry.ts'
import { operatorToken } from './scale.ts'

const parts = { outage, registry }

const folder = mkdtempSync(join(tmpdir(), 'bench-scale-'))
const partner = await startPartner()
const runtime = new Runtime({
  script: bundle('bench/scale/wrangler.toml', join(folder, 'worker')),
  storage: join(folder, 'state'),
  bindings: {
    ENVIRONMENT: 'development',
    DEV_PARTNER: partner.origin,
    ADMIN_TOKEN: operatorToken,
    ENDPOINT_KEYS: JSON.stringify({ [key]: ['batched', 'ten'] }),
    BATCHED_A1: '{}',
    BATCHED_A2: '{}',
    // The outage lasts seconds, not hours: retries and probes are as much faster.
    RETRY_BASE_MS: '1000',
    CIRCUIT_PROBE_MS: '1000',
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
