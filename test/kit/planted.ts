import { createHash } from 'node:crypto'

/** Gives numbers of [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Somebody whose data no reply, line or table may show. */
export interface Planted {
  readonly userId: string
  readonly anonymousId: string
  readonly email: string
  readonly phone: string
  readonly name: string
  readonly key: string
  readonly token: string
}

/** Rare syllables, so that no word of a message happens to hold one. */
const syllables = ['zof', 'kvi', 'xul', 'wob', 'jyr', 'quq', 'žeš', 'ñoß', 'İka', 'Σως', 'fyz', 'vum']

/** Somebody, the same for the same number. */
export function planted(n: number): Planted {
  const random = seeded(n)
  const word = (length: number): string =>
    Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join('')
  const plain = (length: number): string => word(length).replaceAll(/[^a-z]/g, 'k')
  const digits = (length: number): string => Array.from({ length }, () => Math.floor(random() * 10)).join('')
  return {
    userId: `${plain(3)}-${digits(6)}`,
    anonymousId: `${plain(2)}_${digits(4)}${plain(2)}`,
    email: `${plain(2)}.${plain(2)}+${digits(3)}@${plain(3)}.org`,
    phone: `+49 (${digits(2)}7) 5${digits(3)}-6${digits(3)}`,
    name: `${word(3)} ${word(3)}`,
    key: `${plain(2)}${digits(3)}@${plain(2)}.org`,
    token: `sk_${plain(3)}${digits(5)}`,
  }
}

/** What nobody may be told of somebody: the data, and what mappings make of it. */
export function textsOf(one: Planted): readonly string[] {
  const digits = one.phone.replaceAll(/\D/g, '')
  return [...Object.values(one), digits, createHash('sha256').update(one.email).digest('hex')]
}

/** The event of somebody. */
export function eventOf(one: Planted, n: number): Readonly<Record<string, unknown>> {
  return {
    type: 'track',
    event: 'Registered',
    messageId: `${one.userId}-${n}`,
    userId: one.userId,
    anonymousId: one.anonymousId,
    timestamp: '2026-11-01T10:00:00.000Z',
    properties: { [one.key]: n, owner: one.name },
    context: { traits: { email: one.email, phone: one.phone, secretToken: one.token } },
  }
}

/** Ways in which a partner may give a text back. */
export const echoes: Readonly<Record<string, (text: string, random: () => number) => string>> = {
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'percent-encoded': (text) => encodeURIComponent(text),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'as in a form': (text) => new URLSearchParams({ x: text }).toString().slice(2),
  'as JSON': (text) => JSON.stringify({ x: text }),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify({ x: text })),
  'as JSON in ASCII': (text) =>
    text.replaceAll(/[^]/g, (one) => String.raw`\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in HTML': (text) => text.replaceAll(/[^a-z]/g, (one) => `&#${one.charCodeAt(0)};`),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64, cut at both ends': (text, random) => {
    const from = Math.floor(random() * 4)
    return Buffer.from(text)
      .toString('base64')
      .replaceAll('=', '')
      .slice(from, from + 16 + Math.floor(random() * 20))
  },
  'in base64 of URLs': (text) => Buffer.from(text).toString('base64url'),
  'without its end': (text, random) => text.slice(0, cutAt(text, random)),
  'without its beginning': (text, random) => text.slice(-cutAt(text, random)),
  'cut, as it says': (text, random) => `${text.slice(0, cutAt(text, random))}...`,
  'in upper case and cut': (text, random) => text.toUpperCase().slice(0, cutAt(text, random)),
  'the digits of a number': digitsOf,
  'the digits of a number, cut': (text, random) => digitsOf(text).slice(0, cutAt(text, random)),
  hashed: (text) => createHash('sha256').update(text).digest('hex'),
}

/** The digits of a telephone number; any other text as it is. */
function digitsOf(text: string): string {
  return /^[+\d\s()-]+$/.test(text) ? text.replaceAll(/\D/g, '') : text
}

/** At least eight characters stay. */
function cutAt(text: string, random: () => number): number {
  return Math.min(text.length, 8 + Math.floor(random() * text.length))
}

/** So many characters of a text are a part of it that tells of somebody. */
const telling = 7
/** In long texts full of hashes and times, digits, hexadecimal letters and the dashes of UUIDs must be so many, or chance has put them together. */
export const tellingInHashes = 12

/** What of some texts is left in another, however it stands there: the first part that tells of somebody, or nothing. */
export function leakIn(shown: string, texts: readonly string[], tellingHex = telling): string | undefined {
  const readings = [shown, ...[1, 2, 3].map((times) => unescaped(shown, times)), ...decodedIn(shown)].map(plain)
  const parts = new Set(readings.flatMap((reading) => partsOf(reading, telling)))
  for (const text of texts.map(plain))
    for (const part of partsOf(text, telling)) {
      if (!parts.has(part)) continue
      if (!/^[\da-f-]+$/.test(part)) return part
      const long = partsOf(text, tellingHex).filter((one) => one.startsWith(part))
      if (long.some((one) => readings.some((reading) => reading.includes(one)))) return part
    }
  return undefined
}

function partsOf(text: string, length: number): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length))
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ')
}

function unescaped(text: string, times: number): string {
  let left = text
  for (let i = 0; i < times; i++)
    left = left
      .replaceAll(/(?:%[0-9a-f]{2})+/gi, (code) => Buffer.from(code.replaceAll('%', ''), 'hex').toString('utf8'))
      .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll(/\\(.)/g, '$1')
      .replaceAll('+', ' ')
  return left
}

function decodedIn(text: string): readonly string[] {
  return (text.match(/[\w+/-]{8,}/g) ?? []).flatMap((code) =>
    [0, 1, 2, 3].map((cut) => Buffer.from(code.slice(cut), 'base64').toString('utf8')),
  )
}
