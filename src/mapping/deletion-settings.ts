import type { Mapping } from './file/mapping.ts'
import { isRefusal } from './context/refusal.ts'
import type { Settings } from './context/scope.ts'
import { callScope, callsOf, plan } from './translate.ts'

const sample = { type: 'delete', userId: 'user@example.com', anonymousId: 'anonymous', messageId: 'sample' } as const

/** The settings that are not set and without which a mapping's deletion cannot be sent, though events can: a delete would wait for them. */
export function settingsForDeletion(mapping: Mapping, settings: Settings): readonly string[] {
  const missing: string[] = []
  for (;;) {
    const stood = Object.fromEntries(missing.map((name) => [name, 'set']))
    const next = nextMissing(mapping, { ...settings, ...stood })
    if (next === undefined) return missing
    missing.push(next)
  }
}

/** A setting that a request of the deletion says it lacks. */
function nextMissing(mapping: Mapping, settings: Settings): string | undefined {
  const refusals = callsOf(plan(sample, { mapping, settings, now: 0 }), settings)
    .flatMap((call) => {
      const scope = callScope(call, settings)
      return call.rule.steps.filter(({ holds }) => holds === undefined || holds(scope)).map((step) => step.build(scope))
    })
    .filter(isRefusal)
  return Object.keys(mapping.settings).find(
    (name) => settings[name] === undefined && refusals.some(({ message }) => message.includes(`setting "${name}"`)),
  )
}
