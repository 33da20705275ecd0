import { useEffect, useState } from 'preact/hooks'
import type { Receipt } from '../../../../src/deletes/receipt.ts'
import { heldKeys } from './held-keys.ts'
import type { User, Verification } from './verified.ts'
import { allVerified } from './verified.ts'

/** Receipts as they were verified, in their order; again when other keys are held. `undefined`: not yet. */
export function useVerified(receipts: readonly Receipt[], user?: User): readonly Verification[] | undefined {
  const [done, setDone] = useState<readonly Verification[]>()
  const keys = heldKeys.value
  useEffect(() => {
    let isGone = false
    setDone(undefined)
    void (async () => {
      const all = await allVerified(receipts, keys, user)
      if (!isGone) setDone(all)
    })()
    return () => void (isGone = true)
  }, [receipts, keys, user])
  return done
}
