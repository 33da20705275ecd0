import { isObject, parseJson } from '../../values/json.ts'
import { folded } from './reading.ts'

/** Shorter texts are hidden only if they are ids. */
const shortest = 4
/** A text of so few words may be a name: each of its words is hidden too. */
const wordsOfName = 4

/** Fields that hold an id of a user: their text is hidden whatever it is, a short one as a word of its own. */
const idNames = /^(?:user|anonymous|previous|group|message|distinct|external|device)[_-]?id$/i
/** Fields whose `id` is one of these. */
const idParents = /^(?:traits|device|user|group)$/i
/** Fields whose text is hidden even if it is a common word. */
const personNames = /(?:first|last|user|full|nick|display)_?name|e-?mail|phone/i

/** Whether a field of this name holds an id or a name of somebody. */
export function isPersonal(name: string): boolean {
  return idNames.test(name) || personNames.test(name)
}

/** The texts that a message may not show, folded: of events and items, of what was sent, secrets. */
export class HiddenTexts {
  /** Hidden wherever they stand. */
  readonly texts = new Set<string>()
  /** Short ids, hidden where they stand as a word. */
  readonly shortIds = new Set<string>()
  /** Short texts that are hidden wherever they stand: their scripts have no spaces. */
  readonly shortTexts = new Set<string>()
  readonly #isKnown: (text: string) => boolean
  readonly #isKnownKey: (key: string) => boolean

  /** `isKnown`: whether a text is a name of the spec, a constant of the mapping or a common word; `isKnownKey`: whether a key is no data. */
  constructor(isKnown: (text: string) => boolean, isKnownKey: (key: string) => boolean) {
    this.#isKnown = isKnown
    this.#isKnownKey = isKnownKey
  }

  /** All texts in one, each after a line break. */
  joined(): string {
    return ['', ...this.texts, ''].join('\n')
  }

  /** Hides a text whatever it is. */
  hideSecret(text: string): void {
    this.#add(text)
  }

  /** Hides every text inside a value: strings, numbers, and keys that are data. Without recursion, for JSON in a text of an event may be nested as deep as it likes. */
  hideAll(value: unknown): void {
    const left: [value: unknown, name: string][] = [[value, '']]
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [inside, name] = next
      const text = typeof inside === 'number' || typeof inside === 'bigint' ? String(inside) : inside
      const json = typeof text === 'string' ? jsonIn(text) : text
      if (Array.isArray(json)) for (const element of json) left.push([element, name])
      else if (isObject(json)) for (const entry of Object.entries(json)) left.push(this.#valueOf(entry, name))
      else if (typeof text === 'string') this.#hideText(text, name)
    }
  }

  /** The value of an entry of an object, with its name; a key that is no known name is data. `parent`: the name of the object. */
  #valueOf([key, value]: [string, unknown], parent: string): [unknown, string] {
    if (!this.#isKnownKey(key)) this.#hideText(key, '')
    return [value, key === 'id' && idParents.test(parent) ? 'userId' : key]
  }

  #hideText(text: string, name: string): void {
    if (idNames.test(name) || (personNames.test(name) && text.length < shortest)) return this.#hideId(text)
    if (text.length < shortest) return this.#hideShort(text)
    if (personNames.test(name) || !this.#isKnown(text)) this.#add(text)
    const words = text.split(/\s+/, wordsOfName + 1)
    if (words.length > 1 && words.length <= wordsOfName)
      for (const word of words) if (word.length >= shortest && !this.#isKnown(word)) this.#add(word)
  }

  /** Of scripts without spaces and letters of either case two characters may be a whole name. */
  #hideShort(text: string): void {
    const plain = text.trim()
    if (/^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]{2,3}$/u.test(plain))
      this.shortTexts.add(plain)
  }

  #hideId(text: string): void {
    const id = folded(text.trim())
    this.#hideShort(text)
    if (id.length >= shortest) this.#add(text)
    else if (id !== '') this.shortIds.add(id)
  }

  /** As it is; of a telephone number the digits too; and in upper and lower case, where that makes it longer or shorter (`ß` becomes `SS`). */
  #add(text: string): void {
    const plain = text.trim()
    if (plain.length < shortest) return
    this.#addFolded(plain)
    if (/^[+\d\s()./-]{7,30}$/.test(plain)) this.#addFolded(plain.replaceAll(/\D/g, ''))
    if (!/[^\s -~]/.test(plain)) return
    const bare = plain.normalize('NFD').replaceAll(/\p{M}/gu, '')
    for (const other of [
      plain.toUpperCase(),
      plain.toLowerCase(),
      plain.normalize('NFC'),
      plain.normalize('NFD'),
      bare,
    ])
      this.#addFolded(other)
  }

  /** Trimmed once more: a `+` folds to a space, which is no part of the text. */
  #addFolded(text: string): void {
    const low = folded(text).trim()
    if (low.length >= shortest) this.texts.add(low)
  }
}

/** The list or object that a text holds as JSON, if it does. */
function jsonIn(text: string): unknown {
  return /^\s*[[{]/.test(text) ? parseJson(text) : text
}
