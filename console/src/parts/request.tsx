import type { JSX } from 'preact'
import { Code, pretty } from './code.tsx'

/** A request as it would be sent, or as it was. */
export interface ShownRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A request as HTTP writes it: its line, its headers, its body. */
export function RequestText({ request }: { readonly request: ShownRequest }): JSX.Element {
  const { method, url, headers = {}, body } = request
  const lines = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  const text = body === undefined ? lines.join('\n') : `${lines.join('\n')}\n\n${pretty(body)}`
  return <Code text={text} label="the request" />
}

/** An answer: its status, and its body. */
export function AnswerText({
  answer,
}: {
  readonly answer: {
    readonly status?: number
    readonly body?: unknown
    readonly failed?: string
    readonly notSent?: string
  }
}): JSX.Element {
  const { status, body, failed, notSent } = answer
  const none = notSent === undefined ? failed : `not sent: ${notSent}`
  const text = none ?? [String(status ?? ''), ...(body === undefined || body === '' ? [] : [pretty(body)])].join('\n')
  return <Code text={text} label="the answer" />
}
