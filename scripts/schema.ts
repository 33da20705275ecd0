/**
 * `npm run schema`: writes `mapping.schema.json`, by which editors complete and check mappings, and `openapi.json`, which says what the routes of operators take and reply. Tests
 * keep both current.
 */
import { writeFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mappingSchema } from './mapping-schema.ts'
import type { Documented } from './openapi-document.ts'
import { openApiText } from './openapi-document.ts'

const root = resolve(import.meta.dirname, '..')
const source = pathToFileURL(resolve(root, 'src')).href

// The table of routes comes with its handlers, and these with the classes of Durable Objects.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'cloudflare:workers'
      ? { url: 'data:text/javascript,export class DurableObject {}', shortCircuit: true }
      : next(specifier, context),
})
const { routes } = (await import(`${source}/http/routes.ts`)) as Pick<Documented, 'routes'>
const { operations, namedSchemas } = (await import(`${source}/admin/operations/operations.ts`)) as Omit<
  Documented,
  'routes'
>

await write('mapping.schema.json', mappingSchema())
await write('openapi.json', openApiText({ routes, operations, namedSchemas }))

async function write(name: string, text: string): Promise<void> {
  await writeFile(resolve(root, name), text)
  console.log(`wrote ${name}`)
}
