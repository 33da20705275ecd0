import { specNames } from '../../ingest/spec-names.ts'
import { commonWords } from './common-words.ts'
import { Finder } from './found.ts'
import { HiddenTexts } from './hidden-texts.ts'
import type { Pattern } from './patterns.ts'
import { addresses, emails, telephones, tokens } from './patterns.ts'
import type { TextSpan } from './reading.ts'
import { readingsOf } from './reading.ts'
import { seenKey } from './seen-key.ts'

/** What a message may not show. */
export interface Hidden {
  /** Every text of four characters and more inside these values is hidden, numbers as text too, and every key that is no known name. */
  readonly values: readonly unknown[]
  /** Hidden whatever they are. */
  readonly secrets?: readonly string[]
  /** Names and constants of the mapping, in lower case: they are shown. */
  readonly names?: ReadonlySet<string>
  /** It is looked for in names: only whole texts are found, and keys of one word hide nothing. A name is not what a partner says of an event: it often has words in common with it. */
  readonly inNames?: boolean
}

/** How messages are masked. */
export interface Masking {
  /** Find what may not be shown ({@link finderOf}). */
  readonly finders: readonly Finder[]
  /** What is hidden by its look; all there is if left out. */
  readonly patterns?: readonly Pattern[]
  /** Names and constants of the mapping, in lower case, which no pattern hides. */
  readonly names?: ReadonlySet<string>
}

const everyPattern = [emails, addresses, telephones, tokens]
const longest = 200
/** Of a longer message only so much is read. */
const longestRead = 1_000

/** Finds what may not be shown. */
export function finderOf({ values, secrets = [], names, inNames = false }: Hidden): Finder {
  const isKnown = (text: string): boolean => {
    const low = text.toLowerCase()
    return specNames.has(low) || commonWords.has(low) || names?.has(low) === true
  }
  const isWord = (key: string): boolean => isKnown(key) || seenKey(key) === key
  const texts = new HiddenTexts(isKnown, inNames ? isWord : isKnown)
  for (const value of values) texts.hideAll(value)
  for (const secret of secrets) texts.hideSecret(secret)
  return new Finder(texts, isKnown, inNames ? 'whole' : 'parts')
}

/** Makes messages such that they may be shown: what is hidden is `…` in them, and they have 200 characters at most. */
export function maskerOf(masking: Masking): (message: string) => string {
  const done = new Map<string, string>()
  return (message) => {
    // Items of a batch are mostly refused for the same reason.
    const shown = done.get(message) ?? shortened(message, masking)
    done.set(message, shown)
    return shown
  }
}

/** What somebody wrote of an event, as it may be kept: without the texts of the event and without secrets. */
export function masked(message: string, event: unknown, secrets: readonly string[]): string {
  return maskerOf({ finders: [finderOf({ values: [event], secrets })] })(message)
}

/** A text of any length with `…` for each secret in it, however it is encoded. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const finders = [finderOf({ values: [], secrets, inNames: true })]
  return withoutSpans(text, spansIn(text, { finders, patterns: [] }))
}

function shortened(message: string, masking: Masking): string {
  // What is cut here may be half of a word: it is left out.
  const head = message.length > longestRead ? message.slice(0, longestRead).replace(/\S{1,100}$/, '') : message
  const text = withoutSpans(head, spansIn(head, masking))
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** What is hidden in a text, however it is encoded. */
function spansIn(text: string, { finders, names, patterns = everyPattern }: Masking): readonly TextSpan[] {
  const isName = (word: string): boolean => names?.has(word.toLowerCase()) === true
  return readingsOf(text).flatMap((reading) => {
    const found = finders.flatMap((finder) => finder.in(reading.text))
    const left = dotted(reading.text, found)
    // A telephone number of which only a part is hidden is hidden whole.
    const numbers = patterns.includes(telephones) ? telephones(reading.text, isName) : []
    const all = [...found, ...numbers, ...patterns.flatMap((pattern) => pattern(left, isName))]
    return all.map(([from, to]): TextSpan => [reading.starts[from] ?? 0, reading.ends[to - 1] ?? 0])
  })
}

/** A text with each hidden character as `…`: patterns see that something stands there, not what. */
function dotted(text: string, spans: readonly TextSpan[]): string {
  return spans.reduce((left, [from, to]) => left.slice(0, from) + '…'.repeat(to - from) + left.slice(to), text)
}

/** A text with `…` for each run of hidden characters. */
function withoutSpans(text: string, spans: readonly TextSpan[]): string {
  let shown = ''
  let done = 0
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    if (from > done || done === 0) shown += `${text.slice(done, from)}…`
    done = Math.max(done, to)
  }
  return shown + text.slice(done)
}
