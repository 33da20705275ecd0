import { abortAllDurableObjects } from 'cloudflare:test'
import { vi } from 'vitest'
import { shareWithObjects } from './worker.ts'

/**
 * Deploys: every object ends, and the next call wakes it anew in code that is loaded anew, with these mapping files by slug in place of those of `mappings.ts`
 * (`null`: there is none any more). The test itself keeps the code that it has. What an object has just written may be lost, unless it is on the disk.
 */
export async function deploy(mappings: Readonly<Record<string, unknown>>): Promise<void> {
  shareWithObjects({ DEPLOYED_MAPPINGS: mappings })
  await abortAllDurableObjects()
  vi.resetModules()
}
