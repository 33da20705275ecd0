import type { CompileContext } from '../context/compile-context.ts'
import { rootNames } from '../context/compile-context.ts'
import { eventTypes } from '../context/event-types.ts'
import type { Path } from '../context/scope.ts'
import type { Known, KnownOf } from '../fql/check.ts'

const roots: ReadonlySet<unknown> = new Set(rootNames)

/** Where only events stand that subscriptions take; the requests of one may have headers that deletes share. */
const seesNoDeletes = /^\/(?:drop|subscriptions\/\d+\/(?:subscribe|requires|item))(?:\/|$)/

/** What a condition in this place can know of its fields: the types of events, numbers of answers, the choices of settings. */
export function knownAt(context: CompileContext): KnownOf {
  return (path) => {
    const [first, ...rest] = path
    if (first === '$' || !roots.has(first)) return knownOfEvent(first === '$' ? rest : path, context)
    return knownOfRoot(path, context)
  }
}

function knownOfEvent(path: Path, { pointer }: CompileContext): Known | undefined {
  if (path.length !== 1 || path[0] !== 'type') return undefined
  if (!seesNoDeletes.test(pointer)) return { type: 'text', among: [...eventTypes, 'delete'] }
  return { type: 'text', among: eventTypes, why: { delete: ' here: deletes go to "deletion" only' } }
}

function knownOfRoot([root, name, part, ...more]: Path, { file }: CompileContext): Known | undefined {
  const isAlone = name === undefined
  if (root === 'status' || root === 'index') return isAlone ? { type: 'number' } : undefined
  if (root === 'answers') return part === 'status' && more.length === 0 ? { type: 'number' } : undefined
  if (part !== undefined || typeof name !== 'string') return undefined
  if (root === 'headers') return { type: 'text' }
  if (root !== 'settings' || !Object.hasOwn(file.settings, name)) return undefined
  return { type: 'text', among: file.settings[name]?.choices }
}
