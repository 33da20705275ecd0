import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** The page that the Worker serves as static assets. Its paths are relative, so that it also works in a folder of a file server. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: resolve(import.meta.dirname, '../generated/console'),
    emptyOutDir: true,
    target: 'es2024',
    // a polyfill for old browsers would be an inline script
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
})
