import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { curlLine } from '../../../../src/mapping/curl-line.ts'
import type { Issue } from '../../../../src/mapping/context/issues.ts'
import type { Mapping } from '../../../../src/mapping/file/mapping.ts'
import type { PreviewedRequest, PreviewedRule } from '../../../../src/mapping/preview.ts'
import { Code } from '../../parts/code.tsx'
import { Empty } from '../../parts/states.tsx'
import { RequestText } from '../../parts/request.tsx'
import type { Trial } from '../../trial.ts'
import type { Draft } from './draft.ts'

interface Shown {
  readonly draft: Draft
  readonly mapping: Mapping | undefined
  readonly issues: readonly Issue[]
  readonly trial: Trial | undefined
}

/** What the event makes with the mapping, or what is wrong. */
export function Result({ draft, mapping, issues, trial }: Shown): JSX.Element {
  const [asCurl, setAsCurl] = useState(false)
  if (mapping === undefined || trial === undefined) return <Issues issues={issues} />
  if ('fault' in trial)
    return (
      <p class="fault" role="alert">
        {trial.fault}
      </p>
    )
  const taken = trial.rules.filter(({ matched }) => matched)
  const others = trial.rules.filter(({ matched }) => !matched)
  return (
    <>
      {issues.length > 0 && <Issues issues={issues} />}
      <label class="row">
        <input type="checkbox" checked={asCurl} onChange={(event) => setAsCurl(event.currentTarget.checked)} /> as curl
      </label>
      {taken.some(({ requests }) => requests.length > 0) && isSigned(draft.mapping) && (
        <p class="muted">Signatures are made with placeholders here: those that are sent are others.</p>
      )}
      {taken.length === 0 && <Empty title="No subscription takes this event: nothing is sent." />}
      {taken.map((rule) => (
        <Rule
          key={rule.name}
          rule={rule}
          show={(request) => (asCurl ? curlLine(request, { slug: draft.slug, mapping }) : undefined)}
        />
      ))}
      {others.length > 0 && <NotTaken rules={others} />}
    </>
  )
}

/** Whether a mapping (as text) signs requests with a secret. */
function isSigned(mapping: string): boolean {
  return /"(?:hmac|standardWebhooks)"|\bhmac_/.test(mapping)
}

function Issues({ issues }: { readonly issues: readonly Issue[] }): JSX.Element {
  return (
    <ul class="issues">
      {issues.map(({ severity, pointer, message, caret }, i) => (
        <li key={i}>
          <span class={`badge ${severity === 'error' ? 'bad' : 'wait'}`}>{severity}</span> <code>{pointer || '/'}</code>{' '}
          {message}
          {caret !== undefined && <pre>{`${caret.text}\n${' '.repeat(caret.at)}^`}</pre>}
        </li>
      ))}
    </ul>
  )
}

function Rule({
  rule,
  show,
}: {
  readonly rule: PreviewedRule
  readonly show: (request: PreviewedRequest) => string | undefined
}): JSX.Element {
  return (
    <article class="rule">
      <h3>
        {rule.name}{' '}
        <span class={`badge ${rule.reason === undefined ? 'good' : 'wait'}`}>
          {rule.reason === undefined ? 'taken' : 'nothing is sent'}
        </span>
      </h3>
      {rule.reason !== undefined && <p class="muted">{rule.reason}</p>}
      {rule.requests.map((request, i) => (
        <One key={i} request={request} curl={show(request)} />
      ))}
    </article>
  )
}

function One({
  request,
  curl,
}: {
  readonly request: PreviewedRequest
  readonly curl: string | undefined
}): JSX.Element {
  const { name, note, method, url, headers, body } = request
  return (
    <div>
      {(name !== 'request' || note !== undefined) && (
        <p class="muted">
          {name !== 'request' && <code>{name}</code>} {note}
        </p>
      )}
      {method !== undefined &&
        url !== undefined &&
        (curl === undefined ? (
          <RequestText
            request={{ method, url, ...(headers !== undefined && { headers }), ...(body !== undefined && { body }) }}
          />
        ) : (
          <Code text={curl} label="the command" />
        ))}
    </div>
  )
}

function NotTaken({ rules }: { readonly rules: readonly PreviewedRule[] }): JSX.Element {
  return (
    <details>
      <summary>
        {rules.length} {rules.length === 1 ? 'subscription does' : 'subscriptions do'} not take it
      </summary>
      <dl class="facts">
        {rules.map(({ name, reason }) => (
          <>
            <dt>{name}</dt>
            <dd>{reason}</dd>
          </>
        ))}
      </dl>
    </details>
  )
}
