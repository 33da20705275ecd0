/** `npm run console`: builds the page from `console/` into `generated/console`, which the Worker serves as static assets. */
import { resolve } from 'node:path'
import { buildPage } from './page.ts'

await buildPage(resolve(import.meta.dirname, '..'))
