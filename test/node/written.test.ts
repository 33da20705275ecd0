import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { mappingSchema } from '../../scripts/mapping-schema.ts'

const root = resolve(import.meta.dirname, '../..')

test.for([{ file: 'mapping.schema.json', text: mappingSchema(), by: 'npm run schema' }])(
  '$file is what $by writes',
  ({ file, text }) => {
    expect(readFileSync(resolve(root, file), 'utf8') === text).toBe(true)
  },
)
