import { Hono } from 'hono'
import type { Env } from '../env.ts'
import { loopHeader } from '../delivery/send.ts'
import { log } from '../delivery/log.ts'
import { reportVariables } from '../delivery/variable-report.ts'
import type { Reply } from '../forward/reply.ts'
import { errorReply, unavailable } from '../forward/reply.ts'
import type { Door, Isolate } from './doors.ts'
import { doors, newIsolate } from './doors.ts'

/** The Worker's HTTP side: our request id on every reply, loops refused, the doors, JSON errors. */
export function createApp(isolate: Isolate = newIsolate()): Hono<{ Bindings: Env; Variables: { requestId: string } }> {
  const app = new Hono<{ Bindings: Env; Variables: { requestId: string } }>()
  app.use(async function identify(context, next) {
    reportVariables(context.env)
    context.set('requestId', crypto.randomUUID())
    await next()
    context.header('X-Request-Id', context.get('requestId'))
  })
  app.use(async function refuseLoops(context, next) {
    if (context.req.header(loopHeader) === undefined) return next()
    return respond(errorReply(508, 'this request comes from an edge forwarder: it would go round in a loop'))
  })
  for (const door of doors) addDoor(app, door, isolate)
  app.notFound(() => respond(errorReply(404, 'there is no such door')))
  app.onError(function answerFault(error, context) {
    log('fault', { requestId: context.get('requestId'), name: error.name, stack: error.stack?.split('\n').slice(1, 6) })
    return respond(unavailable('the forwarder failed; nothing is lost, send it again'))
  })
  return app
}

function addDoor(app: ReturnType<typeof createApp>, door: Door, isolate: Isolate): void {
  if (door.methods.includes('ALL')) {
    app.all(door.path, async (context) => respond(await door.handle(context, isolate)))
    return
  }
  app.on([...door.methods], door.path, async (context) => respond(await door.handle(context, isolate)))
  const allow = door.methods.join(', ')
  app.all(door.path, () => respond(errorReply(405, `this door takes ${allow}`, { Allow: allow })))
}

function respond({ status, body, headers }: Reply): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(text, { status, headers: { 'Content-Type': 'application/json', ...headers } })
}
