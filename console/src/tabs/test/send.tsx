import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { ask } from '../../api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { SentEvent } from '../../parts/sent.tsx'
import type { Sent } from '../../replies.ts'
import { place } from '../../router.ts'
import { textFault } from '../../trial.ts'
import type { Draft } from './draft.ts'

/** A button that sends the event for real, with the deployed mapping, and what became of it. */
export function Send({ draft }: { readonly draft: Draft }): JSX.Element {
  const [asks, setAsks] = useState(false)
  const [sent, setSent] = useState<Sent>()
  const account = place.value.parameters['account'] ?? 'default'
  const fault = textFault(draft.event)
  const isEdited = draft.mapping !== draft.deployed
  const send = async (): Promise<void> => {
    const event: unknown = JSON.parse(draft.event)
    setSent(await ask<Sent>(`/v1/test/${draft.slug}/${account}`, { body: { event } }))
  }
  return (
    <div class="card">
      <div class="row between">
        <h2>Send for real</h2>
        <button type="button" class="primary" onClick={() => setAsks(true)}>
          Send …
        </button>
      </div>
      {sent === undefined ? (
        <p class="muted">
          Posts the event to <code>/v1/destinations/{draft.slug}</code>, as Segment would, and shows what the partner
          answers.
          {isEdited && ' The deployed mapping is used, not your edits.'}
        </p>
      ) : (
        <SentEvent sent={sent} />
      )}
      {asks && (
        <Confirm
          title="Send this event?"
          does="Send it"
          ready={fault === undefined}
          run={send}
          close={() => setAsks(false)}
        >
          {fault === undefined ? (
            <p>
              It goes to {draft.slug} ({account}) for real
              {isEdited && ', by the deployed mapping and not by your edits'}.
            </p>
          ) : (
            <p class="fault">{fault} It cannot be sent: correct it in the editor.</p>
          )}
        </Confirm>
      )}
    </div>
  )
}
