/**
 * What work gives within a time (ms); nothing where it takes longer, throws or rejects. The work is not stopped: it goes on, and what becomes of it later is not looked at.
 * `wait` resolves after a time (ms), as `scheduler.wait` does.
 */
export async function within<T>(
  ms: number,
  work: () => Promise<T>,
  wait: (ms: number) => Promise<unknown> = (time) => new Promise((resolve) => setTimeout(resolve, time)),
): Promise<T | undefined> {
  try {
    return await Promise.race([work(), wait(ms).then(() => undefined)])
  } catch {
    return undefined
  }
}

/**
 * Runs work under a time limit (ms): its signal aborts as that of `AbortSignal.timeout` does, but the timer ends with the work. An object may have 10,000 timers,
 * and a fast partner takes more calls than that within the limit of one.
 */
export async function withinLimit<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('the time is over', 'TimeoutError')), ms)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
