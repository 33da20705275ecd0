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

/**
 * Where a number could begin that JavaScript cannot hold: of 16 digits or more, or with an exponent. Most bodies have none. A number follows the beginning, `:`, `,` or `[`; the
 * digits of an id such as `3f1e4172-...` follow a quotation mark.
 */
const suspicious = /(?:^|[:,[])\s*-?(?:\d{16}|\d[\d.]*[eE])/

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
  return suspicious.test(text) ? JSON.parse(text, exact) : (JSON.parse(text) as unknown)
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
