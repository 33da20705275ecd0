/** `npm run mutate` takes too long for every run; that its breaks fit the code is asked here. */
import { describe, expect, test } from 'vitest'
import { misfit } from '../kit/break.ts'
import type { Mutation } from '../mutations.ts'
import { mostMutations, mutations } from '../mutations.ts'

const fitting: Mutation = {
  promise: 'A promise.',
  name: 'a name',
  file: 'test/kit/break.ts',
  find: 'if (times !== 1)',
  replace: 'if (false)',
  tests: ['test/node/mutations.test.ts'],
}

describe('the breaks of npm run mutate', () => {
  test('every one of them fits the code as it is', () => {
    expect(mutations.map(misfit).filter((text) => text !== undefined)).toEqual([])
  })

  test(`there are at most ${mostMutations}`, () => {
    expect(mutations.length).toBeLessThanOrEqual(mostMutations)
  })

  test('each has a name of its own, a promise and a test file', () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length)
    expect(mutations.filter(({ promise, tests }) => promise === '' || tests.length === 0)).toEqual([])
  })

  test.for<[string, Partial<Mutation>, string | undefined]>([
    ['fits', {}, undefined],
    ['names a file that is gone', { file: 'src/gone.ts' }, 'there is no src/gone.ts'],
    ['names a test that is gone', { tests: ['test/gone.test.ts'] }, 'there is no test/gone.test.ts'],
    ['has text that the file does not hold', { find: 'if (times !== 9)' }, 'occurs 0 times in test/kit/break.ts'],
    ['has text that the file holds more than once', { find: 'return ' }, 'make it text that occurs once'],
    ['makes the file unreadable', { replace: 'if (' }, 'is no TypeScript'],
  ])('misfit says whether a break %s', ([, change, message]) => {
    const told = misfit({ ...fitting, ...change })
    if (message === undefined) expect(told).toBeUndefined()
    else expect(told).toContain(message)
  })
})
