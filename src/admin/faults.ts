import { isSlug } from '../partners/catalog.ts'
import type { AccountRef } from '../registry/messages.ts'

/** What is wrong with the account that a question names, or `undefined`. */
export function accountFault({
  partner,
  account,
}: Partial<Record<keyof AccountRef, string | undefined>>): string | undefined {
  if (partner !== undefined && !isSlug(partner)) return 'partner: expected a slug such as "webhook"'
  if (account !== undefined && !isSlug(account)) return 'account: expected a name such as "default"'
  return account !== undefined && partner === undefined ? 'account: say its partner too' : undefined
}

/** Which of some times, by their names, cannot be read (`NaN`), or `undefined`. */
export function timeFault(times: Readonly<Record<string, number | undefined>>): string | undefined {
  const bad = Object.keys(times).find((name) => Number.isNaN(times[name]))
  return bad === undefined ? undefined : `${bad}: expected a time such as "2026-11-29T08:00:00Z"`
}

/** What is wrong with the number of entries of a page, or `undefined`. */
export function limitFault(limit: number, most: number): string | undefined {
  return Number.isInteger(limit) && limit >= 1 && limit <= most
    ? undefined
    : `limit: expected a number from 1 to ${most}`
}
