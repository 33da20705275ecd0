const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration as an address says it, such as `15m`, in ms; `undefined` where a text is none. */
export function durationMs(text: string): number | undefined {
  const [, n, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? []
  return n === undefined ? undefined : Number(n) * (units[unit] ?? 0)
}

/** The times between which something is looked for, as ISO texts. */
export interface Times {
  readonly since?: string
  readonly until?: string
}

/** The times that the parameters `since` (a duration before now, or a time) and `until` (a time) say. */
export function timesOf(parameters: Readonly<Record<string, string>>, otherwise: string): Times {
  const { since = otherwise, until = '' } = parameters
  const ago = durationMs(since)
  const from = ago === undefined ? since : new Date(Date.now() - ago).toISOString()
  return { ...(from !== '' && { since: from }), ...(until !== '' && { until }) }
}

/** A time as an input of the type `datetime-local` has it: in the reader's zone, to the minute. */
export function localText(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return ''
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
