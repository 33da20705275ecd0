import { isObject } from '../../values/json.ts'
import { textsOf } from './body.ts'
import { checkHeaderName, declareHeader, headerValue, isHeaderValue, isOwnHeaderName } from './header.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { isFields } from '../context/fields.ts'
import { isConfigured } from '../expressions/placeholder.ts'
import { compileValue } from './value.ts'
import type { Expr, Scope } from '../context/scope.ts'
import { oncePerSettings } from '../context/scope.ts'

type Header = readonly [name: string, value: string]

/** The headers of a request in order; an empty one is left out, a list repeats it. */
export type Headers = (scope: Scope) => readonly Header[]

/** `headers` of the file: names with their values, or one directive that makes them. */
type HeadersFile = Readonly<Record<string, unknown>>

const none: ReadonlySet<string> = new Set()

/** Compiles `headers`. Objects in a `@spread` are headers too, of which the later ones win. `except`: names that are left out, in lower case. */
export function compileHeaders(file: HeadersFile, context: CompileContext, except = none): Headers {
  const layers = layersOf(file)
  if (layers === undefined) return compileLayer(file, context, except)
  return overlaid(layers.map((layer, i) => compileLayer(layer, context.in('@spread').in(i), except)))
}

/** The names that `headers` name themselves, in lower case; what a directive makes is not known before. */
export function headerNames(file: HeadersFile): ReadonlySet<string> {
  const named = (layersOf(file) ?? [file]).filter(isFields)
  return new Set(named.flatMap((layer) => Object.keys(layer)).map((name) => name.toLowerCase()))
}

/** Headers laid over each other: those of a later layer win, in whatever case the name is written. */
export function overlaid(layers: readonly Headers[]): Headers {
  return (scope) => {
    const taken = new Set<string>()
    const made = layers.toReversed().map((layer) => {
      const own = layer(scope).filter(([name]) => !taken.has(name.toLowerCase()))
      for (const [name] of own) taken.add(name.toLowerCase())
      return own
    })
    return made.toReversed().flat()
  }
}

function layersOf(file: HeadersFile): readonly unknown[] | undefined {
  const layers = file['@spread']
  return Array.isArray(layers) && Object.keys(file).length === 1 ? layers : undefined
}

function compileLayer(layer: unknown, context: CompileContext, except: ReadonlySet<string>): Headers {
  return isFields(layer) ? compileNamed(layer, context, except) : compileMade(layer, context, except)
}

/** Headers with names of the file. One that is made of settings alone is sent as they are; what holds data is written by {@link headerValue}. */
function compileNamed(file: HeadersFile, context: CompileContext, except: ReadonlySet<string>): Headers {
  const names = Object.keys(file).filter((name) => !except.has(name.toLowerCase()))
  const compiled = names.map((name) => {
    checkHeaderName(name, context.in(name))
    const own = context.in(name).apart()
    const expr = compileValue(file[name], own)
    context.adopt(own.uses)
    const texts = (scope: Scope): readonly string[] => textsOf(expr, scope)
    const isOfSettings = declareHeader({ name, uses: own.uses, texts }, context.in(name))
    return { name, texts, write: isOfSettings ? asItIs : headerValue, isOfSettings }
  })
  const made: Headers = (scope) =>
    compiled.flatMap(({ name, texts, write }) => texts(scope).map((text) => [name, write(text)] as const))
  // What a login lacks is noted in its scope.
  return !context.login && compiled.every(({ isOfSettings }) => isOfSettings) ? oncePerSettings(made) : made
}

/** Headers that a value makes, names too: what is no object makes none. */
function compileMade(json: unknown, context: CompileContext, except: ReadonlySet<string>): Headers {
  const own = context.apart()
  const expr = compileValue(json, own)
  context.adopt(own.uses)
  const write = isConfigured(own.uses) ? asItIs : headerValue
  const headers: Headers = (scope) => pairsOf(expr, scope).map(([name, text]) => [name, write(text)] as const)
  if (isConfigured(own.uses)) declareMade({ expr, headers, settings: [...own.uses.settings] }, context)
  return (scope) => headers(scope).filter(([name]) => !except.has(name.toLowerCase()))
}

function pairsOf(expr: Expr, scope: Scope): readonly Header[] {
  const made = expr(scope)
  if (!isObject(made)) return []
  return Object.keys(made).flatMap((name) => textsOf(() => made[name], scope).map((text) => [name, text] as const))
}

/** Tells the file of headers that settings make alone: settings that make none, or one that cannot be sent, are wrong before anything is sent. */
function declareMade(
  made: { readonly expr: Expr; readonly headers: Headers; readonly settings: readonly string[] },
  context: CompileContext,
): void {
  const { expr, headers, settings } = made
  const isSet = (scope: Scope): boolean => settings.some((name) => (scope.settings[name] ?? '') !== '')
  context.file.configured.push({
    settings,
    texts: (scope) => {
      const sound = headers(scope).every(([name, text]) => isOwnHeaderName(name) && isHeaderValue(text))
      return isSet(scope) && (!sound || !isObject(expr(scope))) ? [notTaken] : []
    },
    takes: (text) => text !== notTaken,
    fault:
      'must be a JSON object of headers, such as {"X-Name": "value"}: names of HTTP, but none that the forwarder writes itself (Host, Content-Length, ...), and values of ASCII letters, digits and signs',
  })
}

const notTaken = '\0'

function asItIs(text: string): string {
  return text
}
