import type { FoundActivity, Ledger } from '../../replies.ts'

type Parameters = Readonly<Record<string, string>>

/** What the ledger is asked by too. */
const inLedger: ReadonlySet<string> = new Set(['since', 'until', 'partner', 'account'])

/** Filters by which the counts of the ledger can be told apart as well. */
const inCounts: ReadonlySet<string> = new Set([...inLedger, 'outcome', 'reason'])

/** What to say of records that are gone and still counted; nothing where no filter hides that none is. */
export function goneText(
  found: FoundActivity,
  ledger: Ledger | undefined,
  { filters, user }: { readonly filters: Parameters; readonly user: string },
): string | undefined {
  const names = Object.keys(filters).filter((name) => name !== 'cursor')
  const isKnown = ledger !== undefined && user === '' && names.every((name) => inCounts.has(name))
  if (isKnown && countedMore(found, ledger, filters))
    return 'More is counted than there are records: records of deleted users are gone, and the counts begin with a whole minute or hour.'
  const isAll = user === '' && names.every((name) => inLedger.has(name))
  return isAll ? undefined : goneAtAll
}

/** What holds of all records, where they cannot be compared with the counts. */
export const goneAtAll = 'Records of users who were deleted since are gone; the counts keep them.'

function countedMore({ deliveries, omitted, reasons }: FoundActivity, ledger: Ledger, filters: Parameters): boolean {
  const { outcome, reason } = filters
  if (outcome === undefined && reason === undefined) return ledger.received > deliveries + omitted
  const records = reasons.reduce((sum, { n }) => sum + n, 0)
  return countOf(ledger, outcome, reason) > records + omitted
}

/** How many attempts the ledger counts with an outcome and a reason. */
function countOf({ inline, queue, reasons }: Ledger, outcome: string | undefined, reason: string | undefined): number {
  if (reason === undefined) return outcome === undefined ? 0 : (inline[outcome] ?? 0) + (queue[outcome] ?? 0)
  return reasons
    .filter((one) => (outcome === undefined || one.outcome === outcome) && one.reason.includes(reason))
    .reduce((sum, { n }) => sum + n, 0)
}
