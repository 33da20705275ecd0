import type { Account, ListedDelete, Partner } from '../../replies.ts'

/** A delete that is due for longer than this did not go in its run: something holds it. */
const lateMs = 10_000

const inNextRun = 'its turn comes in the next run'

/** Why a delete is not sent now. Where it should have gone already, the account says what holds it: a refused credential, or a circuit that is open. */
export function whyItWaits(one: ListedDelete, partners: readonly Partner[]): string | undefined {
  const { waitsFor, nextAttemptAt = '' } = one
  const isLate = Date.parse(nextAttemptAt) < Date.now() - lateMs
  if (waitsFor !== inNextRun || !isLate) return waitsFor
  const accounts = partners.find(({ partner }) => partner === one.partner)?.accounts ?? []
  const { conditions = [], queue = {} }: Partial<Account> =
    accounts.find(({ account }) => account === one.account) ?? {}
  const { circuitDeletes = 0, circuitEvents = 0 } = queue
  // conditions are of events and deletes together
  if (circuitDeletes === 0 && circuitEvents > 0) return waitsFor
  if (conditions.some(({ kind }) => kind === 'credential refused'))
    return 'the partner refuses the credential: set a new one, then it goes by itself'
  if (circuitDeletes > 0 || conditions.some(({ kind }) => kind === 'circuit open'))
    return 'the partner fails, and the circuit is open: it goes when the partner takes a probe'
  return waitsFor
}
