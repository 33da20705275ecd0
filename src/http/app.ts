import type { MiddlewareHandler } from 'hono'
import { HonoBase } from 'hono/hono-base'
import { CachingRouter } from './caching-router.ts'
import { loopHeader } from '../transport/send.ts'
import { log } from '../runtime/log.ts'
import { reportVariables } from '../runtime/variable-report.ts'
import type { Env } from '../env.ts'
import { receive } from '../destinations/destination.ts'
import type { Reply } from '../requests/reply.ts'
import { errorReply, unavailable } from '../requests/reply.ts'
import type { RequestContext } from '../destinations/request-context.ts'
import type { Role } from '../admin/ask.ts'
import { authenticate } from './authenticate.ts'
import type { Isolate, Route } from './routes.ts'
import { newIsolate, routes } from './routes.ts'

/** What requests carry on their way: our request id, and as what they were let in. */
interface HonoEnv {
  Bindings: Env
  Variables: { requestId: string; role: Role }
}

type RouteContext = Parameters<MiddlewareHandler<HonoEnv>>[0]

/** The Worker's HTTP side: our request id on every reply, loops refused, the routes, each behind its authentication, JSON errors. */
export function createApp(isolate: Isolate = newIsolate()): HonoBase<HonoEnv> {
  const app = new HonoBase<HonoEnv>({ router: new CachingRouter() })
  app.use(async function begin(context, next) {
    reportVariables(context.env)
    context.set('requestId', crypto.randomUUID())
    if (context.req.header(loopHeader) !== undefined)
      return respond(
        context,
        errorReply('loop_detected', 'this request comes from an edge forwarder: it would go round in a loop'),
      )
    // The router would take "/health/" for "/health".
    return context.req.path.endsWith('/') ? notFound(context) : next()
  })
  for (const route of routes) addRoute(app, route, isolate)
  app.notFound(notFound)
  app.onError(function answerFault(error, context) {
    log('fault', { requestId: context.get('requestId'), name: error.name, stack: error.stack?.split('\n').slice(1, 6) })
    return respond(context, unavailable('internal_error', 'the forwarder failed; nothing is lost, send it again'))
  })
  return app
}

/** Adds a route: its authentication, then its handler, then 405 for other methods. Destinations authenticate themselves, and answer other methods once they know who asks. */
function addRoute(app: HonoBase<HonoEnv>, route: Route, isolate: Isolate): void {
  if (!('handle' in route)) {
    app.all(route.path, async function forward(context) {
      const { partner, account } = namedBy(context)
      const incoming = {
        request: context.req.raw,
        partner,
        account: account === '' ? 'default' : account,
        requestId: context.get('requestId'),
        host: new URL(context.req.url).hostname,
      }
      return respond(context, await receive(incoming, requestContext(context, isolate)))
    })
    return
  }
  app.on([...route.methods], route.path, only(route), async function handle(context) {
    const around = requestContext(context, isolate)
    const { request, requestId, ...named } = {
      request: context.req.raw,
      requestId: context.get('requestId'),
      ...namedBy(context),
    }
    const asked = {
      role: context.get('role'),
      request,
      env: context.env,
      bodyLimits: isolate.bodyLimits,
      now: Date.now(),
      requestId,
    }
    const reply = await route.handle({ asked, named, requestContext: around })
    if (!(reply instanceof Response)) return respond(context, reply)
    const own = new Response(reply.body, reply)
    own.headers.set(requestIdHeader, requestId)
    return own
  })
  const allow = route.methods.join(', ')
  app.all(route.path, (context) =>
    respond(context, errorReply('method_not_allowed', `this route takes ${allow}`, { Allow: allow })),
  )
}

/** Lets a request in as the route says. */
function only({ auth }: Extract<Route, { handle: unknown }>): MiddlewareHandler<HonoEnv> {
  return async function authenticated(context, next) {
    const who = authenticate(context.req.raw, auth, context.env)
    if ('reply' in who) return respond(context, who.reply)
    context.set('role', who.role)
    return next()
  }
}

function namedBy(context: RouteContext): { readonly partner: string; readonly account: string; readonly id: string } {
  const { partner = '', account = '', id = '' } = context.req.param() as Readonly<Record<string, string>>
  return { partner, account, id }
}

function requestContext(context: RouteContext, isolate: Isolate): RequestContext {
  const later = (work: Promise<unknown>): void => context.executionCtx.waitUntil(work)
  return { ...isolate, env: context.env, now: Date.now, later }
}

function notFound(context: RouteContext): Response {
  return respond(context, errorReply('not_found', 'there is no such route'))
}

const requestIdHeader = 'X-Request-Id'

function respond(context: RouteContext, { status, body, headers }: Reply): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const own = { 'Content-Type': 'application/json', [requestIdHeader]: context.get('requestId') }
  return new Response(text, { status, headers: { ...own, ...headers } })
}
