import { isObject } from '../../values/json.ts'
import type { Issue } from '../context/issues.ts'
import { below } from '../context/issues.ts'

/** The issues of a file with an error for each text that is still to be filled in: it begins with `TODO`. What else is wrong at such a place is not said. */
export function withToDos(file: unknown, issues: readonly Issue[]): readonly Issue[] {
  const toDos = toDosIn(file, '')
  const places = new Set(toDos.map(({ pointer }) => pointer))
  return toDos.length === 0 ? issues : [...toDos, ...issues.filter(({ pointer }) => !places.has(pointer))]
}

function toDosIn(value: unknown, pointer: string): readonly Issue[] {
  if (typeof value === 'string') {
    const [, what] = /^TODO\b:?\s*(.*)$/su.exec(value) ?? []
    return what === undefined
      ? []
      : [{ severity: 'error', pointer, message: `to be filled in${what === '' ? '' : `: ${what}`}` }]
  }
  if (Array.isArray(value)) return value.flatMap((element, i) => toDosIn(element, below(pointer, i)))
  if (!isObject(value) || Object.hasOwn(value, '@literal')) return []
  return Object.entries(value).flatMap(([key, member]) => toDosIn(member, below(pointer, key)))
}
