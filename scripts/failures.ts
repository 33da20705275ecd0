/** How the stand-in partner fails, as `--fail <partner>=<failure>` and its route say it. */

/** One way to fail. `hang`: it never answers; `reset`: it breaks the connection. `share`: of how many calls, above 0, up to 1; `text`: as it was written. */
export type Failure = { readonly share: number; readonly text: string } & (
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
)

const expected =
  'expected a status (503), a status with a body (400:{"message":"no"}), hang (no answer until the time is over) or reset (the connection breaks); a share of the calls may follow (503,30%) or stand alone (30%, of 503)'

/** Reads a failure such as `503,30%`; a share alone is one of 503. */
export function readFailure(text: string): Failure | { readonly fault: string } {
  const [, what = '', percent = '100'] = /^(.*?)(?:,(\d+)%)?$/s.exec(text.trim().replace(/^\d+%$/, '503,$&')) ?? []
  const share = Number(percent) / 100
  const fault = { fault: `"${text}" is no failure: ${expected}` }
  if (share <= 0 || share > 1) return fault
  if (what === 'hang' || what === 'reset') return { kind: what, share, text: text.trim() }
  const [, status = '', body = '{}'] = /^([2-5]\d\d)(?::(.+))?$/s.exec(what) ?? []
  return status === '' ? fault : { kind: 'answer', status: Number(status), body, share, text: text.trim() }
}

/** Reads the texts of `--fail`, of which each names one of the partners. */
export function readFailures(
  texts: readonly string[],
  partners: readonly string[],
): ReadonlyMap<string, Failure> | { readonly fault: string } {
  const failures = new Map<string, Failure>()
  for (const text of texts) {
    const at = text.indexOf('=')
    const partner = text.slice(0, Math.max(0, at))
    if (at < 1) return { fault: `--fail ${text}: write <partner>=<failure>, such as mixpanel=503` }
    if (!partners.includes(partner)) return { fault: `--fail ${text}: ${unknownPartner(partner, partners)}` }
    const failure = readFailure(text.slice(at + 1))
    if ('fault' in failure) return { fault: `--fail ${text}: ${failure.fault}` }
    failures.set(partner, failure)
  }
  return failures
}

/** Says that there is no such partner, and which there are. */
export function unknownPartner(name: string, partners: readonly string[]): string {
  return `there is no partner "${name}": use one of ${partners.join(', ')}`
}
