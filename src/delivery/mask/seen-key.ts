import { specNames } from '../../ingest/spec-names.ts'

/** A key as it may be shown: a name of the spec, or one word of letters. A key of several words may be somebody's. */
export function seenKey(key: string): string {
  return specNames.has(key.toLowerCase()) || /^[A-Za-z$][A-Za-z_$-]{0,39}$/.test(key) ? key : '…'
}
