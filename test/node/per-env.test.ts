import { describe, expect, test } from 'vitest'
import { perEnv } from '../../src/runtime/per-env.ts'

describe('what is made of an environment', () => {
  test('is made once, as long as the variables that were read are what they were', () => {
    const remembered = perEnv<string>()
    const env: Record<string, unknown> = { A: '1', B: '2' }
    let made = 0
    const ask = (): string =>
      remembered(env, 'key', ({ A }) => {
        made++
        return `a is ${String(A)}`
      })
    expect([ask(), ask(), made]).toEqual(['a is 1', 'a is 1', 1])
    env['B'] = '3'
    expect([ask(), made]).toEqual(['a is 1', 1])
    env['A'] = '4'
    expect([ask(), made]).toEqual(['a is 4', 2])
    delete env['A']
    expect([ask(), made]).toEqual(['a is undefined', 3])
  })

  test('is another thing under another key, and of another environment', () => {
    const remembered = perEnv<string>()
    const [one, other] = [{ A: '1' }, { A: '2' }]
    const ask = (env: Readonly<Record<string, unknown>>, key: string): string =>
      remembered(env, key, ({ A }) => `${key} ${String(A)}`)
    expect([ask(one, 'x'), ask(one, 'y'), ask(other, 'x'), ask(one, 'x')]).toEqual(['x 1', 'y 1', 'x 2', 'x 1'])
  })
})
