import type { JSX } from 'preact'
import { Time } from '../../parts/time.tsx'
import type { Result } from './retried.ts'

/** What came of a retry, and when the next try is. */
export function ResultText({ of: { text, nextAttemptAt } }: { readonly of: Result }): JSX.Element {
  return (
    <>
      {text}
      {nextAttemptAt !== undefined && (
        <>
          {' '}
          Next: <Time at={nextAttemptAt} />.
        </>
      )}
    </>
  )
}
