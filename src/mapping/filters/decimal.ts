/** The sum, exact for decimals (`0.1 + 0.2` is `0.3`) as long as all digits fit a number. */
export function plus(a: number, b: number): number {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(a + b)) return a + b
  const digits = Math.max(decimals(a), decimals(b))
  const sum = shift(a, digits) + shift(b, digits)
  return Number.isSafeInteger(sum) ? shift(sum, -digits) : a + b
}

/** The product, exact for decimals: `19.99 * 100` is `1999`. */
export function times(a: number, b: number): number {
  const [inA, inB] = [decimals(a), decimals(b)]
  const product = shift(a, inA) * shift(b, inB)
  return Number.isSafeInteger(product) ? shift(product, -inA - inB) : a * b
}

/** The quotient with its fraction (JSON knows no whole numbers, so that 5 / 2 is 2.5), exact for decimals; not finite for 0. */
export function dividedBy(a: number, b: number): number {
  const digits = Math.max(decimals(a), decimals(b))
  const [over, under] = [shift(a, digits), shift(b, digits)]
  return Number.isSafeInteger(over) && Number.isSafeInteger(under) ? over / under : a / b
}

/** The number rounded to decimal digits (negative: to tens, hundreds), half away from zero: `1.005` to 2 is `1.01`. */
export function round(number: number, digits: number): number {
  const shifted = shift(number, digits)
  return Number.isFinite(shifted) ? shift(Math.sign(number) * Math.round(Math.abs(shifted)), -digits) : number
}

/** The number with its decimal point moved, by its decimal text and so without an error of binary fractions. */
function shift(number: number, digits: number): number {
  const [mantissa = '', exponent = '0'] = String(number).split('e')
  return Number(`${mantissa}e${Number(exponent) + digits}`)
}

function decimals(number: number): number {
  if (Number.isInteger(number)) return 0
  const [mantissa = '', exponent = '0'] = String(number).split('e')
  const point = mantissa.indexOf('.')
  return Math.max(0, (point < 0 ? 0 : mantissa.length - point - 1) - Number(exponent))
}
