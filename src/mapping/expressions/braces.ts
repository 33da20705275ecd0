import type { Template } from './ast.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { rootNames } from '../context/compile-context.ts'
import { eventFields } from '../context/event-fields.ts'

const names: ReadonlySet<string> = new Set([...rootNames, ...eventFields])

// `{ values.url }`, `${values.url}` and `:{userId}`. A path has no brace in it, so that each character is looked at once.
const oneBrace = /(?<!\{)\$?\{\s*([\w$.[\]-]+)\s*\}(?!\})/g

/** Says where a text looks as if a placeholder was meant: one brace around a path, or a tag of Liquid. */
export function checkBraces(text: string, template: Template, context: CompileContext): void {
  for (const part of template) {
    if (typeof part !== 'string') continue
    if (part.includes('{%'))
      context.error(
        'there are no tags as in Liquid: a choice is written {"@when": {"if": "FQL", "then": a, "else": b}}',
        { text, at: text.indexOf('{%') },
      )
    const found = pathInBraces(part)
    if (found === undefined) continue
    context.error(
      `write {{ ${found.path} }}: a placeholder has two braces; text with one brace is written {"@literal": "text"}`,
      { text, at: text.lastIndexOf(found.whole) },
    )
    return
  }
}

/** The first path that stands in one brace; not one inside other braces, as in a query of GraphQL. */
function pathInBraces(part: string): { readonly whole: string; readonly path: string } | undefined {
  let [depth, from] = [0, 0]
  for (const { 0: whole, 1: path = '', index } of part.matchAll(oneBrace)) {
    for (const sign of part.slice(from, index)) depth += sign === '{' ? 1 : sign === '}' ? -1 : 0
    from = index + whole.length
    if (depth <= 0 && isPath(path)) return { whole, path }
  }
  return undefined
}

function isPath(text: string): boolean {
  return text.startsWith('$.') || names.has(/^[\w$-]*/.exec(text)?.[0] ?? '')
}
