import type { Env } from '../env.ts'
import { unknownShadows } from '../partners/shadow.ts'
import { alertProblems } from '../registry/alert-call.ts'
import type { VariableProblem } from '../runtime/variables.ts'
import { variableProblems } from '../runtime/variables.ts'

/** Every variable that is not obeyed, or without which what another one asks for is not done. */
export function wrongVariables(env: Env): readonly VariableProblem[] {
  return [...variableProblems(env), ...unknownShadows(env), ...alertProblems(env)]
}
