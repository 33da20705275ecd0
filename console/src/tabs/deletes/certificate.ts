import type { Receipt } from '../../../../src/deletes/receipt.ts'
import type { Partner } from '../../replies.ts'
import type { User, Verification } from './verified.ts'
import { missing } from './verified.ts'

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
  const { partner, account, state } = receipt
  const reason = reasonOf(receipt)
  return { standing: standingOf(state), partner, account, receipt, ...(reason !== undefined && { reason }) }
}

/** Why a delete stands as it does, by what happened last: why an earlier attempt failed is not of it. */
function reasonOf({ state, entries }: Receipt): string | undefined {
  // that another request for the same user joined it changes nothing
  const last = entries.findLast(({ kind }) => kind !== 'joined')
  if (state === 'FINISHED' || last === undefined) return undefined
  const { kind, reason } = last
  switch (kind) {
    case 'accepted':
      return 'it was not tried yet'
    case 'retried':
      return 'an operator sends it again'
    case 'resubmit':
      return 'the partner began it and failed: it is sent again'
    case 'cancelled':
      return `an operator cancelled it: ${reason ?? ''}`
    case 'submitted':
    case 'poll':
      if (last.outcome === 'pending') return 'the partner took it, and is asked whether it is done'
      return reason ?? last.outcome
    case 'joined':
    case 'attempt':
    case 'confirmed':
    case 'failed':
    case 'not supported':
    case 'invalid':
      return reason ?? last.outcome
  }
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

/** The certificate as JSON. `forwarder`: its origin. `npm run receipt -- verify` takes it: its `receipts` are whole. */
export function certificateJson(
  found: Found,
  forwarder: string,
  verifications: readonly Verification[] | undefined,
): unknown {
  const { user, at, receipts, more } = found
  return {
    user: { [user.kind]: user.id },
    at,
    forwarder,
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
  if (verification?.isOtherKey === true) return { verified: 'it was not written with this key, or it was changed' }
  if (verification?.why !== undefined) return { verified: verification.why }
  const { missingKeys = [] } = verification ?? {}
  if (missingKeys.length > 0) return { verified: `it cannot be verified: ${missing(missingKeys)}` }
  return verification?.byKey === true ? { verified: true } : {}
}
