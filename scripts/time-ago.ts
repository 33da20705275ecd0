import { durationForm, milliseconds } from '../src/mapping/file/schema.ts'
import { readTime } from '../src/values/read-time.ts'

/** The time that an option says, as ISO 8601: a duration before `now` (ms), or a time. Else what is wrong with it. */
export function timeAgo(text: string, now: number): { readonly at: string } | { readonly fault: string } {
  const at = durationForm.test(text) ? now - milliseconds(text) : readTime(text)
  if (!Number.isNaN(at)) return { at: new Date(at).toISOString() }
  const meant = /^\d{1,3}$/.test(text) ? `, did you mean ${text}h?` : ''
  return {
    fault: `expected a duration before now such as "90s", "10m", "1h", "2d", or a time such as 2026-11-29T08:00:00Z${meant}`,
  }
}
