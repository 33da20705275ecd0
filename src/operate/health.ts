import { deleteKeysOf } from '../delivery/deletes/keys.ts'
import { registryOf } from '../delivery/registry/registry.ts'
import { openMetrics, openMetricsType } from '../delivery/registry/open-metrics.ts'
import { variableProblems } from '../delivery/variables.ts'
import type { Reply } from '../forward/reply.ts'
import { unavailable } from '../forward/reply.ts'
import type { Asked } from './ask.ts'
import { hasMetricsToken, operatorOf } from './ask.ts'
import { accountProblems } from './partner-list.ts'

const registryMs = 2_000

/** `GET /health`: that we live; with `?deep=1` (an operator) also whether the registry answers every account that is set has all it requires, and every variable is obeyed; says whether deletes are taken. */
export async function health(asked: Asked): Promise<Reply> {
  if (new URL(asked.request.url).searchParams.get('deep') !== '1') return { status: 200, body: { status: 'ok' } }
  const who = operatorOf(asked, 'viewer')
  if ('reply' in who) return who.reply
  const registry = await reachable(asked)
  const problems = accountProblems(asked.env, [new URL(asked.request.url).hostname])
  const keys = deleteKeysOf(asked.env)
  const variables = variableProblems(asked.env)
  const ok = registry && problems.length === 0 && variables.length === 0
  return {
    status: ok ? 200 : 503,
    body: {
      status: ok ? 'ok' : 'failing',
      registry: registry ? 'ok' : 'unreachable',
      deletes: keys.kind === 'keys' ? 'taken' : `refused: ${keys.why}`,
      problems,
      variables,
    },
  }
}

async function reachable({ env }: Asked): Promise<boolean> {
  try {
    const asked = registryOf(env)
      .paused()
      .then(() => true)
    return await Promise.race([asked, scheduler.wait(registryMs).then(() => false)])
  } catch {
    return false
  }
}

/** `GET /metrics` (`METRICS_TOKEN`, or an operator): OpenMetrics, from the registry alone. */
export async function metrics(asked: Asked): Promise<Reply> {
  if (!hasMetricsToken(asked)) {
    const who = operatorOf(asked, 'viewer')
    if ('reply' in who) return who.reply
  }
  try {
    const snapshot = await registryOf(asked.env).metrics()
    return { status: 200, body: openMetrics(snapshot, asked.now), headers: { 'Content-Type': openMetricsType } }
  } catch {
    return unavailable('the registry does not answer')
  }
}
