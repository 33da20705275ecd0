import { isObject } from '../../values/json.ts'
import { below } from '../context/issues.ts'

/** The nearest place of a file on the way to a JSON pointer (RFC 6901): the pointer itself where the file has it. */
export function placeIn(json: unknown, pointer: string): string {
  let [at, value] = ['', json]
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    const members: object | undefined = Array.isArray(value) || isObject(value) ? value : undefined
    if (members === undefined || !Object.hasOwn(members, key)) return at
    value = Reflect.get(members, key)
    at = below(at, key)
  }
  return at
}
