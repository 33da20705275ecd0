import type { JSX } from 'preact'
import type { Sent } from '../replies.ts'
import { Code, pretty } from './code.tsx'
import { AnswerText, RequestText } from './request.tsx'

/** An event that was sent for real: the request as Segment sends it, what we answered, and each call to the partner with its answer. */
export function SentEvent({ sent }: { readonly sent: Sent }): JSX.Element {
  const { request, reply, calls } = sent
  return (
    <div class="sent">
      <h3>What we answered Segment</h3>
      <Code text={`${reply.status}\n${pretty(reply.body)}`} label="our reply" />
      {calls.length === 0 && <p class="muted">No call was made to the partner.</p>}
      {calls.map((call, i) => (
        <div key={i} class="rule">
          <h3>Call {calls.length > 1 ? `${i + 1} of ${calls.length}` : ''} to the partner</h3>
          <RequestText request={call} />
          <h3>What the partner answered</h3>
          <AnswerText answer={call.answer} />
        </div>
      ))}
      <details>
        <summary>The request as Segment sends it</summary>
        <RequestText request={request} />
      </details>
    </div>
  )
}
