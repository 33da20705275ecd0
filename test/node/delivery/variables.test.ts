import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { paceOf } from '../../../src/delivery/backoff.ts'
import type { VariableName } from '../../../src/runtime/variables.ts'
import { numericVariable, variableProblems, variables } from '../../../src/runtime/variables.ts'
import { projectRoot } from '../../kit/project.ts'

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8')
const deployed = ['production', 'staging', 'Development', '', undefined]
const rows = Object.entries(variables).map(([name, bounds]) => ({ name: name as VariableName, ...bounds }))

describe.for(rows)('$name', ({ name, default: usual, least, most, unit }) => {
  const problem = `must be a number of ${unit}, ${least} to ${most}: the default ${usual} is used`

  test('has a default within its bounds', () => {
    expect(usual).toBeGreaterThanOrEqual(least)
    expect(usual).toBeLessThanOrEqual(most)
    for (const env of [{}, { [name]: '' }, { [name]: null }, { ENVIRONMENT: 'development' }]) {
      expect(numericVariable(env, name)).toBe(usual)
      expect(variableProblems(env)).toEqual([])
    }
  })

  test.for(deployed)('is obeyed within its bounds where ENVIRONMENT is %j', (ENVIRONMENT) => {
    for (const given of [least, most, String(least), ` ${most} `]) {
      const env = { ENVIRONMENT, [name]: given }
      expect(numericVariable(env, name)).toBe(Number(given))
      expect(variableProblems(env)).toEqual([])
    }
  })

  test.for(deployed)(
    'is named, and its default holds, where it is out of bounds and ENVIRONMENT is %j',
    (ENVIRONMENT) => {
      for (const given of [
        least - 1,
        `${least - 0.5}`,
        most + 1,
        `${most + 1}`,
        -1,
        '1e12',
        ...(least > 0 ? ['0'] : []),
      ]) {
        const env = { ENVIRONMENT, [name]: given }
        expect({ given, value: numericVariable(env, name) }).toEqual({ given, value: usual })
        expect(variableProblems(env)).toEqual([{ variable: name, problem }])
      }
    },
  )

  test.for([...deployed, 'development'])(
    'is named, and its default holds, where it is no number and ENVIRONMENT is %j',
    (ENVIRONMENT) => {
      for (const given of [
        'soon',
        '3s',
        '0x10',
        'NaN',
        'Infinity',
        Infinity,
        true,
        {},
        { toString: 1, valueOf: 1 },
        [usual],
      ]) {
        const env = { ENVIRONMENT, [name]: given }
        expect(numericVariable(env, name)).toBe(usual)
        expect(variableProblems(env)).toMatchObject([{ variable: name }])
      }
    },
  )

  test('is obeyed in development from 0 on', () => {
    const ENVIRONMENT = 'development'
    for (const given of [0, '0', Math.max(0, least - 1), most + 1, 12.5]) {
      const env = { ENVIRONMENT, [name]: given }
      expect(numericVariable(env, name)).toBe(Number(given))
      expect(variableProblems(env)).toEqual([])
    }
    expect(variableProblems({ ENVIRONMENT, [name]: '-1' })).toEqual([
      { variable: name, problem: `must be a number of ${unit}, 0 or more: the default ${usual} is used` },
    ])
  })
})

describe('the bounds together', () => {
  const { DELETE_WAIT_MS, REGISTRY_STALE_MS, REGISTRY_ASK_MS, INLINE_BUDGET_MS } = variables

  test('leave no earlier event of a user on its way when the delete is sent', () => {
    const longestCallMs = 60_000
    expect(DELETE_WAIT_MS.least).toBeGreaterThanOrEqual(REGISTRY_STALE_MS.most + longestCallMs)
  })

  test('leave time for the commit within the five seconds that Segment waits', () => {
    const commitMs = 1_200
    expect(REGISTRY_ASK_MS.most + INLINE_BUDGET_MS.most + commitMs).toBeLessThanOrEqual(5_000)
  })

  test('leave an alarm time for its last calls before the platform ends it', () => {
    const { ALARM_WORK_MS, QUEUE_TIMEOUT_MS } = variables
    expect(ALARM_WORK_MS.most + QUEUE_TIMEOUT_MS.most).toBeLessThan(15 * 60_000)
  })
})

describe('the documentation', () => {
  test('names every variable with its default and bounds, in the order of the table', () => {
    const [, section = ''] = read('docs/operations.md').split('## Variables\n')
    const documented = [...section.matchAll(/^\| `([A-Z_]+)` \| (\S+) \| (\S+) to (\S+) \| .+ \|$/gm)].map((row) =>
      row.slice(1),
    )
    expect(documented).toEqual(rows.map((row) => [row.name, String(row.default), String(row.least), String(row.most)]))
  })

  test.for(['INLINE_BUDGET_MS', 'RECEIPT_YEARS'] as const)('says the same of %s in the README', (name) => {
    const { default: usual, least, most } = variables[name]
    expect(read('README.md')).toMatch(
      new RegExp(`^\\| \`${name}\` \\| ${usual} \\| .*\\b${least} to ${most}\\b.* \\|$`, 'm'),
    )
  })
})

test('a variable that is not in the table cannot be read', () => {
  // @ts-expect-error There is no such variable: this line must not compile.
  expect(() => numericVariable({}, 'RETRY_FOREVER_MS')).toThrow(TypeError)
})

test('the pace of an environment is that of its variables', () => {
  expect(paceOf({ ENVIRONMENT: 'production', RETRY_BASE_MS: '2000', DELETE_WAIT_MS: '500' })).toEqual({
    baseMs: 2_000,
    capMs: 6 * 3_600_000,
    slowMs: 60_000,
    timeoutMs: 30_000,
    leaseSlackMs: 30_000,
    safetyMs: 10_000,
    workMs: 60_000,
    restMs: 30_000,
    probeMs: 10_000,
    deleteWaitMs: 90_000,
    receiptMs: 3 * 365.25 * 24 * 3_600_000,
  })
})
