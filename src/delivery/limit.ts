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
