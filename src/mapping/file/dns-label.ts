/** What a label of a host name is made of (RFC 1123, 2.1; names of services have `_` too), at most 63 of them (RFC 1035, 2.3.4), no hyphen at an end. */
const label = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/

/** Whether a text is one label of a host name: it has no dot, and nothing that ends the host. */
export function isDnsLabel(text: string): boolean {
  return label.test(text)
}

const range = String.raw`(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9])`
const oneOf = String.raw`\[(?:${range}|\\[dw-]|[A-Za-z0-9_]|-(?=\])|(?<=\[)-)+\]`
const quantifier = String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})\??`
const piece = String.raw`(?:${oneOf}|\\[dw-]|[A-Za-z0-9_-]|\((?:\?:)?|\)|\||${quantifier})`
const labelPattern = new RegExp(`^${piece}+$`, 'u')

/**
 * Whether every text that a pattern of a setting takes has only letters, digits, `_` and `-`, so that it can be no more than a label of a host name. Proven by its form: only
 * such characters, classes of them without `^`, groups, `|` and quantifiers. A pattern that is written otherwise is not proven, whatever it takes.
 */
export function takesLabelsOnly(pattern: string): boolean {
  return labelPattern.test(pattern.replace(/^\^/, '').replace(/\$$/, ''))
}
