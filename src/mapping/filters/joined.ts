// A text this long is more than any request may hold; without a limit, m parts and a separator of n characters would be m times n.
const maxLength = 16_000_000

/** Texts joined by a separator; absent if the result had more than 16 million characters. */
export function joined(parts: readonly string[], separator: string): string | undefined {
  const length = parts.reduce((sum, part) => sum + part.length, separator.length * Math.max(0, parts.length - 1))
  return length > maxLength ? undefined : parts.join(separator)
}
