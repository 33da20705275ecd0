/** A moment: milliseconds since 1970, and the microseconds (0 to 999) within the last of them. */
export interface Instant {
  readonly ms: number
  readonly us: number
}

const minute = 60_000
/** Years of people and what they do. Others are slips: 27 for 2027, 2558 of the Buddhist calendar. */
const earliest = Date.parse('1800-01-01T00:00:00.000Z')
const latest = Date.parse('2199-12-31T23:59:59.999Z')
/** As seconds these digits are of the first days after 1970; people mean a year, or a date without signs between. */
const leastSeconds = 1e8
const longestText = 64

/** As JavaScript writes it, and nearly all events have it: then nothing is taken apart. */
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const isoText =
  /^(\d{4}-\d\d-\d\d)(?:([Tt ])(\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([Zz]|UTC|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?))?)?$/

/**
 * Reads a moment: eight digits (a number, or a text of them) that are a date are it, `19900102`; others under 1e11 are seconds, under 1e14 milliseconds, else microseconds;
 * other texts as {@link readIso} reads them. Unreadable, 0, a year alone, or outside the years 1800 to 2199: `undefined`.
 */
export function readInstant(value: unknown): Instant | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return fromDigits(Number(value))
  if (typeof value !== 'string' || value.length > longestText) return undefined
  const text = value.trim()
  return /^-?\d+(?:\.\d+)?$/.test(text) ? fromDigits(Number(text)) : readIso(text)
}

/**
 * Reads an ISO 8601 text: a date alone is midnight UTC, a time without an offset is UTC, and a space may stand for `T`.
 * Of a fraction, microseconds are kept. Days and hours that do not exist are `undefined`.
 */
export function readIso(text: string): Instant | undefined {
  if (usual.test(text)) return isDay(Date.parse(text), text) ? instant(Date.parse(text), 0) : undefined
  const match = text.length > longestText ? null : isoText.exec(text)
  if (match === null) return undefined
  const [, date = '', , clock = '00:00', seconds = '00', fraction = '', offset = 'Z'] = match
  const local = Date.parse(`${date}T${clock}:${seconds}.000Z`)
  if (!isDay(local, date)) return undefined
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'))
  return instant(local - offsetOf(offset), micros)
}

/** Whether a moment (ms) is on the day that a text begins with: a day that the month has not is read as one of the next month. */
function isDay(ms: number, text: string): boolean {
  return new Date(ms).getUTCDate() === Number(text.slice(8, 10))
}

/** Whether a text is an ISO 8601 date, or date and time with a `T`, and nothing else. */
export function isIsoText(text: string): boolean {
  const match = text.length > longestText ? null : isoText.exec(text)
  return match !== null && match[2] !== ' '
}

function offsetOf(text: string): number {
  const digits = text.replace(/[^0-9]/g, '')
  if (digits === '') return 0
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (text.startsWith('-') ? -minutes : minutes) * minute
}

function fromDigits(number: number): Instant | undefined {
  // 0 is what is written where nobody knows the time.
  if (number >= 0 && number < leastSeconds) return Number.isInteger(number) ? readDay(String(number)) : undefined
  const size = Math.abs(number)
  const whole = Math.floor(number)
  if (size < 1e11) return instant(whole * 1000, Math.round((number - whole) * 1e6))
  if (size < 1e14) return instant(whole, Math.round((number - whole) * 1e3))
  const ms = Math.floor(whole / 1000)
  return instant(ms, whole - ms * 1000)
}

/** A day as eight digits, `19900102`. */
function readDay(digits: string): Instant | undefined {
  return digits.length === 8 ? readIso(digits.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')) : undefined
}

function instant(ms: number, us: number): Instant | undefined {
  const carried = ms + Math.floor(us / 1000)
  if (!(carried >= earliest && carried <= latest)) return undefined
  return { ms: carried === 0 ? 0 : carried, us: us % 1000 }
}
