import type { Template } from '../expressions/ast.ts'
import { partnerUrlFault } from '../../values/hosts.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Needed } from '../expressions/placeholder.ts'
import { isConfigured, neededNode, neededText, neededTextOf, usesOf } from '../expressions/placeholder.ts'
import type { Refusal } from '../context/refusal.ts'
import { isRefusal, refuse } from '../context/refusal.ts'
import type { Scope } from '../context/scope.ts'
import { oncePerSettings } from '../context/scope.ts'
import { parsed } from '../expressions/template.ts'

type Segment = readonly (string | Needed)[]

/** A URL up to its query, and the query that its host has, which is `""` or begins with `?`. */
interface BuiltUrl {
  readonly base: string
  readonly search: string
}

/** Builds the URL of a request without its query parameters, or says why not. */
export type UrlBuilder = (scope: Scope) => BuiltUrl | Refusal

/**
 * Compiles the `url` of a request: `{{ hosts.name }}` or a literal https origin, then a path.
 * A value in the path is one whole percent-encoded part; absent, empty, `.`, `..` or ill-formed text is never sent, and
 * the built URL has the origin and the number of path parts of its template (`docs/mapping-reference.md`, "Requests").
 */
export function compileUrl(text: string, context: CompileContext): UrlBuilder {
  const template = parsed(text, context)
  if (template === undefined) return () => refuse('rejected', 'the url does not parse')
  const split = splitHost(template, text, context)
  if (split === undefined) return () => refuse('rejected', 'the url has no host')
  if (split.path.some((part) => typeof part === 'string' && /[?#]/.test(part))) {
    context.error('a url holds no "?" or "#": write the parameters under "query"')
  }
  const segments = splitSegments(split.path, text, context)
  for (const segment of segments) {
    checkSecrets(segment, context)
    declareSegment(segment, context)
  }
  const make = (scope: Scope): BuiltUrl | Refusal => build(split.host, segments, scope)
  const needed = [split.host, ...segments.flat().filter((part) => typeof part !== 'string')]
  return needed.every((one) => isConfigured(usesOf(one))) ? oncePerSettings(make) : make
}

interface Split {
  readonly host: Needed
  readonly path: Template
}

function splitHost(template: Template, text: string, context: CompileContext): Split | undefined {
  const [first, ...rest] = template
  if (first !== undefined && typeof first !== 'string') {
    if (first.kind === 'path' && !first.rooted && first.path[0] === 'hosts')
      return { host: neededNode(first, text, context, 'the host'), path: rest }
  } else if (first !== undefined) {
    const origin = /^https:\/\/[^/?#\s]+/.exec(first)?.[0]
    const whole = origin !== undefined && (origin.length < first.length || rest.length === 0)
    if (whole && literalOrigin(origin) !== undefined) {
      return { host: neededText(origin, context, 'the host'), path: [first.slice(origin.length), ...rest] }
    }
  }
  context.error(
    'a url begins with {{ hosts.name }} or a literal https origin and a "/", so that no data can change the host',
  )
  return undefined
}

/** A literal https origin with a public DNS name and no port, or `undefined`. */
export function literalOrigin(text: string): string | undefined {
  if (!/^https:\/\/[a-z0-9.-]+\/?$/i.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return partnerUrlFault(url, { loopback: false }) === undefined ? url.origin : undefined
}

function splitSegments(path: Template, text: string, context: CompileContext): readonly Segment[] {
  const segments: (string | Needed)[][] = [[]]
  for (const part of path) {
    if (typeof part !== 'string') {
      const source = part.kind === 'path' ? part.path.join('.') : 'a value'
      segments.at(-1)?.push(neededNode(part, text, context, `${source} in the path of the url`))
      continue
    }
    const [head = '', ...tail] = part.split('/')
    if (head !== '') segments.at(-1)?.push(head)
    for (const piece of tail) segments.push(piece === '' ? [] : [piece])
  }
  if (segments[0]?.length === 0) segments.shift()
  else context.error('write "/" after the host')
  return segments
}

/** Proxies and partners keep the paths of requests in their logs. A whole URL that is secret is a host of its own, which its setting says. */
function checkSecrets(segment: Segment, context: CompileContext): void {
  const settings = segment.flatMap((part) => (typeof part === 'string' ? [] : [...usesOf(part).settings]))
  const secret = settings.find((name) => context.file.settings[name]?.secret === true)
  if (secret !== undefined)
    context.error(
      `settings.${secret} is secret, and logs keep the path of a url: send it with "auth"; where the partner wants it in the path, let a setting be the whole secret URL, and "hosts": {"name": "{{ settings.url }}"}`,
    )
}

/** A part of the path that is one setting is judged with the settings. */
function declareSegment([part, ...more]: Segment, context: CompileContext): void {
  if (part === undefined || typeof part === 'string' || more.length > 0) return
  const uses = usesOf(part)
  if (!isConfigured(uses)) return
  const texts = (scope: Scope): readonly string[] => {
    const text = neededTextOf(part, scope)
    return isRefusal(text) ? [] : [text]
  }
  context.file.configured.push({
    settings: [...uses.settings],
    texts,
    takes: isPathPart,
    fault: 'cannot be a part of a URL: it is "." or ".."',
  })
}

function isPathPart(text: string): boolean {
  return text.isWellFormed() && text !== '.' && text !== '..'
}

function build(host: Needed, segments: readonly Segment[], scope: Scope): BuiltUrl | Refusal {
  const base = neededTextOf(host, scope)
  if (isRefusal(base)) return base
  if (!URL.canParse(base))
    return refuse('unauthorized', `the setting "${[...usesOf(host).settings][0] ?? 'url'}" is not a URL`)
  const url = new URL(base)
  const { origin } = url
  const parts: string[] = segments.length === 0 ? [] : trimmed(url.pathname)
  for (const segment of segments) {
    const part = buildSegment(segment, scope)
    if (isRefusal(part)) return part
    parts.push(part)
  }
  if (segments.length > 0) url.pathname = `/${parts.join('/')}`
  const kept = segments.length === 0 || url.pathname.split('/').length === parts.length + 1
  if (url.origin !== origin || !kept) return refuse('rejected', 'a value changes the shape of the url')
  const { search } = url
  url.search = ''
  url.hash = ''
  return { base: url.href, search }
}

/** The parts of the host's own path, without a slash at its end. */
function trimmed(pathname: string): string[] {
  const parts = pathname.split('/').slice(1)
  if (parts.at(-1) === '') parts.pop()
  return parts
}

function buildSegment(segment: Segment, scope: Scope): string | Refusal {
  let encoded = ''
  for (const part of segment) {
    if (typeof part === 'string') {
      encoded += part
      continue
    }
    const text = neededTextOf(part, scope)
    if (isRefusal(text)) return text
    if (!text.isWellFormed()) return spoilt(part, 'is no well-formed text')
    encoded += encodeURIComponent(text)
    if (encoded === '.' || encoded === '..') return spoilt(part, 'is "." or ".."')
  }
  return encoded
}

/** What a setting spoils waits for the setting; what data spoils never gets better. */
function spoilt(part: Needed, why: string): Refusal {
  return refuse(isConfigured(usesOf(part)) ? 'unauthorized' : 'rejected', `${part.what} ${why}`)
}
