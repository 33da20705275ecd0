import type { Filter } from './filter.ts'
import { countryCode } from './countries.ts'
import { checkPhoneCountry, e164 } from './phone.ts'
import { overText, plain } from './reading.ts'
import { userAgent } from './user-agent.ts'
import { usState } from './us-states.ts'

/** Filters over what is known of people and money. */
export const peopleFilters: Readonly<Record<string, Filter>> = {
  // A telephone number as in E.164; the country is for numbers without one: `"(415) 555-0100" | e164: "US"` is `"+14155550100"`.
  e164: {
    args: [{ name: 'country', type: 'text', optional: true, path: true, check: checkPhoneCountry }],
    make: (country?: string) => overText((text) => e164(text, country)),
  },

  // An address in its one form, by Google's rule (dots and +… of Gmail go): `" J.Doe+x@Gmail.com"` is `"jdoe@gmail.com"`.
  email: {
    args: [{ name: 'rule', type: 'text', optional: true, check: checkRule }],
    make: (rule?: string) => overText((text) => canonicalEmail(text, rule)),
  },

  // The two letters of a country, from two or three letters or its English name: `"United States"` is `"us"`.
  country_code: plain(overText(countryCode)),

  // The two letters of a US state, from them or its name; other texts stay: `"New York"` is `"ny"`.
  us_state: plain(overText(usState)),

  // `m` or `f`, from the usual English words; others are absent: `"Female"` is `"f"`.
  gender: plain(overText((text) => genders.get(text.trim().toLowerCase()))),

  // The three letters of a currency of ISO 4217, in upper case: `" usd"` is `"USD"`.
  currency: plain(overText(currencyCode)),

  // Browser, system and device of a user agent: `"Mozilla/5.0 … Firefox/122.0"` is `{"browser": {"name": "Firefox", …}, …}`.
  user_agent: plain((value) => (typeof value === 'string' ? userAgent(value) : undefined)),
}

const genders: ReadonlyMap<string, string> = new Map(
  Object.entries({ m: 'm', male: 'm', man: 'm', boy: 'm', f: 'f', female: 'f', woman: 'f', girl: 'f', w: 'f' }),
)

const gmail: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com'])

/** `rule`: `'all'` is Gmail's rule for every domain, `'dots'` only its dots: some of Google's products leave `+…`. */
function canonicalEmail(text: string, rule: string | undefined): string | undefined {
  const address = text.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)]
  if (local === '' || domain === '' || /\s/.test(address)) return undefined
  if (rule !== 'all' && !gmail.has(domain)) return address
  const dotless = local.replaceAll('.', '')
  const [name = ''] = rule === 'dots' ? [dotless] : dotless.split('+', 1)
  return name === '' ? undefined : `${name}@${domain}`
}

function checkRule(literal: unknown): string | undefined {
  if (literal === 'all' || literal === 'dots') return undefined
  return "takes 'all' (the rule of Gmail for every domain) or 'dots' (its dots only, not +…)"
}

// ISO 4217: the active currencies of October 2026, and BGN, CUC, HRK, SLL, ZWL, ANG, which replayed events may hold.
const currencies: ReadonlySet<string> = new Set(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP
CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL`.split(/\s/),
)

function currencyCode(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  return currencies.has(code) ? code : undefined
}
