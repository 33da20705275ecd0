/** `npm run playground`: the tab where mappings are tried, as static files alone, on loopback. They are in `generated/console`, for any file server. */
import { resolve } from 'node:path'
import { preview } from 'vite'
import { buildPage } from './page.ts'

const root = resolve(import.meta.dirname, '..')
await buildPage(root)
const server = await preview({
  configFile: resolve(root, 'console/vite.config.ts'),
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port: Number(process.env['PORT'] ?? 8789) },
})
const [origin = ''] = server.resolvedUrls?.local ?? []
console.log(`The playground: ${origin}playground.html (ends with Ctrl-C). As files: generated/console`)
