import type { Seals } from '../transport/seal.ts'

/** Seals and opens what stands in the activity of one account. */
export interface ActivitySeals {
  readonly seal: (text: string) => string
  /** The text again; nothing where no key opens it. */
  readonly open: (sealed: string) => string | undefined
  readonly sealBytes: (plain: Uint8Array) => Uint8Array<ArrayBuffer>
  /** The bytes again; nothing where no key opens them. */
  readonly openBytes: (sealed: Uint8Array) => Uint8Array | undefined
}

/** The seals of an account's (`<partner>/<account>`) activity. */
export function activitySeals(seals: Seals, account: string): ActivitySeals {
  const context = `activity of ${account}`
  return {
    seal: (text) => seals.seal(text, context),
    open: (sealed) => seals.open(sealed, context),
    sealBytes: (plain) => seals.sealBytes(plain, context),
    openBytes: (sealed) => seals.openBytes(sealed, context),
  }
}
