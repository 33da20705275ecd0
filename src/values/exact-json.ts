/** Source text of numbers in JSON (ECMAScript 2026, https://tc39.es/proposal-json-parse-with-source/), which TypeScript does not know yet. */
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown
    rawJSON(text: string): object
  }
}

// JSON.stringify writes a BigInt by this method, as the digits that it is; without it, it throws.
Reflect.defineProperty(BigInt.prototype, 'toJSON', {
  value(this: bigint): unknown {
    return JSON.rawJSON(this.toString())
  },
  writable: true,
  configurable: true,
})

/** A number of more digits is what JavaScript makes of it, infinite: nobody means it. */
const mostDigits = 5_000

/**
 * Parses JSON as `JSON.parse` does, without losing digits: a whole number that a double cannot hold exactly is a `bigint`, `1e400` too, and `JSON.stringify` writes it as its
 * digits. Throws as `JSON.parse` does.
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return isRounded(value, deepest) ? JSON.parse(text, exact) : value
}

/** What lies deeper is taken from nobody, and a walk must not exhaust the stack. */
const deepest = 256
const largest = Number.MAX_SAFE_INTEGER

/** Whether a value, or one in it, could be a number that lost digits: infinite, or whole and so large that the next whole number is no double. */
function isRounded(value: unknown, levels: number): boolean {
  if (typeof value === 'number') return value > largest || value < -largest
  return typeof value === 'object' && value !== null && levels > 0 && hasRounded(value, levels - 1)
}

// Without a closure, as in `hasDeeperThan` (json.ts): a function that makes one allocates at each call, and this one is called for each value of a body.
function hasRounded(value: object, levels: number): boolean {
  if (Array.isArray(value)) {
    for (const one of value) if (isRounded(one, levels)) return true
    return false
  }
  const object = value as Readonly<Record<string, unknown>>
  for (const key in object) if (isRounded(object[key], levels)) return true
  return false
}

function exact(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? []
  if (Number.isFinite(value)) return fraction === '' && Number(exponent) === 0 ? BigInt(`${sign}${whole}`) : value
  const zeros = Number(exponent) - fraction.length
  return zeros + whole.length + fraction.length > mostDigits
    ? value
    : BigInt(`${sign}${whole}${fraction}${'0'.repeat(Math.max(0, zeros))}`)
}
