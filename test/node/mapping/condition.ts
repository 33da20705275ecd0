import { describe, expect, test } from 'vitest'
import { compileFql } from '../../../src/mapping/fql/compile.ts'
import type { Fql } from '../../../src/mapping/fql/ast.ts'
import { parseFql } from '../../../src/mapping/fql/parse.ts'
import { type Expr, type Path, scopeOf, type Settings } from '../../../src/mapping/context/scope.ts'

function own(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Reflect.get(value, key)
}

/** A field of the event or, below `settings`, a setting. */
export const field =
  (path: Path): Expr =>
  (scope) =>
    path[0] === 'settings'
      ? own(scope.settings, path[1] ?? '')
      : path.slice(path[0] === '$' ? 1 : 0).reduce<unknown>(own, scope.event)

/** A condition as a tree; throws where the text is none. */
export function treeOf(fql: string): Fql {
  const parsed = parseFql(fql)
  if (!parsed.ok) throw new Error(`${parsed.message} at ${parsed.at}`)
  return parsed.fql
}

/** Whether a condition holds for an event. */
export function holds(fql: string, event: unknown, settings: Settings = {}): boolean {
  return compileFql(treeOf(fql), field)(scopeOf({ event, settings }))
}

type Case = readonly [behaviour: string, fql: string, event: unknown, answer: boolean]

/** A test of each condition. */
export function behaves(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    test.each(cases)('%s: %s', (_behaviour, fql, event, answer) => {
      expect(holds(fql, event)).toBe(answer)
    })
  })
}
