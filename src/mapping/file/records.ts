import { isObject } from '../../values/json.ts'
import type { CompileContext } from '../context/compile-context.ts'
import type { Refusal } from '../context/refusal.ts'
import { refuse } from '../context/refusal.ts'
import type { Scope } from '../context/scope.ts'
import { compileValue } from './value.ts'

/** How many records of one answer are deleted in one attempt. */
export const mostRecords = 100

/** The records for each of which a request is sent, or why there are none. */
export type Records = (scope: Scope) => readonly unknown[] | Refusal

/**
 * Compiles the `for` of a request of a deletion: a list of an earlier answer; one object is a list of one, an empty list says that there is nothing to delete. What is no list
 * is no proof of that: the delete is refused.
 */
export function compileRecords(json: unknown, context: CompileContext): Records {
  const own = context.apart()
  const value = compileValue(json, own)
  context.adopt(own.uses)
  const [answer] = own.uses.answers
  if (answer === undefined)
    context.error('write a list of an earlier answer, such as "{{ answers.find.body.results }}"')
  return (scope) => {
    const found = value(scope)
    if (Array.isArray(found)) return found as readonly unknown[]
    if (isObject(found)) return [found]
    return refuse('rejected', `what it takes from the answer of "${answer ?? ''}" is no list`)
  }
}
