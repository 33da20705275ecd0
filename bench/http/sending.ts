/** What is sent: events of a kind to a destination; `many`: so many of them come as an array. `event` makes the event of a number. */
export interface Sending {
  readonly path: string
  readonly event: (n: number) => Readonly<Record<string, unknown>>
  readonly many?: number | undefined
}

/** The endpoint key of both sides. */
export const key = 'endpoint-key-of-the-bench-0001'
