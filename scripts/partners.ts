/** `npm run partners`: writes `docs/partners.md` from the mappings. A test keeps it current. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { partnersPage } from './partners-page.ts'

const root = resolve(import.meta.dirname, '..')
writeFileSync(resolve(root, 'docs/partners.md'), partnersPage(root))
console.log('wrote docs/partners.md')
