import type { EffectId } from '../domain/ids.ts'
import type { MailData } from '../mail/ports.ts'
import type { OrderNotice } from '../ledger/barrier-ports.ts'
import type { PickingFacts } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { mailData, type MailFacts } from './notify-mail.ts'
import type { NotifyPayload } from './notify-rules.ts'

/** Another parcel that the mail tells of. */
export interface Follower {
  readonly id: EffectId
  readonly dedupeKey: string
  readonly picking: PickingFacts
}

/** The other parcels as they are now: what is no longer a delivery, or goes to somebody else, is told by itself. One call, or none. */
export async function followersOf(
  notices: readonly OrderNotice[],
  facts: MailFacts,
  { odoo }: FlowPorts,
): Promise<readonly Follower[]> {
  const ids = notices.flatMap(({ pickingId }) => pickingId ?? [])
  if (ids.length === 0) return []
  const pickings = await odoo.orders.pickings(ids)
  return notices.flatMap(({ id, dedupeKey, pickingId }): Follower[] => {
    const picking = pickings.get(pickingId ?? 0)
    if (picking === undefined || picking.orderId !== facts.order.id) return []
    const receiver = picking.delivery ?? facts.order.delivery
    const address = receiver.email ?? facts.order.contact.email
    return address === facts.recipient.email ? [{ id, dedupeKey, picking }] : []
  })
}

/** One mail's data about several parcels: the leading one first. */
export function withFollowers(
  data: MailData,
  followers: readonly Follower[],
  { facts, opened, payload }: { facts: MailFacts; opened: OpenAccount; payload: NotifyPayload },
): MailData {
  if (followers.length === 0) return data
  const all = [data, ...followers.map(({ picking }) => mailData({ ...facts, picking }, opened, payload))]
  const parcels = all.flatMap(({ parcel, items }) => (parcel === undefined ? [] : [{ parcel, items }]))
  const { others } = data
  return {
    ...data,
    parcels,
    // They left before, but this mail is the first to tell of them.
    ...(others === undefined ? {} : { others: { ...others, before: Math.max(0, others.before - followers.length) } }),
  }
}
