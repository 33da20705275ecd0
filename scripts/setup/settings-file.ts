/** The file of settings: its text with more of them, and how it is written. */
import { randomBytes } from 'node:crypto'
import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual, parseEnv } from 'node:util'

/** Its owner alone may read it. */
const mode = 0o600

/** The text of a file of settings with these values: a line that is there is replaced, others are added at the end. A fault names what cannot be written, without a value. */
export function withSettings(
  text: string,
  changes: Readonly<Record<string, string>>,
): { readonly text: string } | { readonly fault: string } {
  let changed = text
  for (const [name, value] of Object.entries(changes)) {
    const line = lineOf(name, value)
    if (line === undefined)
      return {
        fault: `${name} cannot stand in a file of settings: it has an end of line, ends with \\, or has all of ' and \``,
      }
    const old = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'm')
    changed = old.test(changed)
      ? changed.replace(old, () => line)
      : `${changed}${/[^\n]$/.test(changed) ? '\n' : ''}${line}\n`
  }
  const before = parseEnv(text)
  const hasLines = Object.keys(changes).some((name) => before[name]?.includes('\n'))
  return !hasLines && isDeepStrictEqual({ ...parseEnv(changed) }, { ...before, ...changes })
    ? { text: changed }
    : {
        fault: `lines of ${Object.keys(changes).join(', ')} cannot be written: write each setting on one line, and once`,
      }
}

/** A line that Node and Wrangler read alike. */
function lineOf(name: string, value: string): string | undefined {
  if (/[\r\n]|\\$/.test(value)) return undefined
  if (/^[\w.~:/@+=-]+$/.test(value)) return `${name}=${value}`
  const quote = ["'", '`'].find((one) => !value.includes(one))
  return quote === undefined ? undefined : `${name}=${quote}${value}${quote}`
}

/** Writes a file that its owner alone may read, all of it or nothing. */
export async function writePrivately(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(draft, text, { mode, flag: 'wx' })
    await chmod(draft, mode)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
