import { compilePathNode } from '../expressions/root.ts'
import { parseTemplate, SyntaxFault } from '../expressions/parse.ts'
import type { Directive } from './directive.ts'
import { isObject, toText } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent, constant, rootNames } from '../context/compile-context.ts'
import type { Expr } from '../context/scope.ts'
import { compileTemplate, literalHint } from '../expressions/template.ts'
import { isDirective, said } from './segment-options.ts'
import { parseSegmentPath } from './segment-path.ts'

const path: Directive = {
  shape: '{"@path": "$.field"}, a text',
  compile: (argument, context) =>
    typeof argument === 'string' ? compileField(argument, context) : said(context, path),
}

const roots: ReadonlySet<unknown> = new Set(rootNames)

/** A path of Segment always is a field of `$`: what looks like a root of this language must say so. */
function compileField(text: string, context: CompileContext): Expr {
  const parsed = parseSegmentPath(text)
  if (!parsed.ok) {
    context.error(parsed.message, { text, at: parsed.at })
    return absent
  }
  if (!parsed.rooted && roots.has(parsed.path[0])) {
    context.error(`"${parsed.path[0]}" is a root here: for a field write "$.${text}", for the root "{{ ${text} }}"`)
    return absent
  }
  return compilePathNode({ kind: 'path', path: parsed.path, rooted: parsed.rooted, at: 0 }, text, context)
}

/** Always a text, as in mapping-kit: what is absent writes nothing. */
const template: Directive = {
  shape: '{"@template": "text with {{ paths }}"}; data is never a template',
  compile: (argument, context) => {
    if (typeof argument !== 'string') return said(context, template)
    if (!argument.includes('{{')) return constant(argument)
    const pieces = [...piecesOf(argument)].map((piece) =>
      typeof piece === 'string' ? compileAround(piece, context) : compilePlaceholder(piece.inner, context),
    )
    return (scope) => {
      let text = ''
      for (const piece of pieces) text += toText(piece(scope))
      return text
    }
  },
}

// `{{{ path }}}`, and `{{ expression }}` up to the first }} outside a literal.
const placeholder = /\{\{\{([^{}]+)\}\}\}|\{\{((?:'[^']*'|"[^"]*"|(?!\}\})[^'"])*)\}\}/g

/** The literal texts and the placeholders of a template, in order. */
function* piecesOf(text: string): Generator<string | { readonly inner: string }> {
  let from = 0
  for (const found of text.matchAll(placeholder)) {
    if (found.index > from) yield text.slice(from, found.index)
    yield { inner: found[1] ?? found[2] ?? '' }
    from = found.index + found[0].length
  }
  if (from < text.length) yield text.slice(from)
}

/** Text around placeholders; braces that open none are said. */
function compileAround(text: string, context: CompileContext): Expr {
  return text.includes('{{') ? compileTemplate(text, context, literalHint) : constant(text)
}

/** An expression of this language, else a path as Segment writes it; what is neither is said as a fault of the expression. */
function compilePlaceholder(inner: string, context: CompileContext): Expr {
  const text = `{{${inner}}}`
  const field = parses(text) ? undefined : parseSegmentPath(inner.trim())
  if (field?.ok !== true) return compileTemplate(text, context, literalHint)
  return compilePathNode({ kind: 'path', path: field.path, rooted: field.rooted, at: 2 }, text, context)
}

function parses(text: string): boolean {
  try {
    return parseTemplate(text).length === 1
  } catch (fault) {
    if (fault instanceof SyntaxFault) return false
    throw fault
  }
}

const arrayPath: Directive = {
  shape: '{"@arrayPath": ["$.list", {"key": value of the element}]}',
  compile: (argument, context, { value }) => {
    if (!Array.isArray(argument) || argument.length === 0 || argument.length > 2) return said(context, arrayPath)
    const [source, shape]: readonly unknown[] = argument
    if (typeof source !== 'string' && !isDirective(source)) return said(context.in(0), arrayPath)
    const list = typeof source === 'string' ? compileField(source, context.in(0)) : value(source, context.in(0))
    if (shape === undefined || shape === null) return list
    if (!isObject(shape)) return said(context.in(1), arrayPath)
    return Object.keys(shape).length === 0 ? list : shaped(list, value(shape, context.in(1).binding('event')))
  },
}

/** Each element of a list in a shape in which `$` is the element; an object counts as a list of one, what is neither stays. */
function shaped(list: Expr, shape: Expr): Expr {
  return (scope) => {
    const found = list(scope)
    if (typeof found !== 'object' || found === null) return found
    const elements: readonly unknown[] = Array.isArray(found) ? found : [found]
    const made: unknown[] = []
    for (const element of elements) {
      const one = shape(scope.with({ event: element }))
      if (one !== undefined) made.push(one)
    }
    return made
  }
}

/** Directives of Segment's mapping-kit that read the event. */
export const readDirectives = { '@path': path, '@template': template, '@arrayPath': arrayPath }
