import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { messageOf } from './api.ts'

/** What was loaded: `data` stays while it is loaded again. */
export interface Loaded<T> {
  readonly data: T | undefined
  readonly error: string | undefined
  readonly loading: boolean
  readonly reload: () => void
}

/** Loads something, again whenever `key` changes, and every so many ms while the page is visible. */
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>, everyMs?: number): Loaded<T> {
  const [state, setState] = useState<State<T>>({ data: undefined, error: undefined, loading: true })
  const [turn, setTurn] = useState(0)
  const latest = useRef(load)
  latest.current = load
  const keyBefore = useRef(key)
  useEffect(() => {
    const abort = new AbortController()
    const isOther = keyBefore.current !== key
    keyBefore.current = key
    setState((before) => ({ ...before, ...(isOther && { data: undefined, error: undefined }), loading: true }))
    void settle(latest.current(abort.signal), abort.signal, setState)
    return () => abort.abort()
  }, [key, turn])
  useEffect(() => {
    if (everyMs === undefined) return undefined
    const timer = setInterval(() => document.visibilityState === 'visible' && setTurn((n) => n + 1), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return { ...state, reload: useCallback(() => setTurn((n) => n + 1), []) }
}

type State<T> = Omit<Loaded<T>, 'reload'>

async function settle<T>(
  work: Promise<T>,
  signal: AbortSignal,
  set: (next: (before: State<T>) => State<T>) => void,
): Promise<void> {
  try {
    const data = await work
    if (!signal.aborted) set(() => ({ data, error: undefined, loading: false }))
  } catch (error) {
    if (!signal.aborted) set((before) => ({ ...before, error: messageOf(error), loading: false }))
  }
}
