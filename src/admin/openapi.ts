import document from '../../openapi.json' with { type: 'json' }
import type { Reply } from '../requests/reply.ts'

/** `GET /v1/openapi.json`: what the routes of operators take and reply, as OpenAPI. `npm run schema` makes it. */
export function showOpenApi(): Reply {
  return { status: 200, body: document }
}
