import { formatPath, parsePath, SyntaxFault } from '../expressions/parse.ts'
import { checkField } from '../expressions/root.ts'
import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import { rootNames } from '../context/compile-context.ts'
import type { Path } from '../context/scope.ts'

/** Compiles one path of `redact`: a field of the event; an issue of the context where it is none. */
export function compileRedacted(text: string, context: CompileContext): readonly Path[] {
  try {
    const node = parsePath(text)
    const [first] = node.path
    const position = node.path.findIndex((part) => typeof part === 'number')
    if (node.path.length === 0) context.error('the whole event cannot be redacted')
    else if (position >= 0)
      context.error(
        `a path of "redact" leads through objects only, not into lists: redact the whole list, ${formatPath([...(node.rooted ? ['$'] : []), ...node.path.slice(0, position)])}`,
        { text, at: text.indexOf('[') },
      )
    else if (!node.rooted && rootNames.some((root) => root === first))
      context.error(`only fields of the event can be redacted; for the event's field write $.${text}`)
    else {
      if (!node.rooted) checkField(node, text, context)
      return [node.path]
    }
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault
    context.error(fault.message, { text, at: fault.at })
  }
  return []
}

/** A copy of a value without what stands at a path; the value itself is left as it is. */
export function without(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || !isObject(value) || !Object.hasOwn(value, key)) return value
  const { [key]: inner, ...others } = value
  return rest.length === 0 ? others : { ...value, [key]: without(inner, rest) }
}
