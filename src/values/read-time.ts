const isoForm = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** A time (ms since 1970) that a person wrote as ISO 8601: a day, or a day and a time; else `NaN`. `Date.parse` alone takes "1" for the year 2001. */
export function readTime(text: string): number {
  return isoForm.test(text) ? Date.parse(text) : Number.NaN
}
