/** `npm run schema`: writes `mapping.schema.json`, by which editors complete and check mappings. A test keeps it current. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { mappingSchema } from './mapping-schema.ts'

await writeFile(resolve(import.meta.dirname, '../mapping.schema.json'), mappingSchema())
console.log('wrote mapping.schema.json')
