import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { parseEvent } from '../../../../src/ingest/parse.ts'
import type { Mapping } from '../../../../src/mapping/file/mapping.ts'
import { Comparison } from '../../../../src/mapping/difference.ts'
import { previewSettings } from '../../../../src/mapping/preview.ts'
import { parseExactly } from '../../../../src/values/exact-json.ts'
import { ask, messageOf } from '../../api.ts'
import { pretty } from '../../parts/code.tsx'
import { Empty } from '../../parts/states.tsx'
import { count } from '../../parts/time.tsx'
import { place } from '../../router.ts'
import { isAdmin } from '../../session.ts'
import { checkMapping } from '../../trial.ts'
import type { Draft } from './draft.ts'

/** A change between two mappings. */
interface Change {
  readonly change: string
  readonly subscription: string
  readonly request?: string
  readonly pointer?: string
  readonly reason?: string
  readonly events: number
  readonly examples: readonly { readonly before?: unknown; readonly after?: unknown }[]
}

interface Kept {
  readonly compared: number
  readonly unchanged: number
  readonly groups: readonly Change[]
}

/** What the edits change: for this event, and, asked by an admin, for the events that the forwarder kept. */
export function Difference({ draft, mapping }: { readonly draft: Draft; readonly mapping: Mapping }): JSX.Element {
  const here = useMemo(() => changesHere(draft, mapping), [draft, mapping])
  return (
    <div class="card">
      <h2>What your edits change</h2>
      <h3>On this event</h3>
      {here.length === 0 ? (
        <p class="muted">Nothing: both mappings make the same requests.</p>
      ) : (
        <Changes of={here} counted={false} />
      )}
      {isAdmin() && <OnKept draft={draft} />}
    </div>
  )
}

function changesHere({ event: text, deployed, settings }: Draft, mapping: Mapping): readonly Change[] {
  const before = checkMapping(deployed).mapping
  if (before === undefined) return []
  try {
    const now = Date.now()
    const event = parseEvent(parseExactly(text), now)
    if (!event.ok) return []
    const comparison = new Comparison(
      { mapping: before, settings: previewSettings(before, settings) },
      { mapping, settings: previewSettings(mapping, settings) },
    )
    comparison.add({ event: event.event, receivedAt: now })
    return comparison.result().groups
  } catch {
    return []
  }
}

function OnKept({ draft }: { readonly draft: Draft }): JSX.Element {
  const [state, setState] = useState<{ readonly kept?: Kept; readonly fault?: string; readonly busy?: boolean }>({})
  const compare = async (): Promise<void> => {
    setState({ busy: true })
    const account = place.value.parameters['account'] ?? 'default'
    try {
      const body = { mapping: JSON.parse(draft.mapping) as unknown, account }
      setState({ kept: await ask<Kept>(`/v1/diff/${draft.slug}`, { body }) })
    } catch (error) {
      setState({ fault: messageOf(error) })
    }
  }
  const { kept, fault, busy = false } = state
  return (
    <>
      <div class="row between">
        <h3>On the kept events of the last day</h3>
        <button type="button" onClick={() => void compare()} disabled={busy}>
          {busy ? 'Comparing …' : 'Compare'}
        </button>
      </div>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {kept !== undefined &&
        (kept.compared === 0 ? (
          <Empty title="No event of this account is kept." />
        ) : (
          <>
            <p>
              {count(kept.unchanged)} of {count(kept.compared)} events make the same requests.
            </p>
            {kept.groups.length > 0 && <Changes of={kept.groups} counted />}
          </>
        ))}
    </>
  )
}

function Changes({ of, counted }: { readonly of: readonly Change[]; readonly counted: boolean }): JSX.Element {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Changes">
      <table>
        <thead>
          <tr>
            <th>Change</th>
            <th>Where</th>
            <th>Before</th>
            <th>After</th>
            {counted && <th class="number">Events</th>}
          </tr>
        </thead>
        <tbody>
          {of.map((one, i) => (
            <tr key={i}>
              <td>
                <span class={`badge ${one.change === 'added' ? 'good' : one.change === 'changed' ? 'wait' : 'bad'}`}>
                  {one.change}
                </span>
              </td>
              <td class="wrap">
                {one.subscription} <code>{one.pointer === '' ? 'the whole request' : one.pointer}</code>
                {one.reason !== undefined && <div class="muted">{one.reason}</div>}
              </td>
              <td class="wrap">{shown(one.examples[0]?.before, counted)}</td>
              <td class="wrap">{shown(one.examples[0]?.after, counted)}</td>
              {counted && <td class="number">{count(one.events)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A value before or after; the Worker's are texts already. */
function shown(value: unknown, isText: boolean): JSX.Element | null {
  if (value === undefined) return null
  return <code>{isText ? String(value) : pretty(value).slice(0, 300)}</code>
}
