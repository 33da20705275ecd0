/** Source text of numbers in JSON (ECMAScript 2026, https://tc39.es/proposal-json-parse-with-source/), which TypeScript does not know yet. */
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown
    rawJSON(text: string): object
    isRawJSON(value: unknown): boolean
  }
}

/** Where a number could stand that JavaScript cannot hold: many digits, or an exponent of three. Most bodies have neither. */
const suspicious = /\d{16}|\d[eE]\+?\d{3}/

// JSON.stringify writes a BigInt by this method, as the digits that it is; without it, it throws.
Reflect.defineProperty(BigInt.prototype, 'toJSON', {
  value(this: bigint): unknown {
    return JSON.rawJSON(this.toString())
  },
  writable: true,
  configurable: true,
})

/** Whether an object is a number that is larger than any double, as {@link parseExactly} gives it. */
export function isRawNumber(value: object): boolean {
  return 'rawJSON' in value && JSON.isRawJSON(value)
}

/**
 * Parses JSON as `JSON.parse` does, without losing digits: a whole number that a double cannot hold exactly is a `bigint`, one that is larger than any double a raw JSON text
 * (`JSON.rawJSON`), which can only be passed on. Both are written by `JSON.stringify` as they came. Throws as `JSON.parse` does.
 */
export function parseExactly(text: string): unknown {
  return suspicious.test(text) ? JSON.parse(text, exact) : JSON.parse(text)
}

function exact(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value)) return value
  if (!Number.isFinite(value)) return JSON.rawJSON(source)
  return /^-?\d+$/.test(source) ? BigInt(source) : value
}
