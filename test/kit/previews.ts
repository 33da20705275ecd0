import { compileMapping } from '../../src/mapping/file/compile.ts'
import { preview, previewSettings } from '../../src/mapping/preview.ts'

/** What a mapping would send for an event, and what is wrong with the mapping. `now` in ms. */
export function previewsOf(
  { mapping: json, event }: { readonly mapping: unknown; readonly event: { readonly type: string } },
  now: number,
): unknown {
  const { mapping, issues } = compileMapping(json)
  return {
    issues,
    rules: mapping === undefined ? [] : preview(mapping, { ...event }, { settings: previewSettings(mapping, {}), now }),
  }
}
