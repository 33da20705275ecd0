import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** The page and the playground, which the Worker serves as static assets. Their paths are relative, so that the playground also works in a folder of any file server. */
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
    rolldownOptions: {
      input: ['index.html', 'playground.html'].map((name) => resolve(import.meta.dirname, name)),
    },
  },
})
