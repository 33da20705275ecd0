import { Validator } from '@cfworker/json-schema'
import document from '../../openapi.json' with { type: 'json' }

type Json = Readonly<Record<string, unknown>>

/** A request to the Worker, and its reply. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly requestBody: unknown
  readonly status: number
  readonly type: string
  readonly text: string
}

const { components } = document
const paths = Object.entries(document.paths as Readonly<Record<string, Json>>).map(([path, item]) => ({
  form: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  // Where two paths match, the one without parameters is meant (OpenAPI 3.1, Paths Object).
  parameters: path.split('{').length,
  item,
}))
paths.sort((a, b) => a.parameters - b.parameters)

/** What in an exchange is not as `openapi.json` says: nothing where it is, or where the path is none of an operator's routes. */
export function undocumented(exchange: Exchange): readonly string[] {
  const { pathname } = new URL(exchange.path, 'https://forwarder.example.com')
  const item = paths.find(({ form }) => form.test(pathname))?.item
  if (item === undefined) return []
  const operation = item[exchange.method === 'HEAD' ? 'get' : exchange.method.toLowerCase()]
  if (operation === undefined) return exchange.status === 405 ? [] : ['a method without a description is 405']
  return [...faultsOfReply(operation, exchange), ...faultsOfRequest(operation, exchange)]
}

function faultsOfReply(operation: unknown, { method, status, type, text }: Exchange): readonly string[] {
  const reply = resolved(memberOf(memberOf(operation, 'responses'), String(status)))
  if (reply === undefined) return [`the status ${status} is not described`]
  const content = memberOf(memberOf(reply, 'content'), type)
  if (content === undefined) return [`the media type ${type} is not described`]
  if (method === 'HEAD') return []
  return faultsBy(memberOf(content, 'schema'), type === 'application/json' ? JSON.parse(text) : text)
}

/** A request that was obeyed fits its description too. */
function faultsOfRequest(operation: unknown, { status, requestBody }: Exchange): readonly string[] {
  const body = memberOf(operation, 'requestBody')
  if (body === undefined || status >= 300) return []
  const given: unknown = typeof requestBody === 'string' ? JSON.parse(requestBody || '{}') : (requestBody ?? {})
  const content = memberOf(memberOf(body, 'content'), 'application/json')
  return faultsBy(memberOf(content, 'schema'), JSON.parse(JSON.stringify(given))).map(
    (fault) => `the request: ${fault}`,
  )
}

const validators = new Map<unknown, Validator>()

function faultsBy(schema: unknown, value: unknown): readonly string[] {
  const validator = validators.get(schema) ?? new Validator({ ...Object(schema), components }, '2020-12', false)
  validators.set(schema, validator)
  return validator.validate(value).errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`)
}

function resolved(reply: unknown): unknown {
  const reference = memberOf(reply, '$ref')
  return typeof reference === 'string' ? memberOf(components.responses, reference.split('/').at(-1) ?? '') : reply
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined
}
