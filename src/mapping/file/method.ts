import type { CompileContext } from '../context/compile-context.ts'
import type { Scope } from '../context/scope.ts'

const fromSettings: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** The setting that says the method of a request, `undefined` where the method is written out. */
export function methodSetting(method: string): string | undefined {
  return /^\{\{ *settings\.([A-Za-z0-9]+) *\}\}$/.exec(method)?.[1]
}

/** Compiles the `method` of a request: one method, or a setting that always says POST, PUT or PATCH. */
export function compileMethod(method: string, context: CompileContext): (scope: Scope) => string {
  const name = methodSetting(method)
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
