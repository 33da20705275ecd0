/*
 * What people write who know other template languages (Liquid, Jinja, JavaScript), and what is written here. It is for messages only: none of it is understood.
 */

const condition = 'a condition stands in {"@when": {"if": "FQL", "then": value, "else": value}}'

/** Signs and words of other languages where a placeholder should end, each with what to write. */
const operators: readonly (readonly [RegExp, string])[] = [
  [/[=!]=|[<>]|=(?!=)/y, condition],
  [/&&|(?:and|or|if|unless|not|in|contains)(?![\w$-])/y, condition],
  [/\?(?=\.)/y, 'write "." alone: what is missing on the way is absent'],
  [/\?(?!\?)/y, condition],
  [/\+/y, 'write the filter plus, as in {{ a | plus: b }}; texts are joined as "{{ a }}{{ b }}"'],
  [/-/y, 'write the filter minus, as in {{ a | minus: b }}'],
  [/\*/y, 'write the filter times, as in {{ a | times: b }}'],
  [/\//y, 'write the filter divided_by, as in {{ a | divided_by: b }}'],
  [/\(/y, 'there are no functions: a filter stands behind its value, as in {{ event | upcase }}'],
]

/** What to write instead of an operator, a function or a ternary at an offset of a text. */
export function operatorHint(text: string, at: number): string | undefined {
  return operators.find(([sign]) => isAt(sign, text, at))?.[1]
}

/** Signs where a value should begin. */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/!/y, condition],
  [/\{(?!\{)/y, 'a placeholder has two braces: {{ path }}'],
  [/\[/y, 'a list is JSON around its values: ["{{ a }}", "{{ b }}"]'],
]

/** What to write instead of a sign where a value should begin. */
export function beginningHint(text: string, at: number): string | undefined {
  return beginnings.find(([sign]) => isAt(sign, text, at))?.[1]
}

function isAt(sign: RegExp, text: string, at: number): boolean {
  sign.lastIndex = at
  return sign.test(text)
}

/** What to write instead of filters that other languages have. */
const filterNames: readonly (readonly [names: string, here: string])[] = [
  ['trim lstrip rstrip ltrim rtrim trimStart trimEnd', 'strip'],
  ['lower lowercase toLowerCase to_lower tolower lcase', 'downcase'],
  ['upper uppercase toUpperCase to_upper toupper ucase', 'upcase'],
  ['title titlecase ucfirst capitalise', 'capitalize'],
  ['length len count', 'size'],
  ['str to_string toString to_s text', 'string'],
  ['int to_int toInt to_i parseInt floor truncate_number', 'integer'],
  ['float to_float toFloat to_f to_number toNumber parseFloat decimal', 'number'],
  ['bool to_bool toBoolean to_boolean', 'boolean'],
  ['to_json tojson toJSON stringify jsonify dump json_encode', 'json'],
  ['hash sha sha2 sha_256 hash_sha256', 'sha256'],
  ['hash_md5 to_md5', 'md5'],
  ['truncate substring substr sub_string cut', 'slice: 0, 100'],
  ['last', 'slice: -1, 1 | first'],
  ['date_format format_date dateFormat strftime to_date todate date_to_string', "date: '%Y-%m-%d'"],
  ['iso iso8601 to_iso toISOString date_to_xmlschema', "date: 'iso'"],
  ['unix timestamp to_timestamp to_unix epoch', "date: 'unix'"],
  ['add', 'plus: 1'],
  ['sub subtract', 'minus: 1'],
  ['mul multiply', 'times: 2'],
  ['div divide', 'divided_by: 2'],
  ['remove remove_all', "replace: 'text'"],
  ['remove_first', "replace_first: 'text'"],
  ['regex_replace gsub replace_all replaceAll', "replace or replace_chars: '[^a-z]', '_'"],
  ['unique distinct uniqBy dedupe', 'uniq'],
  ['except without reject', "omit: 'key'"],
  ['only select_keys', "pick: 'key'"],
  ['pluck collect', "map: 'key'"],
  ['to_list toArray to_array array list', 'wrap'],
  ['take head', 'limit: 1'],
  ['total', 'sum'],
  ['items to_pairs to_entries', 'entries'],
  ['phone to_e164', "e164: 'US'"],
  ['d coalesce fallback ifnull or_else', "?? 'other' or default: 'other'"],
]
const filtersElsewhere: ReadonlyMap<string, string> = new Map([
  ...filterNames.flatMap(([names, here]) => names.split(' ').map((name) => [name, `write ${here}`] as const)),
  ...['url_encode', 'urlencode', 'encodeURIComponent', 'escape', 'cgi_escape'].map(
    (name) => [name, 'leave it out: values in a url, in "query" and in "form" are encoded by themselves'] as const,
  ),
  ...['base64', 'base64_encode', 'b64encode', 'btoa'].map(
    (name) => [name, 'credentials are encoded by "auth": {"basic": [user, password]}'] as const,
  ),
  ...['where', 'filter', 'select', 'find'].map(
    (name) => [name, 'write {"@map": {"over": list, "as": value, "where": "FQL"}}'] as const,
  ),
  ...['merge', 'assign', 'extend', 'update'].map((name) => [name, 'write {"@spread": [a, b]}'] as const),
  ...['if', 'ternary', 'iif', 'contains', 'includes', 'startsWith', 'eq'].map((name) => [name, condition] as const),
])

/** What to write instead of a filter of another language. */
export function filterHint(name: string): string | undefined {
  return filtersElsewhere.get(name)
}

const fieldNames: readonly (readonly [names: string, here: string])[] = [
  [
    'now today date time datetime current_time',
    'the time of the event is "timestamp", that of its arrival "receivedAt"',
  ],
  ['ctx', 'write "context"'],
  ['props prop properties_', 'write "properties"'],
  ['auth env secrets secret config setting credentials account', 'what an account says is "settings.name"'],
  ['user', 'write "userId" or "traits"'],
  ['email', 'write "traits.email" or "properties.email"'],
  ['page', 'write "context.page" or "properties"'],
  ['products product', 'write "properties.products"'],
  ['message msg payload data input record', 'the whole event is "$"'],
  [
    'response resp res answer result',
    'an answer is "status", "headers" and "body" in "outcomes", and "answers.name.body" in later requests',
  ],
  ['error errors', 'what an answer says is "body", as in body.error'],
  ['element el it this entry row', 'the element of a list is "item"'],
  ['i idx loop forloop', 'the position of an element is "index"'],
  ['vars variables var value globals', 'a named value is "values.name"'],
  ['batch events', 'the items of a call are "items"'],
]
const fieldsElsewhere: ReadonlyMap<string, string> = new Map(
  fieldNames.flatMap(([names, here]) => names.split(' ').map((name) => [name, here] as const)),
)

/** What is called otherwise here, of the first part of a path. */
export function fieldHint(name: string): string | undefined {
  return fieldsElsewhere.get(name)
}
