import * as v from 'valibot'

/** The name of a setting. Its environment variable is made of it. */
export const SettingName = name(
  /^[a-z][A-Za-z0-9]{0,39}$/,
  'the name of a setting begins with a small letter and has letters and digits only, 40 at most, such as "apiKey"',
)

/** The name of a host. */
export const HostName = name(
  /^[A-Za-z][A-Za-z0-9]{0,39}$/,
  'the name of a host begins with a letter and has letters and digits only, 40 at most, such as "api"',
)

/** The name of a value of the file. */
export const ValueName = name(
  /^[A-Za-z_$][A-Za-z0-9_$-]{0,79}$/,
  'the name of a value begins with a letter, "_" or "$" and has letters, digits, "_", "$" and "-" only, 80 at most, such as "common"',
)

/** The name of a chain of filters. */
export const FilterName = name(
  /^[a-z][a-z0-9_]{0,39}$/,
  'the name of a chain of filters begins with a small letter and has small letters, digits and "_" only, 40 at most, such as "hashed"',
)

/** The name of a request of a sequence. */
export const RequestName = name(
  /^[A-Za-z][A-Za-z0-9_]{0,39}$/,
  'the name of a request begins with a letter and has letters, digits and "_" only, 40 at most, such as "find"',
)

function name(form: RegExp, rule: string): v.GenericSchema<string> {
  return v.pipe(v.string(), v.regex(form, rule))
}
