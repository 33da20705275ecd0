import { toJsonSchema } from '@valibot/to-json-schema'
import { Auth, MappingFile, Value } from '../src/mapping/file/schema.ts'
import type { JsonObject } from '../src/values/json.ts'
import { isObject } from '../src/values/json.ts'
import { descriptionOf } from './mapping-descriptions.ts'
import { value, valueSchema } from './value-schema.ts'

/** The JSON Schema of a mapping file, as text. */
export function mappingSchema(): string {
  const schema = toJsonSchema(MappingFile, { errorMode: 'ignore', definitions: { Auth, Value } })
  const described = schemaOf(schema, [])
  const whole = {
    ...described,
    $defs: { ...(isObject(described['$defs']) ? described['$defs'] : {}), Value: valueSchema() },
    $id: 'urn:edge-forwarder:mapping:1',
    title: 'A mapping of the Edge Forwarder',
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}

/** A schema with descriptions of its properties; `names`: the properties around it, the innermost last. */
function schemaOf(node: object, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(node).map(([key, part]: [string, unknown]) => [key, partOf(key, part, names)]),
  )
}

function partOf(key: string, part: unknown, names: readonly string[]): unknown {
  if (Array.isArray(part)) return part.map((element: unknown) => partOf('', element, names))
  if (!isObject(part)) return part
  if (key === '$defs') return membersOf(part, ([name, one]) => [name, schemaOf(one, [name.toLowerCase()])])
  if (key !== 'properties') return schemaOf(part, names)
  return membersOf(part, ([name, one]) =>
    name === 'for' && names.join('.') !== 'deletion.requests' ? undefined : [name, propertyOf(name, one, names)],
  )
}

function membersOf(
  node: JsonObject,
  member: (entry: readonly [string, JsonObject]) => readonly [string, JsonObject] | undefined,
): JsonObject {
  const entries = Object.entries(node).map(([name, one]) => member([name, isObject(one) ? one : {}]))
  return Object.fromEntries(entries.filter((entry) => entry !== undefined))
}

function propertyOf(name: string, property: JsonObject, names: readonly string[]): JsonObject {
  // Headers may be made by a directive, whose name is then the only key.
  const own = name === 'headers' ? { type: 'object', allOf: [value] } : schemaOf(property, [...names, name])
  return { description: descriptionOf(name, names.at(-1)), ...own }
}
