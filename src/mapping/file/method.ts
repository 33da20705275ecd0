import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Scope } from '../context/scope.ts'
import type { MethodFile } from './schema.ts'
import { compileValue } from './value.ts'

const fromSettings: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** The setting that says a method: `{{ settings.name }}`. */
function settingOf(method: string): string | undefined {
  return /^\{\{ *settings\.([A-Za-z0-9]+) *\}\}$/.exec(method)?.[1]
}

/** The methods that a request may have. */
export function methodsOf(method: MethodFile): ReadonlySet<string> {
  if (isObject(method)) return new Set([...Object.values(method['@switch'].cases), method['@switch'].default])
  return settingOf(method) === undefined ? new Set([method]) : fromSettings
}

/** Compiles the `method` of a request: one method, a `@switch` over methods, or a setting that always says POST, PUT or PATCH. */
export function compileMethod(method: MethodFile, context: CompileContext): (scope: Scope) => string {
  if (isObject(method)) {
    const chosen = compileValue(method, context)
    return (scope) => String(chosen(scope))
  }
  const name = settingOf(method)
  if (name === undefined) return () => method
  const { settings } = context.file
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined
  if (setting === undefined) {
    context.unknown('setting', name, Object.keys(settings))
    return () => 'POST'
  }
  const { choices = [], default: usual } = setting
  if (usual === undefined || choices.some((choice) => !fromSettings.has(choice)) || choices.length === 0)
    context.error('a setting that says the method has a "default" and "choices" of POST, PUT and PATCH')
  return (scope) => scope.settings[name] ?? usual ?? 'POST'
}
