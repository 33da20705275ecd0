import type { JsonObject } from '../../values/json.ts'
import { isObject, setOwn } from '../../values/json.ts'
import { get, pathOf } from './path.ts'
import type { Expr, Path, Scope } from './scope.ts'

/** Whether a value of the file is an object of fields: none of its keys is a directive. */
export function isFields(json: unknown): json is JsonObject {
  return isObject(json) && !Object.keys(json).some((key) => key.startsWith('@'))
}

/** Makes an object of fields: each has the value of its expression, in their order; `isLeftOut` says which values it does not get. */
export function fieldsOf(
  keys: readonly string[],
  values: readonly Expr[],
  isLeftOut: (value: unknown) => boolean,
): (scope: Scope) => Record<string, unknown> {
  const objects = new Objects()
  const fields = keys.map((key, i) => fieldOf(key, values[i] as Expr, objects))
  return (scope) => {
    const found = objects.in(scope)
    const out: Record<string, unknown> = {}
    for (const { key, of, name, expr } of fields) {
      const value = of === undefined ? expr(scope) : get(found[of], name)
      if (!isLeftOut(value)) setOwn(out, key, value)
    }
    return out
  }
}

/** A field. `of`: the object that has its value under `name`, where it is so simple. */
interface Field {
  readonly key: string
  readonly expr: Expr
  readonly of: number | undefined
  readonly name: string | number
}

function fieldOf(key: string, expr: Expr, objects: Objects): Field {
  const read = pathOf(expr)
  const name = read?.path.at(-1)
  return read === undefined || name === undefined
    ? { key, expr, of: undefined, name: '' }
    : { key, expr, of: objects.add(read.source, read.path.slice(0, -1)), name }
}

/** The objects that the values of several fields are in: `context.device` is looked for once, though it has many of them. */
class Objects {
  readonly #list: { readonly source: Expr; readonly parent: number; readonly name: string | number }[] = []

  /** Adds what is at a path from a source; gives its number. */
  add(source: Expr, path: Path): number {
    const name = path.at(-1)
    const parent = name === undefined ? -1 : this.add(source, path.slice(0, -1))
    const known = this.#list.findIndex(
      (one) => one.source === source && one.parent === parent && one.name === (name ?? ''),
    )
    return known === -1 ? this.#list.push({ source, parent, name: name ?? '' }) - 1 : known
  }

  /** What is there in a scope, by their numbers. */
  in(scope: Scope): readonly unknown[] {
    const found: unknown[] = []
    for (const { source, parent, name } of this.#list)
      found.push(parent === -1 ? source(scope) : get(found[parent], name))
    return found
  }
}
