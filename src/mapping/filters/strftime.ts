type Piece = (at: Date) => string

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const day = 86_400_000

// What each letter after % writes, as in Ruby's strftime (which Liquid uses), in UTC.
const pieces: Readonly<Record<string, Piece>> = {
  Y: (at) => padded(at.getUTCFullYear(), 4),
  y: (at) => padded(at.getUTCFullYear() % 100, 2),
  m: (at) => padded(at.getUTCMonth() + 1, 2),
  B: (at) => months[at.getUTCMonth()] ?? '',
  b: (at) => (months[at.getUTCMonth()] ?? '').slice(0, 3),
  d: (at) => padded(at.getUTCDate(), 2),
  e: (at) => String(at.getUTCDate()).padStart(2, ' '),
  j: (at) => padded(Math.floor((at.getTime() - Date.parse(`${padded(at.getUTCFullYear(), 4)}-01-01`)) / day) + 1, 3),
  A: (at) => days[at.getUTCDay()] ?? '',
  a: (at) => (days[at.getUTCDay()] ?? '').slice(0, 3),
  w: (at) => String(at.getUTCDay()),
  u: (at) => String(at.getUTCDay() || 7),
  H: (at) => padded(at.getUTCHours(), 2),
  I: (at) => padded(at.getUTCHours() % 12 || 12, 2),
  p: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (at) => (at.getUTCHours() < 12 ? 'am' : 'pm'),
  M: (at) => padded(at.getUTCMinutes(), 2),
  S: (at) => padded(at.getUTCSeconds(), 2),
  L: (at) => padded(at.getUTCMilliseconds(), 3),
  F: (at) => at.toISOString().slice(0, 10),
  T: (at) => at.toISOString().slice(11, 19),
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
}

/** The writer of a strftime pattern, for the years 0 to 9999 in UTC; `%-d` writes no padding. For a pattern with an unknown letter: that letter. */
export function strftime(pattern: string): Piece | { readonly unknown: string } {
  const out: Piece[] = []
  for (const [whole, flag, letter, text = ''] of pattern.matchAll(/%(-?)([^])|([^%]+)|%$/g)) {
    const piece = letter === undefined ? undefined : pieceOf(letter)
    if (piece === undefined && whole.startsWith('%')) return { unknown: whole }
    if (piece === undefined) out.push(() => text)
    else out.push(flag === '-' ? (at) => unpadded(piece(at)) : piece)
  }
  return (at) => out.map((piece) => piece(at)).join('')
}

function pieceOf(letter: string): Piece | undefined {
  return Object.hasOwn(pieces, letter) ? pieces[letter] : undefined
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0')
}

function unpadded(text: string): string {
  return text.replace(/^[0 ]+(?=\d)/, '')
}
