import { Grams } from './grams.ts'
import type { HiddenTexts } from './hidden-texts.ts'
import type { TextSpan } from './reading.ts'
import { folded } from './reading.ts'

/** So many characters of a hidden text give it away, where a message holds a part of it. */
const tellingPart = 6
/** So many do where the message says that it cut the text: `jan...`. */
const tellingCut = 3
/** So many digits tell of somebody. */
const shortestNumber = 4
/** By so many characters of their beginning hidden texts are looked up. */
const startLength = 4

/** Where the hidden texts stand in messages: whole, cut, and in base64. */
export class Finder {
  readonly #shortIds: ReadonlySet<string>
  readonly #shortTexts: ReadonlySet<string>
  readonly #byStart: ReadonlyMap<string, readonly string[]>
  readonly #joined: string
  readonly #grams: Grams
  readonly #isOrdinary: (word: string) => boolean

  /** `isKnown`: whether a word is a common one, or a constant. `finds`: whole texts alone, or parts of them too. */
  constructor(hidden: HiddenTexts, isKnown: (word: string) => boolean, finds: 'whole' | 'parts') {
    this.#shortIds = hidden.shortIds
    this.#shortTexts = hidden.shortTexts
    this.#byStart = Map.groupBy(hidden.texts, (text) => text.slice(0, startLength))
    this.#joined = finds === 'whole' ? '' : hidden.joined()
    this.#grams = new Grams(this.#joined, tellingPart)
    this.#isOrdinary = (word) => /^\p{L}{1,2}$/u.test(word) || isKnown(word)
  }

  /** Where a text holds hidden ones. */
  in(text: string): readonly TextSpan[] {
    const plain = folded(text)
    return [...this.#plainIn(plain), ...this.#shortIdsIn(plain), ...this.#base64In(text)]
  }

  #plainIn(text: string): readonly TextSpan[] {
    return [...this.#wholeIn(text), ...(this.#joined === '' ? [] : this.#partsIn(text))]
  }

  #wholeIn(text: string): readonly TextSpan[] {
    const found: TextSpan[] = []
    for (let at = 0; at + startLength <= text.length; at++)
      for (const hidden of this.#byStart.get(text.slice(at, at + startLength)) ?? [])
        if (text.startsWith(hidden, at)) found.push([at, at + hidden.length])
    for (const short of this.#shortTexts)
      for (let at = text.indexOf(short); at >= 0; at = text.indexOf(short, at + 1)) found.push([at, at + short.length])
    return found
  }

  #shortIdsIn(text: string): readonly TextSpan[] {
    if (this.#shortIds.size === 0) return []
    return wordsOf(text).filter(([from, to]) => this.#shortIds.has(text.slice(from, to)))
  }

  /** Parts of hidden texts: from the beginning of a word of the message to the end of one, without the ordinary words at their ends. */
  #partsIn(text: string): readonly TextSpan[] {
    const words = wordsOf(text)
    const found: TextSpan[] = []
    for (let i = 0; i < words.length; i++) {
      const last = this.#lastOfPart(text, words, i)
      const telling = this.#tellingOf(words.slice(i, last + 1), text)
      const [first, end] = [telling[0], telling.at(-1)]
      if (first === undefined || end === undefined) continue
      found.push([first[0], end[1]])
      i = last
    }
    return found
  }

  /** The words of a part that are not ordinary. A small number is, but not several that have four digits together. */
  #tellingOf(words: readonly TextSpan[], text: string): readonly TextSpan[] {
    const texts = words.map(([from, to]) => text.slice(from, to))
    const small = texts.join('').replaceAll(/\D/g, '').length < shortestNumber
    return words.filter((_, i) => {
      const word = texts[i] ?? ''
      return /^\d+$/.test(word) ? !small : !this.#isOrdinary(word)
    })
  }

  /** The last word of the longest part of a hidden text that begins with a word; the word before it where there is none. */
  #lastOfPart(text: string, words: readonly TextSpan[], first: number): number {
    const [from = 0, end = 0] = words[first] ?? []
    const word = text.slice(from, end)
    const isCut = /^\s?(?:…|\.{2}|\*{2})/.test(text.slice(end, end + 3))
    if (isCut && word.length >= tellingCut && this.#joined.includes(`\n${word}`)) return first
    if (from + tellingPart > text.length || !this.#grams.mayHave(text, from)) return first - 1
    let last = first - 1
    for (let i = first; i < words.length; i++) {
      const part = text.slice(from, words[i]?.[1])
      if (!this.#joined.includes(part)) break
      if (part.length >= tellingPart) last = i
    }
    return last
  }

  /** Base64, of both alphabets, that holds a hidden text; it may be cut at both ends. */
  #base64In(text: string): readonly TextSpan[] {
    const codes = Array.from(text.matchAll(/[\w+/-]{6,}={0,2}/g))
    const telling = codes.filter(({ 0: code }) =>
      [0, 1, 2, 3].some((cut) => this.#plainIn(folded(base64Decoded(code.slice(cut)))).length > 0),
    )
    return telling.map(({ 0: code, index }): TextSpan => [index, index + code.length])
  }
}

/** What base64 holds, without a half character at its ends; nothing where it is no text. */
function base64Decoded(code: string): string {
  const text = Buffer.from(code, 'base64')
    .toString('utf8')
    .replaceAll(/^\uFFFD+|\uFFFD+$/g, '')
  return /[\p{Cc}\uFFFD]/u.test(text) ? '' : text
}

/** Where the words of a text stand: runs of letters and digits. */
function wordsOf(text: string): readonly TextSpan[] {
  return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), ({ 0: word, index }): TextSpan => [
    index,
    index + word.length,
  ])
}
