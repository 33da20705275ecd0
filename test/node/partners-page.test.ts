import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { partnersPage } from '../../scripts/partners-page.ts'
import { projectRoot } from '../kit/project.ts'

/** It plans every field of the spec at every mapping: seconds of work, which take longer beside other tests. */
test(
  'docs/partners.md is what npm run partners writes, and each mapping says what kind of partner it is',
  { timeout: 90_000 },
  () => {
    const page = partnersPage(projectRoot)
    expect(readFileSync(join(projectRoot, 'docs/partners.md'), 'utf8')).toBe(page)
    expect(page).not.toContain('### Others')
  },
)
