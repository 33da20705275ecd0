import { eventFields } from '../../src/mapping/context/event-fields.ts'
import { parseSegmentPath } from '../../src/mapping/directives/segment-path.ts'

/** Parts of a path as a path of this language: `context.traits["e mail"]`; one whose first part is no field of Segment's events begins with `$`. */
export function pathOf(parts: readonly string[]): string {
  const text = parts
    .map((part, i) =>
      /^[A-Za-z_$][A-Za-z0-9_$-]*$/.test(part) ? `${i > 0 ? '.' : ''}${part}` : `[${JSON.stringify(part)}]`,
    )
    .join('')
  return eventFields.has(parts[0] ?? '') ? text : withRoot(text)
}

/** A path of a mapping of Segment's; one whose first part is no field of its events begins with `$`. What is no path stays. */
export function rootedPath(text: string): string {
  const parsed = parseSegmentPath(text)
  return !parsed.ok || parsed.rooted || eventFields.has(String(parsed.path[0])) ? text : withRoot(text)
}

/** A text of `@template` with its paths so. */
export function withRootedPaths(template: string): string {
  return template.replaceAll(/\{\{([^{}]*)\}\}/g, (whole, inner: string) => {
    const path = inner.trim()
    const rooted = rootedPath(path)
    return rooted === path ? whole : `{{${rooted}}}`
  })
}

function withRoot(text: string): string {
  return text.startsWith('[') ? `$${text}` : `$.${text}`
}
