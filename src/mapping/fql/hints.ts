import { didYouMean } from '../context/issues.ts'
import { formatPath } from '../expressions/parse.ts'
import type { Field } from './ast.ts'
import type { Token } from './token.ts'

/** What people write, as an operator or as a function, and how it is written here. */
const meanings: Readonly<Record<string, string>> = {
  'contain contains include includes': '`contains(field, "x")`',
  'match matches like glob regex': '`match(field, "a*b")`',
  'startswith starts_with beginswith begins_with prefix': '`match(event, "x*")`',
  'endswith ends_with suffix': '`match(event, "*x")`',
  'exist exists has defined': '`exists(field)`',
  'is equals equal equal_to eq': '`=`, or `!=` for the opposite',
  'notequals not_equals not_equal isnt ne neq': '`!=`',
  'lower downcase tolower tolowercase': '`lowercase(field)`',
  'upper upcase toupper touppercase': '`uppercase(field)`',
  'len size count': '`length(field)`',
}

const written: ReadonlyMap<string, string> = new Map(
  Object.entries(meanings).flatMap(([words, meant]) => words.split(' ').map((word) => [word, `write ${meant}`])),
)

/** What to write instead of a word that stands where an operator should. */
export function operatorHint(word: string): string | undefined {
  return word.toLowerCase() === 'not'
    ? '`not` stands before the field: `not event in ("a", "b")`'
    : written.get(word.toLowerCase())
}

/** What to write instead of a function that does not exist, as the end of a message. */
export function functionHint(called: string, known: readonly string[]): string {
  const hint = written.get(called)
  if (hint !== undefined) return `: ${hint}`
  const near = didYouMean(called, known)
  return near === '' ? `: there are ${known.map((one) => `\`${one}\``).join(', ')}` : near
}

/** What to write instead of a path on the right side of a comparison. */
export function fieldHint(token: Token, { path }: Field): string | undefined {
  if (token.kind !== 'path' || token.path.length === 1) return undefined
  const right = 'the right side is a value; a text needs quotes'
  if (token.path[0] === 'settings')
    return `${right}; to compare with a setting write \`${formatPath(path)} in ${token.text}\``
  return `${right}; to compare two fields, make a list of the other in "values" and write \`${formatPath(path)} in values.name\``
}
