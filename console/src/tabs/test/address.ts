import { packed, unpacked } from '../../packed.ts'
import { change, place } from '../../router.ts'
import type { Draft } from './draft.ts'
import { edit, edits, event } from './draft.ts'

/** Browsers and what links are pasted into cut longer ones. */
const longestPart = 30_000

/** What the address holds of a partner: its parameters as they were written or read last, and the text of the edited mapping. */
interface Held {
  readonly slug: string
  readonly event: string | undefined
  readonly mapping: string | undefined
  readonly edited: string | undefined
}

let held: Held | undefined

/** Whether the address says something that was neither read nor written yet: a link was opened. */
export function isOpenedLink(slug: string): boolean {
  const { partner = slug, event: given, mapping } = place.value.parameters
  return partner !== slug || held?.slug !== slug || held.event !== given || held.mapping !== mapping
}

/** Takes up the event and the mapping of the address. Gives the names of those that cannot be read. */
export async function takeUpAddress(slug: string): Promise<readonly string[]> {
  const { event: given, mapping } = place.value.parameters
  const before = held
  const isNewMapping = before?.slug !== slug || mapping !== before.mapping
  const [text, changed] = await Promise.all([
    given === before?.event ? undefined : opened(given),
    isNewMapping ? opened(mapping) : undefined,
  ])
  if (text?.is !== undefined) event.value = { event: text.is, isKept: false }
  if (changed?.is !== undefined) edit(slug, { mapping: changed.is })
  held = { slug, event: given, mapping, edited: isNewMapping ? changed?.is : before.edited }
  return Object.entries({ event: text, mapping: changed }).flatMap(([name, one]) =>
    one !== undefined && one.is === undefined ? [name] : [],
  )
}

/** A part of an address, and what it is, where it can be read. */
async function opened(part: string | undefined): Promise<{ readonly is: string | undefined } | undefined> {
  return part === undefined ? undefined : { is: await unpacked(part) }
}

/** Writes what is tried into the address, so that it can be kept and passed on. What stands behind `#` is not sent to any server. */
export async function keepInAddress({ slug, event: text, isKept, mapping, deployed }: Draft): Promise<void> {
  const [given, changed] = await Promise.all([
    isKept ? undefined : part(text),
    mapping === deployed ? undefined : part(mapping),
  ])
  // what was opened meanwhile must not be overwritten
  if (place.value.tab !== 'test' || isOpenedLink(slug)) return
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
