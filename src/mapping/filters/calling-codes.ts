/** How one country calling code is dialled: `trunk` is what stands before a number at home, `min` and `max` count a number's digits without both. */
export interface DialPlan {
  readonly code: string
  readonly trunk: string
  readonly min: number
  readonly max: number
}

/** The plan of each calling code, and the code of each country (ISO 3166-1 alpha-2, lower case). */
export interface CallingCodes {
  readonly plans: ReadonlyMap<string, DialPlan>
  readonly countries: ReadonlyMap<string, DialPlan>
}

// calling code, trunk prefix (- is none), digits of a person's number (fixed, mobile, VoIP), countries.
// Facts from the metadata of Google's libphonenumber, as in libphonenumber-js 1.13.16. Italy ends at 11 digits here, not at 12,
// so that 12 that begin with 39 are seen to lack their plus.
const table = `
1 1 10-10 US AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI; 7 8 10-10 RU KZ; 20 0 8-10 EG
27 0 5-9 ZA; 30 - 10-10 GR; 31 0 9-11 NL; 32 0 8-9 BE; 33 0 9-9 FR; 34 - 9-9 ES; 36 06 8-9 HU; 39 - 6-11 IT VA
40 0 6-9 RO; 41 0 9-9 CH; 43 0 4-13 AT; 44 0 9-10 GB GG IM JE; 45 - 8-8 DK; 46 0 7-9 SE; 47 - 8-8 NO SJ; 48 - 7-9 PL
49 0 5-15 DE; 51 0 8-9 PE; 52 - 10-10 MX; 53 0 6-10 CU; 54 0 10-11 AR; 55 0 10-11 BR; 56 - 9-9 CL; 57 0 8-10 CO
58 0 10-10 VE; 60 0 8-10 MY; 61 0 9-9 AU CC CX; 62 0 7-12 ID; 63 0 6-10 PH; 64 0 8-10 NZ; 65 - 8-8 SG; 66 0 8-9 TH
81 0 9-10 JP; 82 0 5-11 KR; 84 0 9-10 VN; 86 0 7-11 CN; 90 0 10-10 TR; 91 0 10-10 IN; 92 0 9-10 PK; 93 0 9-9 AF
94 0 9-9 LK; 95 0 6-10 MM; 98 0 6-10 IR; 211 0 9-9 SS; 212 0 9-9 MA EH; 213 0 8-9 DZ; 216 - 8-8 TN; 218 0 9-9 LY
220 - 7-9 GM; 221 - 9-9 SN; 222 - 8-8 MR; 223 - 8-8 ML; 224 - 8-9 GN; 225 - 10-10 CI; 226 - 8-8 BF; 227 - 8-8 NE
228 - 8-8 TG; 229 - 10-10 BJ; 230 - 7-8 MU; 231 0 7-9 LR; 232 0 8-8 SL; 233 0 9-9 GH; 234 0 10-10 NG; 235 - 8-8 TD
236 - 8-8 CF; 237 - 9-9 CM; 238 - 7-7 CV; 239 - 7-7 ST; 240 - 9-9 GQ; 241 - 7-8 GA; 242 - 9-9 CG; 243 0 7-10 CD
244 - 9-9 AO; 245 - 7-9 GW; 246 - 7-7 IO; 247 - 5-5 AC; 248 - 7-7 SC; 249 0 9-9 SD; 250 0 8-9 RW; 251 0 9-9 ET
252 0 6-9 SO; 253 - 8-8 DJ; 254 0 7-9 KE; 255 0 9-9 TZ; 256 0 9-9 UG; 257 - 8-8 BI; 258 - 8-9 MZ; 260 0 9-9 ZM
261 0 9-9 MG; 262 0 9-9 RE YT; 263 0 9-10 ZW; 264 0 8-9 NA; 265 0 7-9 MW; 266 - 8-8 LS; 267 - 7-8 BW; 268 - 8-8 SZ
269 - 7-7 KM; 290 - 4-5 SH TA; 291 0 7-7 ER; 297 - 7-7 AW; 298 - 6-6 FO; 299 - 6-6 GL; 350 - 8-8 GI; 351 - 9-9 PT
352 - 4-11 LU; 353 0 7-10 IE; 354 - 7-9 IS; 355 0 8-9 AL; 356 - 8-8 MT; 357 - 8-8 CY; 358 0 5-10 FI AX; 359 0 6-9 BG
370 0 8-8 LT; 371 - 8-8 LV; 372 - 7-8 EE; 373 0 8-8 MD; 374 0 8-8 AM; 375 80 9-9 BY; 376 - 6-9 AD; 377 0 8-9 MC
378 - 8-10 SM; 380 0 9-9 UA; 381 0 7-12 RS; 382 0 8-8 ME; 383 0 8-12 XK; 385 0 8-9 HR; 386 0 8-8 SI; 387 0 8-9 BA
389 0 8-8 MK; 420 - 9-9 CZ; 421 0 6-9 SK; 423 0 7-9 LI; 500 - 5-5 FK; 501 - 7-7 BZ; 502 - 8-8 GT; 503 - 8-8 SV
504 - 8-8 HN; 505 - 8-8 NI; 506 - 8-8 CR; 507 - 7-8 PA; 508 0 6-9 PM; 509 - 8-8 HT; 590 0 9-9 GP BL MF; 591 0 8-8 BO
592 - 7-7 GY; 593 0 8-9 EC; 594 0 9-9 GF; 595 0 7-9 PY; 596 0 9-9 MQ; 597 - 6-7 SR; 598 0 8-8 UY; 599 - 7-8 CW BQ
670 - 7-8 TL; 672 - 6-6 NF; 673 - 7-7 BN; 674 - 7-7 NR; 675 - 7-8 PG; 676 - 5-7 TO; 677 - 5-7 SB; 678 - 5-7 VU
679 - 7-7 FJ; 680 - 7-7 PW; 681 - 6-6 WF; 682 - 5-5 CK; 683 - 4-7 NU; 685 - 5-10 WS; 686 0 5-8 KI; 687 - 6-6 NC
688 - 5-7 TV; 689 - 8-8 PF; 690 - 4-7 TK; 691 - 7-7 FM; 692 1 7-7 MH; 850 0 8-10 KP; 852 - 8-8 HK; 853 - 8-8 MO
855 0 8-9 KH; 856 0 8-10 LA; 880 0 6-10 BD; 886 0 8-11 TW; 960 - 7-7 MV; 961 0 7-8 LB; 962 0 8-9 JO; 963 0 8-9 SY
964 0 8-10 IQ; 965 - 8-8 KW; 966 0 9-9 SA; 967 0 7-9 YE; 968 - 8-8 OM; 970 0 8-9 PS; 971 0 8-9 AE; 972 0 8-12 IL
973 - 8-8 BH; 974 - 8-8 QA; 975 - 7-8 BT; 976 0 8-10 MN; 977 0 8-10 NP; 992 - 9-9 TJ; 993 8 8-8 TM; 994 0 9-9 AZ
995 0 9-9 GE; 996 0 9-9 KG; 998 - 9-9 UZ; 800 - 8-8; 808 - 8-8; 870 - 9-12; 878 - 12-12; 881 - 9-10; 882 - 7-12
883 - 8-12; 888 - 11-11; 979 - 9-9
`

let parsed: CallingCodes | undefined

/** The calling codes of the world; the table is read at the first call. */
export function callingCodes(): CallingCodes {
  parsed ??= parse()
  return parsed
}

function parse(): CallingCodes {
  const plans = new Map<string, DialPlan>()
  const countries = new Map<string, DialPlan>()
  for (const entry of table.split(/[;\n]/)) {
    const [code = '', trunk = '', lengths = '', ...names] = entry.trim().split(' ')
    if (code === '') continue
    const [min, max] = lengths.split('-').map(Number)
    const plan = { code, trunk: trunk === '-' ? '' : trunk, min: min ?? 0, max: max ?? 0 }
    plans.set(code, plan)
    for (const name of names) countries.set(name.toLowerCase(), plan)
  }
  return { plans, countries }
}
