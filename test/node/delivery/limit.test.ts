import { describe, expect, test, vi } from 'vitest'
import { within } from '../../../src/runtime/time-limit.ts'

const soon = async (): Promise<void> => undefined
const never = (): Promise<never> => new Promise(() => undefined)

describe('work within a time', () => {
  test.for<{ name: string; work: () => Promise<string>; wait: () => Promise<unknown>; gives: string | undefined }>([
    { name: 'that ends in time gives its answer', work: async () => 'answer', wait: never, gives: 'answer' },
    { name: 'that takes longer gives nothing', work: never, wait: soon, gives: undefined },
    { name: 'that rejects gives nothing', work: () => Promise.reject(new Error('x')), wait: never, gives: undefined },
    {
      name: 'that throws before it begins gives nothing',
      work: () => {
        throw new Error('x')
      },
      wait: never,
      gives: undefined,
    },
  ])('$name', async ({ work, wait, gives }) => {
    expect(await within(50, work, wait)).toBe(gives)
  })

  test('has the time that is given, in milliseconds', async () => {
    const waits: number[] = []
    await within(300, never, async (ms) => void waits.push(ms))
    expect(waits).toEqual([300])
  })

  test('leaves no timer behind, however it ends', async () => {
    vi.useFakeTimers()
    try {
      await within(300, soon)
      await within(300, () => Promise.reject(new Error('x')))
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
