import { describe, expect, test } from 'vitest'
import written from '../../openapi.json?raw'
import { openApiText } from '../../scripts/openapi-document.ts'
import { namedSchemas, operations } from '../../src/admin/operations/operations.ts'
import { routes } from '../../src/http/routes.ts'
import { undocumented } from '../kit/documented.ts'
import { environment, fetchWorker, freshToken, objects } from '../kit/worker.ts'

const operatorRoutes = routes.filter((route) => 'operation' in route)
const tokens = { ADMIN_TOKEN: 'the-admin-token', VIEWER_TOKEN: 'the-viewer-token' }
const env = { ...environment(freshToken()), ...objects, ...tokens }

test('openapi.json is what npm run schema writes', () => {
  expect(written === openApiText({ routes, operations, namedSchemas })).toBe(true)
})

test('the document has each route of operators, under a name of its own, and no other', () => {
  const { paths } = JSON.parse(written) as { readonly paths: Readonly<Record<string, object>> }
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      row: `${method.toUpperCase()} ${path}`,
      name: Reflect.get(Object(operation), 'operationId') as unknown,
    })),
  )
  const rows = operatorRoutes.map(({ path, methods, operation }) => ({
    row: `${methods[0]} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    name: operation,
  }))
  expect(described).toEqual(rows)
  expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(operations).toSorted())
})

test.for(Object.values(tokens))('GET /v1/openapi.json shows it to %s', async (token) => {
  const reply = await fetchWorker(env, '/v1/openapi.json', {
    method: 'GET',
    key: undefined,
    headers: { Authorization: `Bearer ${token}` },
  })
  expect({ status: reply.status, body: await reply.json() }).toEqual({ status: 200, body: JSON.parse(written) })
})

describe('a reply that differs from the document fails the test that sees it', () => {
  const path = '/v1/deliveries/plain/default/an-id/retry'
  const exchange = { method: 'POST', path, requestBody: undefined, status: 200, type: 'application/json' }

  test.for([
    { what: 'a reply as it is described', reply: { status: 'done' }, faults: [] },
    { what: 'an unknown key', reply: { status: 'done', more: 1 }, faults: [/additional properties/] },
    { what: 'a missing key', reply: {}, faults: [/required property "status"/] },
    { what: 'another value', reply: { status: 'lost' }, faults: [/^#\/status: /] },
    { what: 'another status', status: 418, reply: {}, faults: [/^the status 418 is not described$/] },
    { what: 'an error', status: 409, reply: { code: 'already_ended', message: '' }, faults: [] },
    {
      what: 'the code of another status',
      status: 409,
      reply: { code: 'not_found', message: '' },
      faults: [/^#\/code: /],
    },
    { what: 'an error without a message', status: 409, reply: { code: 'already_ended' }, faults: [/"message"/] },
    { what: 'another media type', type: 'text/plain', reply: {}, faults: [/^the media type text\/plain is not/] },
    { what: 'another method', method: 'GET', reply: {}, faults: [/^a method without a description is 405$/] },
    { what: 'a route of Segment', path: '/v1/destinations/plain', reply: { whatever: true }, faults: [] },
  ])('$what', ({ reply, faults, ...differs }) => {
    const found = undocumented({ ...exchange, ...differs, text: JSON.stringify(reply) })
    for (const fault of faults) expect(found).toContainEqual(expect.stringMatching(fault))
    expect(found.length > 0).toBe(faults.length > 0)
  })

  test('a request that is obeyed without being described', () => {
    const cancel = { ...exchange, path: '/v1/deliveries/plain/default/an-id/cancel', text: '{"status":"done"}' }
    expect(undocumented({ ...cancel, requestBody: { reason: 'a mistake' } })).toEqual([])
    expect(undocumented({ ...cancel, requestBody: { why: 'a mistake' } })).toContainEqual(
      expect.stringMatching(/^the request: .*"reason"/),
    )
  })
})
