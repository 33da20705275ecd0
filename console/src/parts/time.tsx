import type { JSX } from 'preact'

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
const today = new Intl.DateTimeFormat(undefined, clock)
const thisYear = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', ...clock })
const other = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric', ...clock })

/** A time in the reader's zone; in UTC when the pointer rests on it. */
export function Time({ at }: { readonly at: string | number }): JSX.Element {
  const iso = new Date(at).toISOString()
  return (
    <time dateTime={iso} title={`${iso} (UTC)`}>
      {timeText(at)}
    </time>
  )
}

/** A time in the reader's zone as text: with its date where it is not today. */
export function timeText(at: string | number): string {
  const date = new Date(at)
  const now = new Date()
  const isThisYear = date.getFullYear() === now.getFullYear()
  const format = date.toDateString() === now.toDateString() ? today : isThisYear ? thisYear : other
  return format.format(date)
}

/** A time in UTC, for what is kept or passed on. */
export function UtcTime({ at }: { readonly at: string | number }): JSX.Element {
  const iso = new Date(at).toISOString()
  return <time dateTime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}</time>
}

/** A duration for people: `850 ms`, `12 s`, `4 min`, `3 h`, `2 d`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 2 * 86_400_000) return `${Math.round(ms / 3_600_000)} h`
  return `${Math.round(ms / 86_400_000)} d`
}

/** How many of something there are: `1 event`, `2 events`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** A whole number with separators. */
export function count(n: number): string {
  return n.toLocaleString('en-US')
}
