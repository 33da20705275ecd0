import { parseEvent } from '../../src/ingest/parse.ts'
import type { Issue } from '../../src/mapping/context/issues.ts'
import { compileMapping } from '../../src/mapping/file/compile.ts'
import { readJsonText } from '../../src/mapping/file/json-text.ts'
import type { Mapping } from '../../src/mapping/file/mapping.ts'
import { publicUrl, settingFault } from '../../src/mapping/file/settings.ts'
import type { PreviewedRule } from '../../src/mapping/preview.ts'
import { preview, previewSettings } from '../../src/mapping/preview.ts'
import { parseExactly } from '../../src/values/exact-json.ts'
import { messageOf } from './api.ts'

/** A mapping as it was checked: what is wrong with it, and the mapping itself where it can be used. */
export interface CheckedMapping {
  readonly mapping: Mapping | undefined
  readonly issues: readonly Issue[]
}

/** Checks the text of a mapping as `npm run check` does. */
export function checkMapping(text: string): CheckedMapping {
  const { json, issues } = readJsonText(text)
  if (json === undefined) return { mapping: undefined, issues }
  const compiled = compileMapping(json)
  return { mapping: compiled.mapping, issues: [...issues, ...compiled.issues] }
}

/** What an event makes, or what is wrong with the event or the settings. */
export type Trial = { readonly rules: readonly PreviewedRule[] } | { readonly fault: string }

/** The requests that an event (as text) makes with a mapping; nothing is sent. `given`: settings; of a secret any text says that it is set. */
export function tryEvent(mapping: Mapping, text: string, given: Readonly<Record<string, string>>): Trial {
  try {
    const now = Date.now()
    const event = parseEvent(parseExactly(text), now)
    if (!event.ok) return { fault: `This is no Segment event: ${event.issues.join('; ')}.` }
    const open = Object.entries(given).filter(([name]) => mapping.settings[name]?.secret !== true)
    const wrong = settingFault(mapping, Object.fromEntries(open), publicUrl)
    if (wrong !== undefined) return { fault: `The setting "${wrong.setting}" ${wrong.fault}.` }
    return { rules: preview(mapping, event.event, { settings: previewSettings(mapping, given), now }) }
  } catch (error) {
    return { fault: textFault(text) ?? messageOf(error) }
  }
}

/** Why the text of an event is no JSON, in words; nothing where it is. */
export function textFault(text: string): string | undefined {
  const { json, issues } = readJsonText(text)
  return json === undefined ? `The event is no JSON: ${issues.at(-1)?.message ?? 'it is empty'}.` : undefined
}
