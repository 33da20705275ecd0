import { isObject } from '../../values/json.ts'
import type { Expr, Path } from './scope.ts'

/** What a path is read from, and the path. */
interface PathRead {
  readonly source: Expr
  readonly path: Path
}

const paths = new WeakMap<Expr, PathRead>()

/** A getter along a path from a source: own properties only, `undefined` when a part is missing or no object. */
export function compilePath(source: Expr, path: Path): Expr {
  if (path.length === 0) return source
  const expr = path.reduce(compileKey, source)
  if (!path.some(isInherited)) paths.set(expr, { source, path })
  return expr
}

/** How an expression that {@link compilePath} made reads, where plain reads of its keys are enough. */
export function pathOf(expr: Expr): PathRead | undefined {
  return paths.get(expr)
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
export function get(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined
}

function getOwn(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return Object.hasOwn(value, key) && key !== 'length' ? value[Number(key)] : undefined
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
