import type { Receipt } from '../../../../src/deletes/receipt.ts'
import type { Partner } from '../../replies.ts'
import type { User, Verification } from './verified.ts'

/** How a user stands at a partner's account. */
export const standings = ['confirmed', 'waiting', 'failed', 'refused', 'not supported', 'nothing known'] as const
/** How a user stands at a partner's account. */
export type Standing = (typeof standings)[number]

/** One line of a certificate: a delete at an account, or an account without one. */
export interface Line {
  readonly standing: Standing
  readonly partner: string
  readonly account: string
  readonly receipt?: Receipt
  /** Why it stands so. */
  readonly reason?: string
}

/** The deletes of a user, as they were found. `more`: how many were found and not shown. */
export interface Found {
  readonly user: User
  readonly at: string
  readonly receipts: readonly Receipt[]
  readonly partners: readonly Partner[]
  readonly more: number
}

/** The lines of a certificate: each delete that was found, then the operator's accounts where none was. */
export function linesOf({ receipts, partners }: Found): readonly Line[] {
  const known = new Set(receipts.map(({ partner, account }) => `${partner}/${account}`))
  return [
    ...receipts.map(lineOf),
    ...partners.flatMap(({ partner, deletes = '', accounts = [] }) =>
      accounts
        .filter(({ account }) => !known.has(`${partner}/${account}`))
        .map(({ account }): Line =>
          deletes.startsWith('no')
            ? { standing: 'not supported', partner, account, reason: deletes.replace(/^no: /, '') }
            : { standing: 'nothing known', partner, account },
        ),
    ),
  ]
}

function lineOf(receipt: Receipt): Line {
  const { partner, account, state, entries } = receipt
  const reason = state === 'FINISHED' ? undefined : entries.findLast((entry) => entry.reason !== undefined)?.reason
  return { standing: standingOf(state), partner, account, receipt, ...(reason !== undefined && { reason }) }
}

function standingOf(state: Receipt['state']): Standing {
  switch (state) {
    case 'FINISHED':
      return 'confirmed'
    case 'INITIALIZED':
    case 'RUNNING':
      return 'waiting'
    case 'FAILED':
      return 'failed'
    case 'INVALID':
      return 'refused'
    case 'NOT_SUPPORTED':
      return 'not supported'
  }
}

/** When a delete ended; absent while it waits. */
export function endOf({ standing, receipt }: Line): string | undefined {
  return standing === 'waiting' ? undefined : receipt?.entries.at(-1)?.at
}

/** The certificate as JSON. `npm run receipt -- verify` takes it: its `receipts` are whole. */
export function certificateJson(found: Found, verifications: readonly Verification[] | undefined): unknown {
  const { user, at, receipts, more } = found
  return {
    user: { [user.kind]: user.id },
    at,
    forwarder: location.origin,
    ...(more > 0 && { notShown: more }),
    accounts: linesOf(found).map((line) => ({
      partner: line.partner,
      account: line.account,
      standing: line.standing,
      ...(line.receipt !== undefined && {
        delete: line.receipt.id,
        state: line.receipt.state,
        acceptedAt: line.receipt.entries[0]?.at,
        endedAt: endOf(line),
        lastLink: line.receipt.entries.at(-1)?.link,
        ...checkedOf(verifications?.[receipts.indexOf(line.receipt)]),
      }),
      reason: line.reason,
    })),
    receipts,
  }
}

function checkedOf(verification: Verification | undefined): { readonly verified?: true | string } {
  if (verification?.why !== undefined) return { verified: verification.why }
  return verification?.byKey === true ? { verified: true } : {}
}
