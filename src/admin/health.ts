import type { DeleteKeys } from '../deletes/keys.ts'
import { deleteKeysOf } from '../deletes/keys.ts'
import { otherKey } from '../deletes/marks-key.ts'
import { within } from '../runtime/time-limit.ts'
import { knownShadows } from '../partners/shadow.ts'
import { registryOf } from '../registry/registry.ts'
import { openMetrics, openMetricsType } from '../registry/open-metrics.ts'
import type { Reply } from '../requests/reply.ts'
import { unavailable } from '../requests/reply.ts'
import type { Asked } from './ask.ts'
import { accountProblems } from './partner-list.ts'
import { wrongVariables } from './wrong-variables.ts'

const registryMs = 2_000
/** So many accounts are named. */
const mostNamed = 10

/** `GET /health`: that we live; with `?deep=1` (an operator) also whether the registry answers, every account that is set has all it requires, every variable is obeyed, and deletes are taken; and which partners and accounts are shadowed, which is no fault. */
export async function health(asked: Asked): Promise<Reply> {
  if (new URL(asked.request.url).searchParams.get('deep') !== '1') return { status: 200, body: { status: 'ok' } }
  const known = await knownOfKeys(asked)
  const registry = known !== undefined
  const problems = accountProblems(asked.env, [new URL(asked.request.url).hostname])
  const variables = wrongVariables(asked.env)
  const deletes = deletesOf(deleteKeysOf(asked.env), known ?? { keys: [], withoutKey: [] })
  const ok = registry && deletes === 'taken' && problems.length === 0 && variables.length === 0
  const found = {
    registry: registry ? 'ok' : 'unreachable',
    deletes,
    problems,
    variables,
    shadowed: knownShadows(asked.env),
  }
  if (ok) return { status: 200, body: { status: 'ok', ...found } }
  return { status: 503, body: { status: 'failing', code: 'unhealthy', message: whatFails, ...found } }
}

const whatFails = '"registry", "deletes", "problems" and "variables" say what is out of order'

/** What the registry knows of the keys of deletes: the marks of those by which users were deleted, and the accounts that hold everything back for want of theirs. */
interface KnownOfKeys {
  readonly keys: readonly string[]
  readonly withoutKey: readonly string[]
}

/** Whether deletes are taken, or why not. */
function deletesOf(set: DeleteKeys, { keys, withoutKey }: KnownOfKeys): string {
  if (set.kind === 'missing') return `refused: ${set.why}`
  if (keys.length > 0 && !keys.includes(set.seals.keyMark) && !set.isKeyLost) return `refused: ${otherKey}`
  const some = withoutKey.slice(0, mostNamed).join(', ')
  return withoutKey.length === 0
    ? 'taken'
    : `refused: the last key of SEALING_KEY is missing or another one at ${withoutKey.length} accounts: ${some}`
}

/** Asks the registry; nothing where it does not answer in time. */
async function knownOfKeys({ env }: Asked): Promise<KnownOfKeys | undefined> {
  return within(registryMs, async () => {
    const registry = registryOf(env)
    const [keys, withoutKey] = await Promise.all([registry.tombstoneKeys(), registry.withoutKey()])
    return { keys, withoutKey }
  })
}

/** `GET /metrics` (`METRICS_TOKEN`, or an operator): OpenMetrics, from the registry alone. */
export async function metrics(asked: Asked): Promise<Reply> {
  try {
    const snapshot = await registryOf(asked.env).metrics()
    return { status: 200, body: openMetrics(snapshot, asked.now), headers: { 'Content-Type': openMetricsType } }
  } catch {
    return unavailable('registry_unavailable', 'the registry does not answer')
  }
}
