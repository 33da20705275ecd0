import { parseJson } from '../../src/values/json.ts'
import type { PreviewedAnswer, PreviewedRequest, PreviewedRule } from '../../src/mapping/preview.ts'
import { curlLine } from '../../src/mapping/curl-line.ts'
import { printable, printableLines } from '../printable.ts'

/** How a preview is written: its requests, and what is said of them. */
export interface Writing {
  readonly request: (request: PreviewedRequest) => string
  readonly remark: (text: string) => string
}

/** Requests as HTTP writes them, for people. */
export const asHttp: Writing = { request: (request) => printableLines(showHttp(request)), remark: printableLines }

/** Requests as commands of a shell, all else as its comments: the whole can be pasted into one. */
export function asCommands(of: Parameters<typeof curlLine>[1]): Writing {
  return { request: (request) => showCurl(request, of), remark: comment }
}

/** What a subscription makes of events, as text for people. */
export function showRule({ name, matched, reason, requests }: PreviewedRule, writing: Writing): string {
  if (!matched) return writing.remark(`- ${name}: not taken: ${reason ?? ''}`)
  if (reason !== undefined) return writing.remark(`- ${name}: taken, but nothing is sent (${reason})`)
  return [writing.remark(`+ ${name}`), ...requests.map((one) => indented(showOne(one, writing), 2))].join('\n')
}

function showOne(request: PreviewedRequest, writing: Writing): string {
  const { note, method, answered } = request
  if (method === undefined) return writing.remark(`${labelOf(request)}not sent   (${note ?? ''})`)
  const lines = [writing.request(request)]
  if (answered !== undefined) lines.push(writing.remark(showAnswer(answered)))
  return lines.join('\n')
}

/** The name of a request of a sequence, before what it does. */
function labelOf({ name }: PreviewedRequest): string {
  return name === 'request' ? '' : `${name}: `
}

/** A request as HTTP writes it: its line, its headers, its body (JSON indented). */
function showHttp(request: PreviewedRequest): string {
  const { note, method, url, headers = {}, body } = request
  const lines = [`${labelOf(request)}${method ?? ''} ${url ?? ''}${note === undefined ? '' : `   (${note})`}`]
  for (const [header, value] of Object.entries(headers)) lines.push(`  ${header}: ${value}`)
  if (body !== undefined) lines.push(indented(readable(body), 2))
  return lines.join('\n')
}

/** A request as one line for a shell, after a comment with its name and note. */
function showCurl(request: PreviewedRequest, of: Parameters<typeof curlLine>[1]): string {
  const about = `${labelOf(request)}${request.note ?? ''}`.trimEnd()
  return `${about === '' ? '' : `${comment(about)}\n`}${curlLine(request, of)}`
}

/** Text as comments of a shell. */
export function comment(text: string): string {
  return text
    .split('\n')
    .map((line) => `# ${printable(line)}`)
    .join('\n')
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
