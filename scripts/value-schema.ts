import { segmentDirectives } from '../src/mapping/directives/segment.ts'
import type { JsonObject } from '../src/values/json.ts'

/** Where the schema of values stands in the schema of mappings. */
export const value: JsonObject = { $ref: '#/$defs/Value' }
const values: JsonObject = { type: 'array', items: value }
const condition: JsonObject = { type: 'string', description: 'A condition in FQL.' }

/** An object with these members, of which `required` must be there. */
function object(properties: JsonObject, required: readonly string[]): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false }
}

const then: JsonObject = { ...value, description: 'The value where the condition holds.' }
const otherwise: JsonObject = { ...value, description: 'The value where no condition holds; absent if left out.' }
const branch = object({ if: condition, then }, ['if', 'then'])

/** The argument of each directive of the language. */
const arguments_: Readonly<Record<string, JsonObject>> = {
  '@literal': { description: 'JSON as it stands: no text in it is a template, no object a directive.' },
  '@spread': { ...values, description: 'Objects laid over each other: a later one wins.' },
  '@concat': { ...values, description: 'Lists joined; a single value is a list of one.' },
  '@first': { ...values, description: 'The first value that is not empty.' },
  '@object': { ...value, description: 'An object from a list of [key, value].' },
  '@compact': { ...value, description: 'A built value without what is empty in it.' },
  '@pipe': {
    type: 'array',
    items: [value, { type: 'string', description: 'Filters, as in a placeholder, without {{ }}.' }],
    minItems: 2,
    additionalItems: false,
    description: 'Filters on a built value: [value, "filter: argument | filter"].',
  },
  '@map': {
    ...object(
      {
        over: { ...value, description: 'The list.' },
        as: { ...value, description: 'What each element becomes; item is the element, index its position.' },
        where: { ...condition, description: 'A condition in FQL: only elements for which it holds.' },
        element: {
          type: 'string',
          pattern: '^[A-Za-z][A-Za-z0-9_]*$',
          description: 'A name for the element, so that a @map inside sees it too.',
        },
      },
      ['over', 'as'],
    ),
    description: 'A value for each element of a list.',
  },
  '@when': {
    anyOf: [
      object({ if: condition, then, else: otherwise }, ['if', 'then']),
      {
        type: 'array',
        items: { anyOf: [branch, object({ else: otherwise }, ['else'])] },
      },
    ],
    description: 'By conditions: the value of the first that holds.',
  },
  '@switch': {
    ...object(
      {
        on: { ...value, description: 'What is looked up in "cases", as text.' },
        cases: { type: 'object', additionalProperties: value, description: 'Values by text.' },
        default: { ...value, description: 'The value for every other text, and for none.' },
      },
      ['on', 'cases'],
    ),
    description: 'One value of a table, by a text.',
  },
}

/** Segment's directives: the checker knows their arguments. */
const ofSegment = Object.fromEntries(
  Object.entries(segmentDirectives).map(([name, { shape }]) => [
    name,
    { description: `Segment's directive: ${shape}` },
  ]),
)

/** The JSON Schema of a value: JSON whose texts are templates, and in which an object with a key that begins with `@` is a directive. */
export function valueSchema(): JsonObject {
  const directives: JsonObject = { ...arguments_, ...ofSegment }
  const alone = Object.keys(directives).map((name) => [name, { maxProperties: 1 }] as const)
  return {
    description: 'A value: texts are templates with {{ placeholders }}, an object with one @ key is a directive.',
    items: value,
    properties: directives,
    patternProperties: { '^(?!@)': value },
    additionalProperties: false,
    dependencies: Object.fromEntries(alone),
  }
}
