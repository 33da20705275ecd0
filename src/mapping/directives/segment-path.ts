import type { Path } from '../context/scope.ts'

/** A path as Segment's mappings write it, or why it is none and where (offset from 0). `rooted`: it begins with `$`. */
export type SegmentPath =
  | { readonly ok: true; readonly path: Path; readonly rooted: boolean }
  | { readonly ok: false; readonly message: string; readonly at: number }

interface PathPart {
  readonly key: string | number
  readonly end: number
}

const bracket = /\[(?:(\d+)|'([^']*)'|"([^"]*)")\]/y

// A bare part may hold spaces and most signs: `Actions Acme`, `Acme (Actions)`, `[txt] name`; what our expressions are made of it may not.
const bare = /(?:\[[^[\].'"\d][^[\].'"]*\])?(?:(?!\?\?)[^.[\]{}|'"\\\p{Cc}])+/uy

/** Reads a path of `@path`, `@template` and `@arrayPath` of Segment's mapping-kit: the leading `$.` may be missing, bare parts may hold spaces. */
export function parseSegmentPath(text: string): SegmentPath {
  if (text === '$' || text === '$.') return { ok: true, path: [], rooted: true }
  if (text.trimStart() !== text) return { ok: false, message: 'no space may stand before a path', at: 0 }
  if (text.trimEnd() !== text)
    return { ok: false, message: 'no space may stand after a path', at: text.trimEnd().length }
  const rooted = text.startsWith('$.') || text.startsWith('$[')
  const path: (string | number)[] = []
  let at = rooted ? (text.indexOf('.') === 1 ? 2 : 1) : 0
  let named = true
  for (;;) {
    const part = bracketAt(text, at) ?? (named ? bareAt(text, at) : undefined)
    if (part === undefined) return fault(text, at, named ? 'a name' : '".name"')
    path.push(part.key)
    at = part.end
    if (at === text.length) return { ok: true, path, rooted }
    named = text[at] === '.'
    if (named) at++
    else if (text[at] !== '[') return fault(text, at, '".name"')
  }
}

function bracketAt(text: string, at: number): PathPart | undefined {
  bracket.lastIndex = at
  const found = bracket.exec(text)
  if (found === null) return undefined
  const [whole, digits, single, double] = found
  return { key: digits === undefined ? (single ?? double ?? '') : Number(digits), end: at + whole.length }
}

function bareAt(text: string, at: number): PathPart | undefined {
  bare.lastIndex = at
  const key = bare.exec(text)?.[0]
  return key === undefined ? undefined : { key, end: at + key.length }
}

function fault(text: string, at: number, name: string): SegmentPath {
  const found = at >= text.length ? 'the end' : `"${text.slice(at, at + 12)}"`
  return { ok: false, message: `expected ${name}, [0] or ["any key"], found ${found}`, at }
}
