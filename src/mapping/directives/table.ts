import type { Directive } from './directive.ts'
import { buildDirectives } from './build.ts'
import { chooseDirectives } from './choose.ts'
import { segmentDirectives } from './segment.ts'

/** Every directive of the language. A new one is one more entry. */
export const directives: Readonly<Record<string, Directive>> = {
  ...buildDirectives,
  ...chooseDirectives,
  ...segmentDirectives,
}

/** Directives of Segment that this language has not, with what to write instead. */
export const refusedDirectives: Readonly<Record<string, string>> = {
  '@liquid': 'write the template as it is: "{{ path | filter }}" works everywhere',
}
