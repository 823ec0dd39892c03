import type { Account } from './account.ts'
import { orderRef, type OrderRef } from './ids.ts'

/** What of an order the rules look at. */
export interface OwnableOrder {
  readonly name: string
  readonly clientOrderRef: string | null
  readonly origin: string | null
  readonly team: { readonly id: number; readonly name: string } | null
}

/** An account whose rules are tried; `byName` = its pattern may also match the order's own name (own shop, mailbox). */
export interface OwningCandidate {
  readonly account: Account
  readonly byName: boolean
}

/** Whose order it is. `orderRef` is the marketplace's number, null where the account's rules name none. */
export type OrderOwner =
  | { readonly kind: 'owner'; readonly account: Account; readonly orderRef: OrderRef | null }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly accounts: readonly Account[] }

/**
 * Finds the one account whose ORDERS_REF and ORDERS_TEAM the order meets; both hold where both are set, and an account with neither owns nothing.
 * Two accounts that claim the same order own it both, so nobody does: `ambiguous`.
 */
export function ownerOf(order: OwnableOrder, candidates: readonly OwningCandidate[]): OrderOwner {
  const claims = candidates.flatMap((candidate) => {
    const claim = claimOf(order, candidate)
    return claim === undefined ? [] : [claim]
  })
  const [claim, second] = claims
  if (claim === undefined) return { kind: 'none' }
  if (second !== undefined) return { kind: 'ambiguous', accounts: claims.map(({ account }) => account) }
  return { kind: 'owner', ...claim }
}

interface Claim {
  readonly account: Account
  readonly orderRef: OrderRef | null
}

function claimOf(order: OwnableOrder, { account, byName }: OwningCandidate): Claim | undefined {
  const { ordersRef, ordersTeam } = account
  if (ordersRef === undefined && ordersTeam === undefined) return undefined
  if (ordersTeam !== undefined && !isTeam(order.team, ordersTeam)) return undefined
  if (ordersRef === undefined) return { account, orderRef: ownNumber(order, byName) }
  const ref = firstMatch(ordersRef, [order.clientOrderRef, order.origin, byName ? order.name : null])
  return ref === undefined ? undefined : { account, orderRef: ref }
}

function isTeam(team: OwnableOrder['team'], wanted: string): boolean {
  return team !== null && (team.name === wanted || String(team.id) === wanted)
}

/** Group 1 of the first field that matches; an empty group is no number. */
function firstMatch(pattern: RegExp, fields: readonly (string | null)[]): OrderRef | undefined {
  for (const field of fields) {
    const found = field === null ? undefined : pattern.exec(field)?.[1]
    if (found !== undefined && found !== '') return orderRef(found)
  }
  return undefined
}

/** Without a pattern the fields are taken as they are: a shop's order is known by its name, a marketplace's by the reference written on it. */
function ownNumber(order: OwnableOrder, byName: boolean): OrderRef | null {
  const number = byName ? order.name : (order.clientOrderRef ?? order.origin)
  return number === null || number === '' ? null : orderRef(number)
}
