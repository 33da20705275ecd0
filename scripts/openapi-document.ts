import type { ConversionConfig } from '@valibot/to-json-schema'
import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema'
import * as v from 'valibot'
import type { Operation, TextReply } from '../src/admin/operations/operation.ts'
import type { ErrorCode, ErrorStatus } from '../src/requests/error-codes.ts'
import { errorCodes } from '../src/requests/error-codes.ts'

/** What the document needs of a row of the table of routes. Rows without an `operation` are destinations, which Segment calls, not operators. */
export interface DocumentedRoute {
  readonly path: string
  readonly methods: readonly string[]
  readonly auth: { readonly role: string; readonly raised?: Readonly<Record<string, string>> }
  readonly operation?: string
}

/** What the document is made of. */
export interface Documented {
  readonly routes: readonly DocumentedRoute[]
  readonly operations: Readonly<Record<string, Operation>>
  readonly namedSchemas: Readonly<Record<string, v.GenericSchema>>
}

type Json = Readonly<Record<string, unknown>>

const phrases: Readonly<Record<101 | 200 | 202 | ErrorStatus, string>> = {
  101: 'Switching Protocols',
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  508: 'Loop Detected',
}

/** The OpenAPI document of all routes of operators, as text. */
export function openApiText({ routes, operations, namedSchemas }: Documented): string {
  const config: ConversionConfig = {
    target: 'draft-2020-12',
    typeMode: 'input',
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  }
  const schemaOf = (schema: v.GenericSchema): Json => {
    const { $schema: _, $defs: __, ...json } = toJsonSchema(schema, { ...config, definitions: namedSchemas })
    return json
  }
  const rows = routes.flatMap((route) => {
    const operation = operations[route.operation ?? '']
    return operation === undefined ? [] : [{ route, operation }]
  })
  const used = [...new Set(rows.flatMap(({ route, operation }) => errorsOf(route, operation)))].toSorted()
  return `${JSON.stringify(
    {
      openapi: '3.1.0',
      info: { title: 'Edge Forwarder: the routes of operators', version: '1' },
      paths: Object.fromEntries(
        rows.map(({ route, operation }) => [
          route.path.replaceAll(/:(\w+)/g, '{$1}'),
          { [(route.methods[0] ?? '').toLowerCase()]: operationOf(route, operation, schemaOf) },
        ]),
      ),
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
        parameters: Object.fromEntries(['partner', 'account', 'id'].map((name) => [name, pathParameter(name)])),
        responses: Object.fromEntries(used.map((status) => [status, errorReply(status)])),
        schemas: {
          ...toJsonSchemaDefs({ ...namedSchemas }, config),
          ...Object.fromEntries(used.map((status) => [`Error${status}`, schemaOf(errorSchema(status))])),
        },
      },
    },
    null,
    2,
  )}\n`
}

type SchemaOf = (schema: v.GenericSchema) => Json

function operationOf(route: DocumentedRoute, operation: Operation, schemaOf: SchemaOf): Json {
  const { summary, query, body } = operation
  const parameters = [
    ...namesIn(route).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...(query === undefined ? [] : queryParameters(schemaOf(query), route)),
  ]
  return {
    operationId: route.operation,
    summary,
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: responsesOf(route, operation, schemaOf),
  }
}

/** Who may use a route. Of a Bearer token, roles say what it must open (OpenAPI 3.1, Security Requirement Object). */
function securityOf({ auth: { role, raised } }: DocumentedRoute): readonly Json[] {
  if (role !== 'anybody') return [{ token: [role] }]
  return [{}, ...Object.values(raised ?? {}).map((higher) => ({ token: [higher] }))]
}

function namesIn({ path }: DocumentedRoute): readonly string[] {
  return Array.from(path.matchAll(/:(\w+)/g), ([, name = '']) => name)
}

function pathParameter(name: string): Json {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

function queryParameters(schema: Json, { auth: { raised = {} } }: DocumentedRoute): readonly Json[] {
  const properties = schema['properties'] as Readonly<Record<string, Json>>
  const required = schema['required'] as readonly string[]
  return Object.entries(properties).map(([name, { description, ...rest }]) => {
    const needs = raised[name] === undefined ? [] : [`needs the role ${raised[name]}`]
    const said = [description, ...needs].filter((text) => text !== undefined).join('; ')
    return {
      name,
      in: 'query',
      ...(required.includes(name) && { required: true }),
      ...(said !== '' && { description: said }),
      schema: rest,
    }
  })
}

/** The statuses of a route's plain errors: those that every route has, those that follow from its row, and its own. */
function errorsOf(route: DocumentedRoute, { body, errors = [] }: Operation): readonly ErrorStatus[] {
  const all: readonly ErrorStatus[] = [
    ...(route.auth.role === 'anybody' && route.auth.raised === undefined ? [] : ([401] as const)),
    ...(isForAdmins(route) ? ([403] as const) : []),
    ...(namesIn(route).length > 0 ? ([404] as const) : []),
    ...(route.auth.raised === undefined ? [] : ([400] as const)),
    ...(body === undefined ? [] : ([400, 413, 415] as const)),
    ...errors,
    503,
    508,
  ]
  return [...new Set(all)].toSorted()
}

/** Whether a route, or a parameter of it, is for admins, so that a viewer may be refused. */
function isForAdmins({ auth: { role, raised = {} } }: DocumentedRoute): boolean {
  return [role, ...Object.values(raised)].includes('admin')
}

function responsesOf(route: DocumentedRoute, operation: Operation, schemaOf: SchemaOf): Json {
  const errors = errorsOf(route, operation)
  const own = Object.entries(operation.replies).map(([status, reply]) => {
    const isAlsoPlain = errors.some((error) => String(error) === status)
    return [status, replyOf(status, reply, isAlsoPlain, schemaOf)] as const
  })
  const plain = errors.map((status) => [String(status), { $ref: `#/components/responses/${status}` }] as const)
  return Object.fromEntries([...plain, ...own])
}

function replyOf(status: string, reply: v.GenericSchema | TextReply, isAlsoPlain: boolean, schemaOf: SchemaOf): Json {
  const description = (phrases as Readonly<Record<string, string>>)[status] ?? ''
  if ('text' in reply) return { description, content: { [reply.text]: { schema: { type: 'string' } } } }
  const own = schemaOf(reply)
  const schema = isAlsoPlain ? { anyOf: [{ $ref: `#/components/schemas/Error${status}` }, own] } : own
  return { description, content: { 'application/json': { schema } } }
}

function errorReply(status: ErrorStatus): Json {
  return {
    description: phrases[status],
    ...(status === 503 && { headers: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } } }),
    content: { 'application/json': { schema: { $ref: `#/components/schemas/Error${status}` } } },
  }
}

function errorSchema(status: ErrorStatus): v.GenericSchema {
  const codes = Object.entries(errorCodes).flatMap(([code, its]) => (its === status ? [code as ErrorCode] : []))
  return v.strictObject({ code: v.picklist(codes), message: v.string() })
}
