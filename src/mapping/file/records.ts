import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Refusal } from '../context/refusal.ts'
import { refuse } from '../context/refusal.ts'
import type { Scope } from '../context/scope.ts'
import { compileNode } from '../expressions/compile.ts'
import { parsed } from '../expressions/template.ts'

/** How many records of one answer are deleted in one attempt. */
export const mostRecords = 100

/** The records for each of which a request is sent, or why there are none. */
export type Records = (scope: Scope) => readonly unknown[] | Refusal

/** What `for` names: the answer that the records are in, and the records. */
export interface CompiledRecords {
  readonly answer: string | undefined
  readonly records: Records
}

/**
 * Compiles the `for` of a request of a deletion: the path of a list in an earlier answer, as it is, so that no filter can leave a record out. One object is a list of one, an
 * empty list says that there is nothing to delete. What is no list is no proof of that: the delete is refused.
 */
export function compileRecords(text: string, context: CompileContext): CompiledRecords {
  const [node, ...more] = parsed(text, context) ?? []
  if (
    typeof node !== 'object' ||
    more.length > 0 ||
    node.kind !== 'path' ||
    node.rooted ||
    node.path[0] !== 'answers'
  ) {
    context.error(
      'write the path of a list in an earlier answer, such as "{{ answers.find.body.results }}", without filters',
    )
    return { answer: undefined, records: () => [] }
  }
  const value = compileNode(node, text, context)
  const answer = String(node.path[1])
  return {
    answer,
    records: (scope) => {
      const found = value(scope)
      if (Array.isArray(found)) return found as readonly unknown[]
      if (isObject(found)) return [found]
      return refuse('rejected', `what it takes from the answer of "${answer}" is no list`)
    },
  }
}
