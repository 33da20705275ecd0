import { packed, unpacked } from '../../packed.ts'
import { change, place } from '../../router.ts'
import type { Draft } from './draft.ts'
import { edit, edits, event } from './draft.ts'

/** Browsers and what links are pasted into cut longer ones. */
const longestPart = 30_000

/** What the address holds, as its parameters and as the text of the edited mapping. */
interface Held {
  readonly slug: string
  readonly event: string | undefined
  readonly mapping: string | undefined
  readonly edited: string | undefined
}

let held: Held | undefined

/** Whether the address says something that this window did not write there: a link was opened. */
export function isOpenedLink(slug: string): boolean {
  const { event: given, mapping } = place.value.parameters
  return held === undefined || held.slug !== slug || held.event !== given || held.mapping !== mapping
}

/** Takes up the event and the mapping of the address. Gives the names of those that cannot be read. */
export async function takeUpAddress(slug: string): Promise<readonly string[]> {
  const { event: given, mapping } = place.value.parameters
  const isNew = { event: given !== held?.event, mapping: held?.slug !== slug || mapping !== held.mapping }
  const [text, changed] = await Promise.all([
    given === undefined || !isNew.event ? undefined : unpacked(given),
    mapping === undefined || !isNew.mapping ? undefined : unpacked(mapping),
  ])
  if (text !== undefined) event.value = { event: text, isKept: false }
  if (changed !== undefined) edit(slug, { mapping: changed })
  return [
    ...(given !== undefined && isNew.event && text === undefined ? ['event'] : []),
    ...(mapping !== undefined && isNew.mapping && changed === undefined ? ['mapping'] : []),
  ]
}

/** Writes what is tried into the address, so that it can be kept and passed on. What stands behind `#` is not sent to any server. */
export async function keepInAddress({ slug, event: text, isKept, mapping, deployed }: Draft): Promise<void> {
  const [given, changed] = await Promise.all([
    isKept ? undefined : part(text),
    mapping === deployed ? undefined : part(mapping),
  ])
  if (place.value.tab !== 'test') return
  held = { slug, event: given, mapping: changed, edited: mapping }
  change({ partner: slug, event: given, mapping: changed })
}

async function part(text: string): Promise<string | undefined> {
  const made = await packed(text)
  return made.length > longestPart ? undefined : made
}

/** Whether an edited mapping is nowhere but in this window. */
function isUnheld(): boolean {
  const { mapping: written } = place.value.parameters
  return Object.entries(edits.value).some(
    ([slug, { mapping }]) =>
      mapping !== undefined &&
      !(written !== undefined && held?.slug === slug && held.edited === mapping && held.mapping === written),
  )
}

globalThis.addEventListener('beforeunload', (leaving) => {
  if (isUnheld()) leaving.preventDefault()
})
