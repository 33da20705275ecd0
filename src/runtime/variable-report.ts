import type { Env } from '../env.ts'
import { log } from './log.ts'
import { variableProblems } from './variables.ts'

let reported = false

/** Logs the variables that are not obeyed, once an isolate: all requests and objects of an isolate have the same environment. */
export function reportVariables(env: Env): void {
  if (reported) return
  reported = true
  const problems = variableProblems(env)
  if (problems.length > 0) log('variables', { problems })
}
