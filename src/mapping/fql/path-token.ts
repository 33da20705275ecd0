import { type Fault, faultAt } from './fault.ts'
import { found, type PathToken } from './token.ts'

const name = /(?:[A-Za-z_$]|\\.)(?:[\w$-]|\\.)*/suy
const position = /\[\d+\]/y
const key = /\["[^"]*"\]|\['[^']*'\]/y
const digits = /\d+/y

/** A hint: how names are written that are no words. */
export const otherNames = 'a name with other characters is written `["a name"]`'

interface PathStep {
  readonly part: string | number
  readonly length: number
}

/** The path that begins at an offset, `undefined` where none does. `\` before a character makes it part of a name, as in Segment. */
export function pathAt(text: string, at: number): PathToken | Fault | undefined {
  const first = found(name, text, at)
  if (first === '') return undefined
  const path: (string | number)[] = [unescapedName(first)]
  let end = at + first.length
  for (let sign = text.charAt(end); sign === '.' || sign === '['; sign = text.charAt(end)) {
    const step = sign === '.' ? nameStep(text, end) : bracketStep(text, end)
    if ('kind' in step) return step
    path.push(step.part)
    end += step.length
  }
  return { kind: 'path', at, text: text.slice(at, end), path }
}

function nameStep(text: string, at: number): PathStep | Fault {
  const part = found(name, text, at + 1)
  if (part !== '') return { part: unescapedName(part), length: part.length + 1 }
  const index = found(digits, text, at + 1)
  return faultAt(
    at + 1,
    `expected a name after \`.\`; ${index === '' ? otherNames : `a list position is written \`[${index}]\``}`,
  )
}

function bracketStep(text: string, at: number): PathStep | Fault {
  const index = found(position, text, at)
  if (index !== '') return { part: Number(index.slice(1, -1)), length: index.length }
  const quoted = found(key, text, at)
  if (quoted !== '') return { part: quoted.slice(2, -2), length: quoted.length }
  return faultAt(at, 'expected a list position such as `[0]` or a key such as `["a name"]`')
}

function unescapedName(written: string): string {
  return written.replace(/\\(.)/gsu, '$1')
}
