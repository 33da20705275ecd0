import type { Template } from './ast.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { rootNames } from '../context/compile-context.ts'
import { eventFields } from '../context/event-fields.ts'

const names: ReadonlySet<string> = new Set([...rootNames, ...eventFields])

// `{ values.url }`, `${values.url}` and `:{userId}`; what stands in other braces (GraphQL) is none.
const single = /(?<!\{)\$?\{\s*((?:\$\.)?([A-Za-z_$][\w$-]*)[\w$.[\]-]*)\s*\}(?!\})/g

/** Says where a text looks as if a placeholder was meant: one brace around a path, or a tag of Liquid. */
export function checkBraces(text: string, template: Template, context: CompileContext): void {
  for (const part of template) if (typeof part === 'string') checkPart(part, text, context)
}

function checkPart(part: string, text: string, context: CompileContext): void {
  const tag = part.indexOf('{%')
  if (tag >= 0)
    context.error(
      'there are no tags as in Liquid: a choice is written {"@when": {"if": "FQL", "then": a, "else": b}}',
      {
        text,
        at: text.indexOf('{%'),
      },
    )
  for (const { 0: whole, 1: path = '', 2: first = '', index } of part.matchAll(single))
    if ((path.startsWith('$.') || names.has(first)) && !isInBraces(part.slice(0, index)))
      context.error(
        `write {{ ${path} }}: a placeholder has two braces; text with one brace is written {"@literal": "text"}`,
        { text, at: text.lastIndexOf(whole) },
      )
}

/** Whether a brace before is still open. */
function isInBraces(before: string): boolean {
  return before.split('{').length > before.split('}').length
}
