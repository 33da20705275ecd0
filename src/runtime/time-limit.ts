/** What ends a wait before its time, once the wait has begun. */
export interface Early {
  end?: () => void
}

/** Resolves after a time (ms), or as soon as it is ended early: then its timer is gone too. */
export type Wait = (ms: number, early?: Early) => Promise<unknown>

/** A timer of the platform. An object may have 10,000 of them, so that none may outlive what it is for. */
export const wait: Wait = (ms, early = {}) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    early.end = () => {
      clearTimeout(timer)
      resolve()
    }
  })

/**
 * What work gives within a time (ms); nothing where it takes longer, throws or rejects. The work is not stopped: it goes on, and what becomes of it later is not looked at.
 */
export async function within<T>(ms: number, work: () => Promise<T>, waits: Wait = wait): Promise<T | undefined> {
  const early: Early = {}
  try {
    return await Promise.race([work(), waits(ms, early).then(() => undefined)])
  } catch {
    return undefined
  } finally {
    early.end?.()
  }
}

/** Runs work under a time limit (ms): its signal aborts as that of `AbortSignal.timeout` does, but the timer ends with the work. */
export async function withinLimit<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('the time is over', 'TimeoutError')), ms)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
