import type { Arg, Filter } from './filter.ts'
import { isObject, setOwn } from '../../values/json.ts'
import type { Instant } from './instant.ts'
import { isIsoText, readInstant, readIso } from './instant.ts'
import { maxDepth } from './reading.ts'
import { strftime } from './strftime.ts'

type Write = (at: Instant) => string | number

const format: Arg = { name: 'format', type: 'text', check: checkFormat }

/** Filters over moments; all times are written in UTC. */
export const timeFilters: Readonly<Record<string, Filter>> = {
  // A moment as `iso`, `unix`, `unix_ms`, `unix_us` or by a pattern: `1700000000 | date: "%Y-%m-%d"` is `"2023-11-14"`.
  date: {
    args: [format],
    make: (format: string) => {
      const write = writer(format)
      return (value) => {
        const at = readInstant(value)
        return at === undefined || typeof write === 'string' ? undefined : write(at)
      }
    },
  },

  // Every ISO date text inside written so, down to 200 levels, but under the keys named, and none that would be a number below 0: `{"at": "2023-11-14", "born": "2000-01-01"} | deep_dates: "unix", "born"` is `{"at": 1699920000, "born": "2000-01-01"}`.
  deep_dates: {
    args: [format],
    rest: { name: 'key', type: 'text' },
    make: (format: string, ...kept: readonly string[]) => {
      const write = writer(format)
      const keys = new Set(kept)
      return (value) => (typeof write === 'string' ? undefined : deepDates(value, { write, keys }, maxDepth))
    },
  },
}

const named: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['iso', (at) => new Date(at.ms).toISOString()],
  ['unix', (at) => Math.floor(at.ms / 1000)],
  ['unix_ms', (at) => at.ms],
  ['unix_us', (at) => at.ms * 1000 + at.us],
])

/** What writes a format, or why it is none. */
function writer(format: string): Write | string {
  const known = named.get(format)
  if (known !== undefined) return known
  if (!format.includes('%'))
    return `wants 'iso', 'unix', 'unix_ms', 'unix_us' or a pattern like '%Y-%m-%d', not '${format}'`
  const write = strftime(format)
  if (typeof write !== 'function') return `does not know ${write.unknown} in its pattern`
  return (at) => write(new Date(at.ms))
}

function checkFormat(literal: unknown): string | undefined {
  const write = writer(String(literal))
  return typeof write === 'string' ? write : undefined
}

interface Dating {
  readonly write: Write
  /** What stands under these keys is left as it is. */
  readonly keys: ReadonlySet<string>
}

function deepDates(value: unknown, dating: Dating, levels: number): unknown {
  if (typeof value === 'string') return isoWritten(value, dating.write)
  if (levels === 0) return value
  if (Array.isArray(value)) return value.map((element) => deepDates(element, dating, levels - 1))
  if (!isObject(value)) return value
  const out: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value))
    setOwn(out, key, dating.keys.has(key) ? inner : deepDates(inner, dating, levels - 1))
  return out
}

/** A date as it is written, or as it came where that would be a number below 0: a reader who takes numbers for moments takes no negative ones. */
function isoWritten(text: string, write: Write): string | number {
  const at = isIsoText(text) ? readIso(text) : undefined
  const written = at === undefined ? text : write(at)
  return typeof written === 'number' && written < 0 ? text : written
}
