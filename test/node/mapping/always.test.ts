import { expect, test } from 'vitest'
import type { Fql } from '../../../src/mapping/fql/ast.ts'
import { oneAlwaysHolds } from '../../../src/mapping/fql/always.ts'
import { parseFql } from '../../../src/mapping/fql/parse.ts'

function parsed(text: string): Fql {
  const result = parseFql(text)
  if (!result.ok) throw new Error(result.message)
  return result.fql
}

test.each<readonly [readonly string[], boolean]>([
  [['exists(userId)', 'not exists(userId)'], true],
  [['exists(userId)', '!exists( userId )'], true],
  [['userId = "a"', 'userId != "a"'], true],
  [['exists(userId)', 'exists(anonymousId)', 'not (exists(userId) or exists(anonymousId))'], true],
  [['exists(userId)', 'exists(anonymousId) or not exists(userId)'], true],
  [['exists(userId) and exists(anonymousId)', 'not exists(userId)', 'not exists(anonymousId)'], true],
  [['all'], true],
  [[], false],
  [['exists(userId)'], false],
  [['exists(userId)', 'exists(anonymousId)'], false],
  [['exists(userId)', 'not exists(anonymousId)'], false],
  [['userId = "a"', 'userId != "b"'], false],
  [['not all'], false],
  [Array.from({ length: 11 }, (_, i) => `not exists(a${i}) or exists(a${i})`), false],
])('of %j one always holds: %s', (texts, holds) => {
  expect(oneAlwaysHolds(texts.map(parsed))).toBe(holds)
})
