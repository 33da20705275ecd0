// ISO 3166-1 alpha-2, alpha-3, English names without accents (the common one first), and Kosovo's XK as it is used.
const table = `
AD AND Andorra; AE ARE United Arab Emirates|UAE; AF AFG Afghanistan; AG ATG Antigua and Barbuda; AI AIA Anguilla
AL ALB Albania; AM ARM Armenia; AO AGO Angola; AQ ATA Antarctica; AR ARG Argentina; AS ASM American Samoa
AT AUT Austria; AU AUS Australia; AW ABW Aruba; AX ALA Aland Islands; AZ AZE Azerbaijan
BA BIH Bosnia and Herzegovina; BB BRB Barbados; BD BGD Bangladesh; BE BEL Belgium; BF BFA Burkina Faso
BG BGR Bulgaria; BH BHR Bahrain; BI BDI Burundi; BJ BEN Benin; BL BLM Saint Barthelemy; BM BMU Bermuda
BN BRN Brunei|Brunei Darussalam; BO BOL Bolivia|Bolivia Plurinational State of|Plurinational State of Bolivia
BQ BES Caribbean Netherlands|Bonaire Sint Eustatius and Saba|Bonaire; BR BRA Brazil|Brasil; BS BHS Bahamas
BT BTN Bhutan; BV BVT Bouvet Island; BW BWA Botswana; BY BLR Belarus; BZ BLZ Belize; CA CAN Canada
CC CCK Cocos Keeling Islands|Cocos Islands|Keeling Islands
CD COD Congo Kinshasa|DR Congo|DRC|Democratic Republic of the Congo|Congo Democratic Republic of the|Congo the Democratic Republic of the|Zaire
CF CAF Central African Republic; CG COG Congo|Republic of the Congo|Congo Brazzaville; CH CHE Switzerland
CI CIV Cote dIvoire|Ivory Coast; CK COK Cook Islands; CL CHL Chile; CM CMR Cameroon
CN CHN China|Peoples Republic of China|PRC|Mainland China; CO COL Colombia; CR CRI Costa Rica; CU CUB Cuba
CV CPV Cape Verde|Cabo Verde; CW CUW Curacao; CX CXR Christmas Island; CY CYP Cyprus; CZ CZE Czechia|Czech Republic
DE DEU Germany|Federal Republic of Germany; DJ DJI Djibouti; DK DNK Denmark; DM DMA Dominica
DO DOM Dominican Republic; DZ DZA Algeria; EC ECU Ecuador; EE EST Estonia; EG EGY Egypt; EH ESH Western Sahara
ER ERI Eritrea; ES ESP Spain; ET ETH Ethiopia; FI FIN Finland; FJ FJI Fiji
FK FLK Falkland Islands|Falkland Islands Malvinas
FM FSM Micronesia|Federated States of Micronesia|Micronesia Federated States of; FO FRO Faroe Islands; FR FRA France
GA GAB Gabon
GB GBR United Kingdom|UK|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|United Kingdom of Great Britain and Northern Ireland
GD GRD Grenada; GE GEO Georgia; GF GUF French Guiana; GG GGY Guernsey; GH GHA Ghana; GI GIB Gibraltar
GL GRL Greenland; GM GMB Gambia|Republic of the Gambia; GN GIN Guinea; GP GLP Guadeloupe; GQ GNQ Equatorial Guinea
GR GRC Greece; GS SGS South Georgia and South Sandwich Islands; GT GTM Guatemala; GU GUM Guam; GW GNB Guinea Bissau
GY GUY Guyana; HK HKG Hong Kong|Hong Kong SAR|Hong Kong SAR China; HM HMD Heard and McDonald Islands
HN HND Honduras; HR HRV Croatia; HT HTI Haiti; HU HUN Hungary; ID IDN Indonesia
IE IRL Ireland|Republic of Ireland|Eire; IL ISR Israel; IM IMN Isle of Man; IN IND India
IO IOT British Indian Ocean Territory; IQ IRQ Iraq; IR IRN Iran|Islamic Republic of Iran|Iran Islamic Republic of
IS ISL Iceland; IT ITA Italy; JE JEY Jersey; JM JAM Jamaica; JO JOR Jordan; JP JPN Japan; KE KEN Kenya
KG KGZ Kyrgyzstan|Kyrgyz Republic; KH KHM Cambodia; KI KIR Kiribati; KM COM Comoros; KN KNA Saint Kitts and Nevis
KP PRK North Korea|Democratic Peoples Republic of Korea|Korea Democratic Peoples Republic of|Korea North|DPRK
KR KOR South Korea|Korea|Republic of Korea|Korea South|Korea Republic of; KW KWT Kuwait; KY CYM Cayman Islands
KZ KAZ Kazakhstan; LA LAO Laos|Lao Peoples Democratic Republic; LB LBN Lebanon; LC LCA Saint Lucia
LI LIE Liechtenstein; LK LKA Sri Lanka; LR LBR Liberia; LS LSO Lesotho; LT LTU Lithuania; LU LUX Luxembourg
LV LVA Latvia; LY LBY Libya; MA MAR Morocco; MC MCO Monaco; MD MDA Moldova|Republic of Moldova|Moldova Republic of
ME MNE Montenegro; MF MAF Saint Martin|Saint Martin French part; MG MDG Madagascar; MH MHL Marshall Islands
MK MKD North Macedonia|Macedonia; ML MLI Mali; MM MMR Myanmar|Burma; MN MNG Mongolia
MO MAC Macao|Macau|Macao SAR China; MP MNP Northern Mariana Islands; MQ MTQ Martinique; MR MRT Mauritania
MS MSR Montserrat; MT MLT Malta; MU MUS Mauritius; MV MDV Maldives; MW MWI Malawi
MX MEX Mexico|United Mexican States; MY MYS Malaysia; MZ MOZ Mozambique; NA NAM Namibia; NC NCL New Caledonia
NE NER Niger; NF NFK Norfolk Island; NG NGA Nigeria; NI NIC Nicaragua
NL NLD Netherlands|Holland|Kingdom of the Netherlands; NO NOR Norway; NP NPL Nepal; NR NRU Nauru; NU NIU Niue
NZ NZL New Zealand; OM OMN Oman; PA PAN Panama; PE PER Peru; PF PYF French Polynesia; PG PNG Papua New Guinea
PH PHL Philippines; PK PAK Pakistan; PL POL Poland; PM SPM Saint Pierre and Miquelon
PN PCN Pitcairn Islands|Pitcairn; PR PRI Puerto Rico
PS PSE Palestine|Palestinian Territories|State of Palestine|Palestine State of|Palestinian Territory Occupied
PT PRT Portugal; PW PLW Palau; PY PRY Paraguay; QA QAT Qatar; RE REU Reunion; RO ROU Romania; RS SRB Serbia
RU RUS Russia|Russian Federation; RW RWA Rwanda; SA SAU Saudi Arabia|Kingdom of Saudi Arabia; SB SLB Solomon Islands
SC SYC Seychelles; SD SDN Sudan; SE SWE Sweden; SG SGP Singapore
SH SHN Saint Helena|Saint Helena Ascension and Tristan da Cunha; SI SVN Slovenia; SJ SJM Svalbard and Jan Mayen
SK SVK Slovakia|Slovak Republic; SL SLE Sierra Leone; SM SMR San Marino; SN SEN Senegal; SO SOM Somalia
SR SUR Suriname; SS SSD South Sudan; ST STP Sao Tome and Principe; SV SLV El Salvador
SX SXM Sint Maarten|Sint Maarten Dutch part; SY SYR Syria|Syrian Arab Republic; SZ SWZ Eswatini|Swaziland
TC TCA Turks and Caicos Islands; TD TCD Chad; TF ATF French Southern Territories; TG TGO Togo; TH THA Thailand
TJ TJK Tajikistan; TK TKL Tokelau; TL TLS Timor Leste|East Timor; TM TKM Turkmenistan; TN TUN Tunisia; TO TON Tonga
TR TUR Turkiye|Turkey; TT TTO Trinidad and Tobago; TV TUV Tuvalu
TW TWN Taiwan|Taiwan Province of China|Chinese Taipei
TZ TZA Tanzania|United Republic of Tanzania|Tanzania United Republic of; UA UKR Ukraine; UG UGA Uganda
UM UMI United States Minor Outlying Islands|US Outlying Islands
US USA United States|America|United States of America; UY URY Uruguay; UZ UZB Uzbekistan
VA VAT Vatican City|Holy See|Vatican|Holy See Vatican City State; VC VCT Saint Vincent and Grenadines
VE VEN Venezuela|Venezuela Bolivarian Republic of|Bolivarian Republic of Venezuela
VG VGB British Virgin Islands|Virgin Islands British
VI VIR Virgin Islands of the United States|Virgin Islands US|US Virgin Islands|United States Virgin Islands
VN VNM Vietnam; VU VUT Vanuatu; WF WLF Wallis and Futuna; WS WSM Samoa; XK XKX Kosovo; YE YEM Yemen; YT MYT Mayotte
ZA ZAF South Africa; ZM ZMB Zambia; ZW ZWE Zimbabwe
`

let codes: ReadonlyMap<string, string> | undefined

/**
 * The ISO 3166-1 alpha-2 code, in lower case, of a country given by its alpha-2 or alpha-3 code or its English name; else `undefined`.
 * Case, accents, signs, spaces and a leading "the" do not matter. The table is read at the first call.
 */
export function countryCode(text: string): string | undefined {
  codes ??= parse()
  return text.length > longestName ? undefined : codes.get(nameKey(text))
}

// No name is longer, and what is longer need not be searched.
const longestName = 80

function parse(): ReadonlyMap<string, string> {
  // In use, but in no standard: UK for GB, EL for GR (the European Union).
  const out = new Map([
    ['uk', 'gb'],
    ['el', 'gr'],
  ])
  for (const entry of table.trim().split(/; |\n/)) {
    const code = entry.slice(0, 2).toLowerCase()
    for (const name of [code, entry.slice(3, 6), ...entry.slice(7).split('|')]) out.set(nameKey(name), code)
  }
  return out
}

/** What is compared of the name of a place: its letters without accents, "Saint" for "St", "and" for "&", no "the" before it. */
export function nameKey(name: string): string {
  const letters = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
  const words = letters.replace(/\bst\b/g, 'saint').replaceAll('&', 'and')
  return words.replace(/^\s*the\b/, '').replace(/[^a-z]+/g, '')
}
