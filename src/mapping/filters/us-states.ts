import { nameKey } from './countries.ts'

const table = `
AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware; FL Florida
GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa; KS Kansas; KY Kentucky; LA Louisiana; ME Maine
MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota; MS Mississippi; MO Missouri; MT Montana; NE Nebraska
NV Nevada; NH New Hampshire; NJ New Jersey; NM New Mexico; NY New York; NC North Carolina; ND North Dakota; OH Ohio
OK Oklahoma; OR Oregon; PA Pennsylvania; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee; TX Texas
UT Utah; VT Vermont; VA Virginia; WA Washington; WV West Virginia; WI Wisconsin; WY Wyoming
DC District of Columbia; DC Washington DC; AS American Samoa; GU Guam; MP Northern Mariana Islands; PR Puerto Rico
VI Virgin Islands; VI US Virgin Islands; VI United States Virgin Islands
`
const longestName = 60

const codes: ReadonlyMap<string, string> = new Map(
  table
    .trim()
    .split(/; |\n/)
    .flatMap((entry) => {
      const code = entry.slice(0, 2).toLowerCase()
      return [
        [code, code],
        [nameKey(entry.slice(3)), code],
      ] as const
    }),
)

/** The two letters, in lower case, of a state or territory of the United States given by name or code; any other text as it is. */
export function usState(text: string): string {
  return (text.length > longestName ? undefined : codes.get(nameKey(text))) ?? text
}
