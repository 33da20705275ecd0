import type { Rest } from '../leases/rest.ts'
import { endOfRest } from '../leases/rest.ts'
import type { DeleteRow } from './delete-row.ts'

/** What is known of an account beside one of its deletes. `rest`: why none is sent at the moment; `keys`: why the keys of deletes are missing. */
interface Around {
  readonly now: number
  readonly sending: boolean
  readonly rest: Rest | undefined
  readonly keys: string | undefined
}

const rests: Readonly<Record<Rest['why'], string>> = {
  paused: 'an operator holds the deletes of this partner',
  gone: 'the mapping or the settings of this account are missing',
  circuit: 'the partner failed again and again, or refused the credential: the next try is a probe',
}

/** Why a delete is not sent now, as an operator reads it; nothing where it is being sent, or has ended. */
export function waitsFor(
  { phase, due, state, reason }: DeleteRow,
  { now, sending, rest, keys }: Around,
): string | undefined {
  if (phase === 'none' || sending) return undefined
  if (keys !== undefined) return keys
  if (phase === 'announce')
    return 'the registry or the activity of the account has not answered yet: they must know of this delete first'
  if (rest !== undefined && now < endOfRest(rest, now)) return rests[rest.why]
  if (due <= now) return 'its turn comes in the next run'
  if (phase === 'poll') return 'the partner took it, and is asked again then whether it is done'
  return state === 'INITIALIZED' && reason === undefined
    ? 'every isolate learns of it before its first attempt'
    : 'it is tried then'
}
