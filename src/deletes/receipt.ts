import { canonicalJson } from '../ingest/canonical.ts'
import { isObject, textOf } from '../values/json.ts'

/** The states of deletes (the words of Segment's regulations; `INVALID`: refused on arrival). */
export const deleteStates = ['INITIALIZED', 'RUNNING', 'FINISHED', 'FAILED', 'NOT_SUPPORTED', 'INVALID'] as const
/** What became of a delete. */
export type DeleteState = (typeof deleteStates)[number]

/** Whether a delete is done or being done: one that failed or was refused is not. */
export function isTaken(state: DeleteState): boolean {
  return state === 'INITIALIZED' || state === 'RUNNING' || state === 'FINISHED'
}

/** One thing that happened to a delete. `at`: ISO time. What is not known in a kind is left out. No raw id of a user stands in one. */
export interface ReceiptEvent {
  readonly kind:
    | 'accepted'
    | 'joined'
    | 'attempt'
    | 'submitted'
    | 'poll'
    | 'resubmit'
    | 'confirmed'
    | 'failed'
    | 'cancelled'
    | 'retried'
    | 'not supported'
    | 'invalid'
  readonly at: string
  readonly delete?: string
  readonly partner?: string
  readonly account?: string
  /** What the request was known by. */
  readonly request?: string
  /** HMACs of the ids: whose delete it is. */
  readonly userId?: string
  readonly anonymousId?: string
  readonly mapping?: string
  readonly status?: number
  readonly outcome?: string
  /** How many polls before this one said the same. */
  readonly polls?: number
  /** The partner's own reference, or why it ended so. */
  readonly reference?: string
  readonly reason?: string
}

/** An entry of a receipt: what happened, its position from 1, and the key that it is linked with. */
export interface ReceiptEntry extends ReceiptEvent {
  readonly n: number
  readonly key: string
}

/** An entry with its link: an HMAC over the link before and the entry itself. */
export interface LinkedEntry extends ReceiptEntry {
  readonly link: string
}

/** A receipt: the history of one delete at one account. `state` follows from the entries. */
export interface Receipt {
  readonly id: string
  readonly partner: string
  readonly account: string
  readonly state: DeleteState
  readonly entries: readonly LinkedEntry[]
}

/** The text whose HMAC, under the key that the entry names, is its link: the link before (empty for the first), and the entry. */
export function linkedText(before: string, entry: ReceiptEntry): string {
  return `${before}\n${canonicalJson(entry)}`
}

/** What the link of each entry must be the HMAC of, and under which key (its id). */
export function linkedTexts({ entries }: Receipt): readonly { readonly key: string; readonly text: string }[] {
  return entries.map((whole, i) => {
    const { link: _, ...entry } = whole
    return { key: entry.key, text: linkedText(entries[i - 1]?.link ?? '', entry) }
  })
}

/** The state that a history tells. A kind of event that only a later version knows changes nothing. */
export function stateOf(entries: readonly ReceiptEvent[]): DeleteState {
  return entries.reduce<DeleteState>((state, { kind }) => {
    switch (kind) {
      case 'accepted':
        return 'INITIALIZED'
      case 'joined':
        return state
      case 'attempt':
      case 'submitted':
      case 'poll':
      case 'resubmit':
        return 'RUNNING'
      case 'retried':
        return 'RUNNING'
      case 'confirmed':
        return 'FINISHED'
      case 'failed':
      case 'cancelled':
        return 'FAILED'
      case 'not supported':
        return 'NOT_SUPPORTED'
      case 'invalid':
        return 'INVALID'
    }
    return state
  }, 'INITIALIZED')
}

/** What is wrong with a receipt: with each of its entries (`undefined`: nothing), and with the whole. `missingKeys`: the ids of keys that it names and that are not there; links under these could not be verified, which is no fault. */
export interface ReceiptFaults {
  readonly entries: readonly (string | undefined)[]
  readonly whole: string | undefined
  readonly missingKeys: readonly string[]
}

/**
 * What is wrong with a receipt of the right form. `links`: what the link of each entry must be, by {@link linkedTexts}, `undefined` where its key is not there. Without
 * `links`, only what can be seen without a key is judged: the order, and that what the receipt says of itself follows from its entries.
 */
export function faultsOf(receipt: Receipt, links?: readonly (string | undefined)[]): ReceiptFaults {
  return {
    entries: receipt.entries.map((entry, i) => {
      if (typeof entry.key !== 'string') return 'it names no key'
      if (entry.n !== i + 1) return `it says that it is number ${String(entry.n)}`
      return links?.[i] === undefined || entry.link === links[i] ? undefined : 'it was changed, or one before it was'
    }),
    whole: faultOfWhole(receipt),
    missingKeys: [
      ...new Set(receipt.entries.filter((_, i) => links !== undefined && links[i] === undefined).map(({ key }) => key)),
    ],
  }
}

function faultOfWhole({ id, partner, account, state, entries }: Receipt): string | undefined {
  const [first] = entries
  if (first === undefined) return 'it has no entry'
  if (first.delete !== id || first.partner !== partner || first.account !== account)
    return 'its id, partner or account is not that of its first entry'
  return stateOf(entries) === state ? undefined : 'its state does not follow from its entries'
}

const fields = 'account,entries,id,partner,state'

/** Whether a value that came from outside has the form of a receipt. */
export function isReceipt(value: unknown): value is Receipt {
  if (typeof value !== 'object' || value === null) return false
  const entries: unknown = Reflect.get(value, 'entries')
  return (
    Object.keys(value).toSorted().join(',') === fields &&
    Array.isArray(entries) &&
    entries.every((entry) => isObject(entry) && Object.values(entry).every((field) => textOf(field) !== undefined))
  )
}
