import { readFile } from 'node:fs/promises'
import { parseJson } from '../../src/values/json.ts'

/** Reads the files of `--answer name=file.json`; the fault says what is wrong and what to write. */
export async function readAnswerFiles(
  pairs: readonly string[],
): Promise<{ readonly given: Readonly<Record<string, unknown>> } | { readonly fault: string }> {
  const given: Record<string, unknown> = {}
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=')
    const file = rest.join('=')
    if (name === '' || file === '') return { fault: `--answer wants name=file.json, found "${pair}"` }
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return { fault: `--answer ${name}: cannot read ${file}` }
    given[name] = parseJson(text)
  }
  return { given }
}
