import type { CallingCodes, DialPlan } from './calling-codes.ts'
import { callingCodes } from './calling-codes.ts'

// ITU-T E.164: at most 15 digits with the calling code. A few more may be written: a prefix to dial abroad, a trunk prefix.
const longest = 15
const longestWritten = 24
const longestText = 250

// What is dialled before a calling code, where it is not 00 (which is understood everywhere).
const dialledAbroad: ReadonlyMap<string, string> = new Map([
  ['1', '011'],
  ['7', '810'],
  ['61', '0011'],
  ['81', '010'],
])

interface Written {
  readonly plus: boolean
  readonly digits: string
}

/**
 * A telephone number in the form of ITU-T E.164 (`+14155550100`), or `undefined`.
 * A number with `+`, `00` or the country's own prefix for calls abroad has its calling code; others get the one of `country`
 * (ISO 3166-1 alpha-2; without it they are `undefined`) and lose their trunk prefix. What letters, `#`, `;` or `,` begin behind the
 * digits, an extension, is left out. The number of digits must be possible for a person's number there; more is not checked.
 */
export function e164(text: string, country?: string): string | undefined {
  const written = read(text)
  if (written === undefined) return undefined
  const codes = callingCodes()
  if (written.plus) return international(written.digits, codes)
  const plan = country === undefined ? undefined : codes.countries.get(country.toLowerCase())
  for (const prefix of [dialledAbroad.get(plan?.code ?? '') ?? '00', '00']) {
    const number = written.digits.startsWith(prefix)
      ? international(written.digits.slice(prefix.length), codes)
      : undefined
    if (number !== undefined) return number
  }
  return plan === undefined ? undefined : national(written.digits, plan)
}

/** Why a literal is no country with telephone numbers, or `undefined`. */
export function checkPhoneCountry(literal: unknown): string | undefined {
  if (callingCodes().countries.has(String(literal).toLowerCase())) return undefined
  return `wants a country's two letters, like 'US', not '${String(literal)}'`
}

function international(digits: string, { plans }: CallingCodes): string | undefined {
  const plan = [1, 2, 3].map((length) => plans.get(digits.slice(0, length))).find((found) => found !== undefined)
  return plan === undefined ? undefined : withCode(digits.slice(plan.code.length), plan)
}

function national(digits: string, plan: DialPlan): string | undefined {
  const abroad = digits.startsWith(plan.code) ? withCode(digits.slice(plan.code.length), plan) : undefined
  // Where numbers are written with a leading 0, one that begins with the calling code instead has it, only the + is missing.
  if (abroad !== undefined && plan.trunk.startsWith('0')) return abroad
  return withCode(digits, plan) ?? abroad
}

/** The number with its calling code, without a trunk prefix (`(0)` is often written after a calling code, too). */
function withCode(digits: string, plan: DialPlan): string | undefined {
  const short = plan.trunk !== '' && digits.startsWith(plan.trunk) ? digits.slice(plan.trunk.length) : undefined
  // No number begins with 0 where 0 is the trunk prefix; an 8 or 1 may as well be the number's own first digit.
  if (short !== undefined && fits(short, plan) && (plan.trunk.startsWith('0') || !fits(digits, plan)))
    return `+${plan.code}${short}`
  return fits(digits, plan) ? `+${plan.code}${digits}` : undefined
}

// North America: neither the area code nor the exchange begins with 0 or 1 (NANPA, numbering plan).
const northAmerican = /^[2-9]\d\d[2-9]/

/** Whether a number can be one: no placeholder, such as nothing but zeros, none that begins with 0 where 0 is dialled before it, and as long as numbers are there. */
function fits(digits: string, plan: DialPlan): boolean {
  if (/^0*$/.test(digits) || (plan.trunk.startsWith('0') && digits.startsWith('0'))) return false
  if (plan.code === '1' && !northAmerican.test(digits)) return false
  return digits.length >= plan.min && digits.length <= plan.max && digits.length + plan.code.length <= longest
}

/** The digits of a text, and whether a + stands before them; ends where an extension begins. */
function read(text: string): Written | undefined {
  if (text.length > longestText) return undefined
  let plus = false
  let digits = ''
  for (const character of text) {
    const digit = digitOf(character)
    if (digit !== undefined) digits += digit
    else if (digits === '') plus ||= character === '+' || character === '＋'
    else if (/[\p{L}#;,]/u.test(character)) break
    if (digits.length > longestWritten) return undefined
  }
  return digits === '' ? undefined : { plus, digits }
}

// ASCII, Arabic-Indic, Persian and full-width digits: the zeros of what people type into forms.
const zeros = [0x30, 0x660, 0x6f0, 0xff10]

function digitOf(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0
  const zero = zeros.find((zero) => code >= zero && code <= zero + 9)
  return zero === undefined ? undefined : String(code - zero)
}
