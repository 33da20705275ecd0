import { parseJson } from '../../src/values/json.ts'
import type { PreviewedAnswer, PreviewedRequest, PreviewedRule } from '../../src/mapping/preview.ts'
import { curlLine } from './curl.ts'

/** What a subscription makes of an event, as text for people; `showRequest` writes one request that is sent. */
export function showRule(
  { name, matched, reason, requests }: PreviewedRule,
  showRequest: (request: PreviewedRequest) => string,
): string {
  if (!matched) return `- ${name}: not taken: ${reason ?? ''}`
  if (reason !== undefined) return `- ${name}: taken, but nothing is sent (${reason})`
  return [`+ ${name}`, ...requests.map((one) => indented(showOne(one, showRequest), 2))].join('\n')
}

function showOne(request: PreviewedRequest, showRequest: (request: PreviewedRequest) => string): string {
  const { note, method, answered } = request
  if (method === undefined) return `${labelOf(request)}not sent   (${note ?? ''})`
  const lines = [showRequest(request)]
  if (answered !== undefined) lines.push(showAnswer(answered))
  return lines.join('\n')
}

/** The name of a request of a sequence, before what it does. */
function labelOf({ name }: PreviewedRequest): string {
  return name === 'request' ? '' : `${name}: `
}

/** A request as HTTP writes it: its line, its headers, its body (JSON indented). */
export function showHttp(request: PreviewedRequest): string {
  const { note, method, url, headers = {}, body } = request
  const lines = [`${labelOf(request)}${method ?? ''} ${url ?? ''}${note === undefined ? '' : `   (${note})`}`]
  for (const [header, value] of Object.entries(headers)) lines.push(`  ${header}: ${value}`)
  if (body !== undefined) lines.push(indented(readable(body), 2))
  return lines.join('\n')
}

/** A request as one line for a shell, after a comment with its name and note. */
export function showCurl(request: PreviewedRequest, of: Parameters<typeof curlLine>[1]): string {
  const comment = `${labelOf(request)}${request.note ?? ''}`
  return `${comment === '' ? '' : `# ${comment}\n`}${curlLine(request, of)}`
}

function readable(body: string): string {
  const json = parseJson(body)
  return typeof json === 'string' ? json : JSON.stringify(json, null, 2)
}

function showAnswer({ status, outcome, message, others, items = [] }: PreviewedAnswer): string {
  return [
    `answered ${status}: ${said({ outcome, message })}`,
    ...items.map((item) => `  item ${item.index}: ${said(item)}`),
    ...(others === undefined ? [] : ['  the other items: sent again at once']),
  ].join('\n')
}

function said({ outcome, message }: { readonly outcome: string; readonly message?: string | undefined }): string {
  return message === undefined ? outcome : `${outcome} (${message})`
}

function indented(text: string, spaces: number): string {
  return text
    .split('\n')
    .map((line) => `${' '.repeat(spaces)}${line}`)
    .join('\n')
}
