import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { deployedText, slugs } from '../mappings.ts'
import { Editor } from '../parts/editor.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { change, place } from '../router.ts'
import { isAdmin } from '../session.ts'
import { packed, unpacked } from '../packed.ts'
import { checkMapping, tryEvent } from '../trial.ts'
import { Choices } from './test/choices.tsx'
import { Settings } from './test/settings.tsx'
import { Difference } from './test/difference.tsx'
import { Result } from './test/result.tsx'
import { Send } from './test/send.tsx'
import type { Draft, Drafting } from './test/draft.ts'
import { firstSample } from './test/samples.ts'

/** The tab where an event and a mapping are tried: what would be sent is computed in the browser while one types. */
export function Tab(): JSX.Element {
  const [draft, setDraft] = useState<Draft>()
  const slug = place.value.parameters['partner'] ?? slugs[0] ?? ''
  useEffect(() => void openDraft(slug, draft, setDraft), [slug])
  useEffect(() => {
    if (draft === undefined) return undefined
    const timer = setTimeout(() => void keepInAddress(draft), 150)
    return () => clearTimeout(timer)
  }, [draft])
  if (!slugs.includes(slug))
    return <Failure message={`There is no mapping of "${slug}". There are: ${slugs.join(', ')}.`} />
  if (draft === undefined || draft.slug !== slug) return <Loading what="the mapping" />
  return <Trying draft={draft} set={(more) => setDraft((now) => now && { ...now, ...more })} />
}

/** Opens a partner's mapping: as it was changed, where the address says so, else as it is deployed. The event stays. */
async function openDraft(slug: string, before: Draft | undefined, set: (draft: Draft) => void): Promise<void> {
  const { event, mapping } = place.value.parameters
  const deployed = await deployedText(slug)
  const [given, changed] = await Promise.all(
    [event, mapping].map((part) => (part === undefined ? undefined : unpacked(part))),
  )
  set({
    slug,
    deployed,
    mapping: (before === undefined ? changed : undefined) ?? deployed,
    event: before?.event ?? given ?? firstSample(),
    settings: {},
  })
}

/** The address holds what is tried, so that it can be kept and passed on. What stands behind `#` is not sent to any server. */
async function keepInAddress({ slug, event, mapping, deployed }: Draft): Promise<void> {
  const [given, changed] = await Promise.all([packed(event), mapping === deployed ? undefined : packed(mapping)])
  if (place.value.tab === 'test') change({ partner: slug, event: given, mapping: changed })
}

function Trying({ draft, set }: Drafting): JSX.Element {
  const { mapping, issues } = checkMapping(draft.mapping)
  const trial = mapping === undefined ? undefined : tryEvent(mapping, draft.event, draft.settings)
  return (
    <section>
      <h1>Test</h1>
      <Choices draft={draft} set={set} />
      <div class="trial">
        <div class="card">
          <h2>Event</h2>
          <Editor label="Event" text={draft.event} onText={(event) => set({ event })} />
        </div>
        <div class="card">
          <h2>Mapping {draft.mapping !== draft.deployed && <span class="badge wait">edited, not deployed</span>}</h2>
          <Editor
            label="Mapping"
            text={draft.mapping}
            onText={(text) => set({ mapping: text })}
            marks={issues}
            isMapping
          />
          {mapping !== undefined && <Settings mapping={mapping} draft={draft} set={set} />}
        </div>
        <div class="card">
          <h2>What is sent</h2>
          <Result draft={draft} mapping={mapping} issues={issues} trial={trial} />
        </div>
      </div>
      {mapping !== undefined && draft.mapping !== draft.deployed && <Difference draft={draft} mapping={mapping} />}
      {isAdmin() && <Send draft={draft} />}
    </section>
  )
}
