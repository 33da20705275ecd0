import type { JSX } from 'preact'
import { Empty } from '../parts/states.tsx'

/** The tab is not built yet. */
export function Tab(): JSX.Element {
  return <Empty title="Not built yet" />
}
