/** Writes one structured line: what happened, with ids, counts and outcomes; never a body, a user's id or a secret. */
export function log(at: string, fields: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ at, ...fields }))
}
