import { isObject } from '../../values/json.ts'

/** What of a mapping's file masking needs (`delivery/mask.ts`). */
export interface FileTexts {
  /** The names and constants of the file, in lower case, read at the first call: every key and text, and the names and quoted texts inside expressions. */
  readonly names: () => ReadonlySet<string>
  /** The settings that are secrets. */
  readonly secrets: readonly string[]
}

/** What only people read: any word may stand there. */
const forPeople = new Set(['$schema', 'description', 'docs', 'label'])
/** Sentences of the mapping: known as a whole. */
const sentences = new Set(['name', 'message', 'unsupported'])

/** The texts of a mapping's file. */
export function fileTextsOf(file: {
  readonly settings?: Readonly<Record<string, { readonly secret?: boolean | undefined }>> | undefined
}): FileTexts {
  let names: Set<string> | undefined
  return {
    names: () => {
      if (names === undefined) collect(file, '', (names = new Set()))
      return names
    },
    secrets: Object.entries(file.settings ?? {}).flatMap(([name, { secret }]) => (secret === true ? [name] : [])),
  }
}

function collect(value: unknown, key: string, names: Set<string>): void {
  if (typeof value === 'string') for (const text of textsIn(value, key)) names.add(text.toLowerCase())
  else if (typeof value === 'number') names.add(String(value))
  else if (Array.isArray(value)) for (const element of value) collect(element, key, names)
  else if (isObject(value))
    for (const [name, inner] of Object.entries(value)) {
      names.add(name.toLowerCase())
      if (!forPeople.has(name)) collect(inner, name, names)
    }
}

function textsIn(text: string, key: string): readonly string[] {
  if (sentences.has(key)) return [text]
  const quoted = Array.from(text.matchAll(/'([^']*)'|"([^"]*)"/g), ([, single, double]) => single ?? double ?? '')
  return [text, ...quoted, ...(text.match(/[\p{L}_$][\p{L}\p{N}_$-]*/gu) ?? [])]
}
