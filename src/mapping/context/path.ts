import { isObject } from '../../values/json.ts'
import type { Expr, Path } from './scope.ts'

/** A getter along a path from a source: own properties only, `undefined` when a part is missing or no object. */
export function compilePath(source: Expr, path: Path): Expr {
  return path.reduce(compileKey, source)
}

/** Reads a path from a value: own properties only. */
export function readPath(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(getOwn, value)
}

function compileKey(source: Expr, key: string | number): Expr {
  return isInherited(key) ? (scope) => getOwn(source(scope), key) : (scope) => get(source(scope), key)
}

/** Whether objects or lists inherit something under this key, so that only an own property may be read. */
function isInherited(key: string | number): boolean {
  return typeof key === 'string' && (key in Object.prototype || key in Array.prototype)
}

/** A plain read, for keys that no prototype has. */
function get(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined
}

function getOwn(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return Object.hasOwn(value, key) && key !== 'length' ? value[Number(key)] : undefined
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
