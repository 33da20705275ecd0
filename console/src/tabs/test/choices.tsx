import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask, messageOf, withParameters } from '../../api.ts'
import { slugs } from '../../mappings.ts'
import { pretty } from '../../parts/code.tsx'
import { change, place } from '../../router.ts'
import { isAdmin, session } from '../../session.ts'
import { timeText } from '../../parts/time.tsx'
import type { Drafting } from './draft.ts'
import { edits } from './draft.ts'
import { samples } from './samples.ts'

/** The choice of a partner; those whose mapping was edited say so. `slug`: that which is open. */
export function PartnerChoice({ slug }: { readonly slug: string | undefined }): JSX.Element {
  return (
    <div>
      <label for="partner">Partner</label>
      <select
        id="partner"
        value={slug ?? ''}
        onChange={(event) => change({ partner: event.currentTarget.value, mapping: undefined })}
      >
        {slug === undefined && <option value="">choose …</option>}
        {slugs.map((one) => (
          <option key={one} value={one}>
            {edits.value[one]?.mapping === undefined ? one : `${one} (edited)`}
          </option>
        ))}
      </select>
    </div>
  )
}

/** What is chosen above the editors: partner, event, and what is done with the mapping. */
export function Choices({ draft, set }: Drafting): JSX.Element {
  const isEdited = draft.mapping !== draft.deployed
  return (
    <div class="filters">
      <PartnerChoice slug={draft.slug} />
      {session.value?.role !== undefined && (
        <div>
          <label for="account">Account</label>
          <input
            id="account"
            value={place.value.parameters['account'] ?? 'default'}
            onChange={(event) => change({ account: event.currentTarget.value })}
          />
        </div>
      )}
      <Samples set={set} />
      {session.value?.role !== undefined && <Recent slug={draft.slug} set={set} />}
      <button type="button" onClick={() => set({ mapping: draft.deployed })} disabled={!isEdited}>
        Undo edits
      </button>
      <a
        class="button"
        download={`${draft.slug}.json`}
        href={`data:application/json;charset=utf-8,${encodeURIComponent(draft.mapping)}`}
      >
        Download mapping
      </a>
    </div>
  )
}

function Samples({ set }: Pick<Drafting, 'set'>): JSX.Element {
  const choose = (name: string): void => {
    const found = Object.values(samples)
      .flat()
      .find((one) => one.name === name)
    if (found !== undefined) set({ event: found.text(), isKept: false })
  }
  return (
    <div>
      <label for="sample">Sample event</label>
      <select id="sample" value="" onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">choose …</option>
        {Object.entries(samples).map(([group, choices]) => (
          <optgroup key={group} label={group}>
            {choices.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  )
}

interface Kept {
  readonly id: string
  readonly at: string
  readonly event: Readonly<Record<string, unknown>>
}

/** Events that were received lately, where they are kept. An admin loads one whole, a viewer with its values hidden. */
function Recent({ slug, set }: { readonly slug: string; readonly set: Drafting['set'] }): JSX.Element {
  const [kept, setKept] = useState<readonly Kept[]>()
  const [fault, setFault] = useState<string>()
  const account = place.value.parameters['account'] ?? 'default'
  const list = async (): Promise<void> => {
    // Where none is named the reply says which there are.
    const named = place.value.parameters['account']
    const path = withParameters('/v1/history', { partner: slug, account: named, limit: 50 })
    try {
      setKept((await ask<{ events: readonly Kept[] }>(path)).events)
      setFault(undefined)
    } catch (error) {
      setKept([])
      setFault(messageOf(error))
    }
  }
  const load = async (id: string): Promise<void> => {
    const path = withParameters(`/v1/history/${slug}/${account}/${id}`, { reveal: isAdmin() ? '1' : undefined })
    try {
      set({ event: pretty((await ask<Kept>(path)).event), isKept: true })
    } catch (error) {
      setFault(messageOf(error))
    }
  }
  return (
    <div>
      <label for="recent">Recent event</label>
      <select
        id="recent"
        value=""
        onFocus={() => void list()}
        onChange={(event) => void load(event.currentTarget.value)}
        aria-describedby={fault === undefined ? undefined : 'recent-fault'}
      >
        <option value="">{kept?.length === 0 ? 'none is kept' : 'choose …'}</option>
        {kept?.map((one) => (
          <option key={one.id} value={one.id}>
            {nameOf(one)}
          </option>
        ))}
      </select>
      {fault !== undefined && (
        <small id="recent-fault" role="alert">
          {fault}
        </small>
      )}
    </div>
  )
}

/** When it came here, its type, and its name as the activity shows it. */
function nameOf({ at, event: { type, event, name } }: Kept): string {
  const shown = event ?? (type === 'page' || type === 'screen' ? name : undefined)
  return [timeText(at), type, shown].filter((part) => typeof part === 'string' && part !== '').join(' · ')
}
