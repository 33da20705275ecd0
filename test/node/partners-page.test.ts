import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { partnersPage } from '../../scripts/partners-page.ts'
import { projectRoot } from '../kit/project.ts'

test('docs/partners.md is what npm run partners writes', () => {
  expect(readFileSync(join(projectRoot, 'docs/partners.md'), 'utf8')).toBe(partnersPage(projectRoot))
})
