import { compileNode } from './compile.ts'
import { checkBraces } from './braces.ts'
import { parseTemplate, SyntaxFault } from './parse.ts'
import type { Node, Template } from './ast.ts'
import { isEmpty, toText } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { absent, constant } from '../context/compile-context.ts'
import type { Expr } from '../context/scope.ts'

/** What to write where a text is no template, as in a mapping copied from Segment. */
export const literalHint = '; a text that is no template is written {"@literal": "text"}'

/** Compiles a text of a mapping: one `{{ }}` alone gives the value itself, with text around it gives text (absent if every placeholder is empty). */
export function compileTemplate(text: string, context: CompileContext, hint = ''): Expr {
  const template = parsed(text, context, hint)
  if (template === undefined) return absent
  const [first] = template
  if (first === undefined) return constant(text)
  if (template.length === 1)
    return typeof first === 'string' ? constant(first) : compilePlaceholder(first, text, context)
  return joined(template.map((part) => (typeof part === 'string' ? part : compilePlaceholder(part, text, context))))
}

/** A placeholder; in a request one that takes from earlier answers, in a login any, must not be empty: it is noted as missing. */
function compilePlaceholder(node: Node, text: string, context: CompileContext): Expr {
  if (!(context.request || context.login) || isOptional(node)) return compileNode(node, text, context)
  const own = context.apart()
  const expr = compileNode(node, text, own)
  context.adopt(own.uses)
  const what = neededBy(own.uses, context)
  if (what === undefined) return expr
  return (scope) => {
    const value = expr(scope)
    if (isEmpty(value)) scope.missing?.push(what)
    return value
  }
}

/** What a placeholder takes that must be there, for messages. */
function neededBy(
  { answers, settings, roots }: CompileContext['uses'],
  { login, recordsOf }: CompileContext,
): string | undefined {
  const [answer = roots.has('item') ? recordsOf : undefined] = answers
  const [setting] = settings
  if (answer !== undefined) return `what it takes from the answer of "${answer}"`
  if (!login) return undefined
  return setting === undefined ? 'a value of the login' : `the setting "${setting}"`
}

/** Whether a placeholder says that it may be empty: its last filter is `optional`. */
function isOptional(node: Node): boolean {
  return node.kind === 'filtered' && node.calls.at(-1)?.name === 'optional'
}

/** The parts of a text, or `undefined` with an issue, `hint` behind its message, where it does not parse. */
export function parsed(text: string, context: CompileContext, hint = ''): Template | undefined {
  try {
    const template = parseTemplate(text)
    checkBraces(text, template, context)
    return template
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault
    context.error(fault.message + hint, { text, at: fault.at })
    return undefined
  }
}

function joined(parts: readonly (string | Expr)[]): Expr {
  return (scope) => {
    let text = ''
    let any = false
    for (const part of parts) {
      if (typeof part === 'string') text += part
      else {
        const value = part(scope)
        if (isEmpty(value)) continue
        any = true
        text += toText(value)
      }
    }
    return any ? text : undefined
  }
}
