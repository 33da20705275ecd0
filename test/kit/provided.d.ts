/// <reference types="vite/types/importMeta.d.ts" />
import 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The origin of the misbehaving partner on loopback (`test/kit/partner.ts`). */
    partner: string
    /** `PROPERTY_RUNS` of the environment, which workerd does not see. */
    propertyRuns?: number
  }
}
