import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { collect } from './scripts/mappings.ts'

// Tests and what they import read `generated/mappings.ts`, which a fresh clone lacks.
await collect(import.meta.dirname)

/** In tests `src/` sees the mappings of `mappings/` and, beside them, those of `test/kit/mappings.ts`. */
const withTestMappings: Plugin = {
  name: 'with-test-mappings',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source.endsWith('generated/mappings.ts') && importer?.includes('/src/') === true
      ? resolve(import.meta.dirname, 'test/kit/mappings.ts')
      : undefined,
}

export default defineConfig({
  test: {
    // Files wait for timers and processes for a part of their time: one more than there are cores keeps all busy (left alone, vitest takes one less).
    maxWorkers: availableParallelism() + 1,
    // Beside others a test may take several times as long as alone.
    testTimeout: 20_000,
    // The Worker's own log lines are for operators; what tests print (counts, tables) is shown.
    onConsoleLog: (log) => !log.startsWith('{"at":'),
    projects: [
      {
        plugins: [
          withTestMappings,
          cloudflareTest({ main: './src/index.ts', wrangler: { configPath: './wrangler.toml' } }),
        ],
        test: {
          name: 'workerd',
          include: ['test/workerd/**/*.test.ts'],
          globalSetup: ['test/kit/partner.ts'],
          setupFiles: ['test/kit/end.ts'],
        },
      },
      // Files share a process: starting one for each takes a fifth of all the time, and nothing in them outlives a file.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/kit/unpack-browser.ts'],
          // A browser, a forwarder and all other tests share the cores.
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          environment: 'node',
          isolate: false,
          globalSetup: ['test/kit/compile-cache.ts'],
        },
      },
    ],
  },
})
