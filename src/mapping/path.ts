import { isObject } from './json.ts'
import type { Expr, Path, Scope } from './scope.ts'
import { siteReader } from './sites-pool.ts'

type Source = (scope: Scope) => unknown
type Step = (value: unknown) => unknown

/** A getter along a path of the event or the item: own properties only, `undefined` when a part is missing or no object. */
export function compileRootPath(root: 'event' | 'item', path: Path): Expr {
  const fast = path.some(isRisky) ? undefined : siteReader(root, path)
  return fast ?? compilePath((scope) => scope[root], path)
}

/** A getter along a path from a source: own properties only, `undefined` when a part is missing or no object. */
export function compilePath(source: Source, path: Path): Expr {
  return path.reduce<Expr>((expr, key) => chain(expr, isRisky(key) ? ownStep(key) : (value) => get(value, key)), source)
}

/** Reads a path from a value: own properties only. */
export function readPath(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => ownStep(key)(at), value)
}

/** A plain read, for keys that no prototype has. */
function get(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined
}

function ownStep(key: string | number): Step {
  return (value) => {
    if (Array.isArray(value)) return Object.hasOwn(value, key) && key !== 'length' ? value[Number(key)] : undefined
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
}

function chain(expr: Expr, step: Step): Expr {
  return (scope) => step(expr(scope))
}

/** Whether objects or lists inherit something under this key, so that only an own property may be read. */
function isRisky(key: string | number): boolean {
  return typeof key === 'string' && (key in Object.prototype || key in Array.prototype)
}
