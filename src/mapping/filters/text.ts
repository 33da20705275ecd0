import type { Arg, Filter } from './filter.ts'
import { characterClass, checkCharacterClass } from './character-class.ts'
import { charactersOf, cut } from './cut.ts'
import { isObject, setOwn, textOf } from '../../values/json.ts'
import { checkCount, jsonText, maxDepth, overText, plain } from './reading.ts'

const text: Arg = { name: 'text', type: 'text' }
const separator: Arg = { name: 'separator', type: 'text' }
const replacing: readonly Arg[] = [
  { name: 'search', type: 'text' },
  { name: 'replacement', type: 'text', optional: true },
]

/** Filters that give text from text; numbers and booleans count as their text. */
export const textFilters: Readonly<Record<string, Filter>> = {
  // Without white space at both ends: `" Ann "` is `"Ann"`.
  strip: plain(overText((value) => value.trim())),

  // In lower case: `"Ann"` is `"ann"`.
  downcase: plain(overText((value) => value.toLowerCase())),

  // In upper case: `"Ann"` is `"ANN"`.
  upcase: plain(overText((value) => value.toUpperCase())),

  // The first letter in upper case, the rest in lower case, as in Liquid: `"my GREAT title"` is `"My great title"`.
  capitalize: plain(overText(capitalized)),

  // With a text behind it: `"a" | append: "b"` is `"ab"`.
  append: { args: [text], make: (end: string) => overText((value) => value + end) },

  // With a text before it: `"a" | prepend: "b"` is `"ba"`.
  prepend: { args: [text], make: (start: string) => overText((value) => start + value) },

  // A part of a text or list, one long unless said: `"hello" | slice: 1, 3` is `"ell"`, `slice: -3, 2` is `"ll"`.
  slice: {
    args: [
      { name: 'start', type: 'number' },
      { name: 'length', type: 'number', optional: true },
    ],
    make: (start: number, length = 1) => {
      const cutText = overText((value) => cut(value, start, length))
      return (value) => (Array.isArray(value) ? cut(value, start, length) : cutText(value))
    },
  },

  // Every text inside cut to so many characters, down to 200 levels: `{"a": "hello", "n": 12345} | deep_limit: 3` is `{"a": "hel", "n": 12345}`.
  deep_limit: {
    args: [{ name: 'count', type: 'number', check: checkCount }],
    make: (count: number) => (value) => deepLimit(value, count, maxDepth),
  },

  // A list of the parts, without empty ones at the end; `" "` splits at any white space: `"a,b" | split: ","` is `["a", "b"]`.
  split: { args: [separator], make: (at: string) => overText((value) => split(value, at)) },

  // A list as one text, a space between unless said; `null` is left out, none is absent: `["a", 1] | join: ","` is `"a,1"`.
  join: {
    args: [{ ...separator, optional: true }],
    make:
      (between = ' ') =>
      (value) =>
        join(value, between),
  },

  // Every place of a text replaced, by nothing unless said: `"a-b-c" | replace: "-", "+"` is `"a+b+c"`.
  replace: {
    args: replacing,
    make: (search: string, by = '') => overText((value) => (search === '' ? value : joined(value.split(search), by))),
  },

  // The first place of a text replaced: `"a-b-c" | replace_first: "-", "+"` is `"a+b-c"`.
  replace_first: {
    args: replacing,
    make: (search: string, by = '') => overText((value) => (search === '' ? value : value.replace(search, () => by))),
  },

  // Characters of a class (with `+`: runs of them) replaced: `"a b!c" | replace_chars: "[^a-z]+", "_"` is `"a_b_c"`.
  replace_chars: {
    args: [
      { name: 'class', type: 'text', check: checkCharacterClass },
      { name: 'replacement', type: 'text', optional: true },
    ],
    make: (characters: string, by = '') => {
      const pattern = characterClass(characters)
      return overText((value) => (pattern === undefined ? undefined : joined(value.split(pattern), by)))
    },
  },

  // Only the digits 0 to 9: `"+1 (410) 555"` is `"1410555"`.
  digits: plain(overText((value) => value.replace(/[^0-9]+/g, ''))),

  // Without any white space: `" New York "` is `"NewYork"`.
  squeeze: plain(overText((value) => value.replace(/\s+/g, ''))),

  // The first value of a parameter in a URL's query, decoded; absent if empty: `"https://x.y/?gclid=a%20b" | url_param: "gclid"` is `"a b"`.
  url_param: {
    args: [{ name: 'name', type: 'text' }],
    make: (name: string) => overText((value) => urlParam(value, name)),
  },
}

function deepLimit(value: unknown, count: number, levels: number): unknown {
  if (typeof value === 'string') return cut(value, 0, count)
  if (levels === 0) return value
  if (Array.isArray(value)) return value.map((element) => deepLimit(element, count, levels - 1))
  if (!isObject(value)) return value
  const out: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) setOwn(out, key, deepLimit(inner, count, levels - 1))
  return out
}

function capitalized(value: string): string {
  const [first = ''] = value
  return first.toUpperCase() + value.slice(first.length).toLowerCase()
}

function split(value: string, separator: string): readonly string[] {
  if (separator === '') return Array.from(charactersOf(value))
  const parts = separator === ' ' ? value.trim().split(/\s+/) : value.split(separator)
  while (parts.at(-1) === '') parts.pop()
  return parts
}

function join(value: unknown, separator: string): string | undefined {
  if (!Array.isArray(value)) return undefined
  const parts = value.map(partText).filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : joined(parts, separator)
}

function partText(part: unknown): string | undefined {
  return part === null ? undefined : (textOf(part) ?? jsonText(part))
}

function urlParam(url: string, name: string): string | undefined {
  const [address = ''] = url.split('#', 1)
  const query = address.indexOf('?')
  return query < 0 ? undefined : new URLSearchParams(address.slice(query)).get(name) || undefined
}

// A text this long is more than any request may hold; without a limit, m parts and a separator of n characters would be m times n.
const maxLength = 16_000_000

/** Texts joined by a separator; absent if the result had more than 16 million characters. */
function joined(parts: readonly string[], separator: string): string | undefined {
  const length = parts.reduce((sum, part) => sum + part.length, separator.length * Math.max(0, parts.length - 1))
  return length > maxLength ? undefined : parts.join(separator)
}
