import type { TextSpan } from './reading.ts'

/** Finds what looks personal, whoever it belongs to; what is hidden already is `…` in the text. `isKnown`: whether a text is a constant of the mapping. */
export type Pattern = (text: string, isKnown: (text: string) => boolean) => readonly TextSpan[]

/** E-mail addresses, also cut ones: something, `@`, something. */
export const emails: Pattern = (text) =>
  spans(text, /[^\s"'`<>()[\]{},;:=&?/\\|@]{1,64}@[\p{L}\p{N}…][\p{L}\p{N}….-]{0,253}/gu)

/** IP addresses of both versions; hardware addresses are written so too. A time has two colons, an IPv6 address three or `::`. */
export const addresses: Pattern = (text) => [
  ...spans(text, /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/g),
  ...spans(text, /(?<![\p{L}\p{N}:])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\p{L}\p{N}:])/giu).filter(([from, to]) => {
    const address = text.slice(from, to)
    return /[\da-f]/i.test(address) && (address.includes('::') || address.split(':').length > 3)
  }),
]

/** Telephone numbers: seven digits and more, in groups or not. Not Unix times in seconds or milliseconds, not dates, not sizes. */
export const telephones: Pattern = (text, isKnown) =>
  spans(text, /(?<!\d)\+?\(?\d(?:[\s()./-]{0,3}\d){6,}(?!\d|\s?(?:bytes|ms)\b)/g).filter(([from, to]) => {
    const number = text.slice(from, to)
    return isTelephone(number) && !isKnown(number)
  })

function isTelephone(number: string): boolean {
  if (/^1\d{9}(?:\d{3})?$/.test(number) || /^\d{4}[-/]\d\d[-/]\d\d/.test(number)) return false
  const [, ...groups] = number.split(/\D+/).filter((group) => group !== '')
  return groups.every((group) => group.length > 1)
}

/** Tokens: sixteen characters and more that hold a letter and a digit, such as keys, hashes and UUIDs. */
export const tokens: Pattern = (text, isKnown) =>
  spans(text, /[\p{L}\p{N}…_~+-]{16,}={0,2}/gu).filter(([from, to]) => {
    const token = text.slice(from, to)
    return /\p{L}/u.test(token) && /\p{N}/u.test(token) && !isKnown(token)
  })

/** Tokens in a name, which may be made of words and small numbers: `checkout_step_2_done` is none. */
export const tokensInNames: Pattern = (text, isKnown) =>
  tokens(text, isKnown).filter(([from, to]) =>
    text
      .slice(from, to)
      .split(/[_~+-]/)
      .some((part) => part.length >= shortestTelling && /\p{N}/u.test(part)),
  )

/** So many characters of a token tell of somebody. */
const shortestTelling = 4

function spans(text: string, pattern: RegExp): readonly TextSpan[] {
  return Array.from(text.matchAll(pattern), ({ 0: found, index }): TextSpan => [index, index + found.length])
}
