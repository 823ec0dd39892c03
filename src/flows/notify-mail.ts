import type { Account } from '../domain/account.ts'
import type { Effect } from '../domain/effect.ts'
import { ownerOf } from '../domain/ownership.ts'
import type { CompanyFacts, OrderFacts, PartnerFacts, PickingFacts, RefundFacts } from '../odoo/ports.ts'
import type { MailData } from '../mail/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { NotifyPayload } from './notify-rules.ts'

/** Content id of the shop's logo in a mail. */
export const LOGO_CID = 'shop-logo'

/** Everything a notification tells, as it stands in Odoo now. */
export interface MailFacts {
  readonly order: OrderFacts
  readonly picking: PickingFacts | undefined
  readonly refund: RefundFacts | undefined
  readonly company: CompanyFacts
  readonly recipient: PartnerFacts
}

/** Reads order, parcel and refund again by id. Undefined = one of them is gone, or the id is another record's now. */
export async function readFacts(
  effect: Pick<Effect<NotifyPayload>, 'kind' | 'source' | 'payload'>,
  { odoo }: FlowPorts,
): Promise<MailFacts | undefined> {
  const { orderId, pickingId, refundId } = effect.payload
  const order = (await odoo.orders.orders([orderId])).get(orderId)
  const picking = pickingId === undefined ? undefined : (await odoo.orders.pickings([pickingId])).get(pickingId)
  const refund = refundId === undefined ? undefined : (await odoo.orders.refunds([refundId])).get(refundId)
  const source = [order, picking, refund].find((record) => record?.model === effect.source?.model)
  if (order === undefined || source === undefined || source.createDate !== effect.source?.createDate) return undefined
  return {
    order,
    picking,
    refund,
    company: await odoo.company(),
    recipient: recipientOf(effect.kind, order, picking, refund),
  }
}

/** Papers go to who ordered (a refund's to the credit note's contact), parcels to who receives them. */
function recipientOf(
  kind: string,
  order: OrderFacts,
  picking: PickingFacts | undefined,
  refund: RefundFacts | undefined,
): PartnerFacts {
  if (kind === 'refund_issued') return refund?.contact ?? order.contact
  if (kind !== 'shipped' && kind !== 'delivered') return order.contact
  const receiver = picking?.delivery ?? order.delivery
  return receiver.email === null ? order.contact : receiver
}

/** The values of the templates. */
export function mailData(
  { order, picking, refund, company, recipient }: MailFacts,
  opened: OpenAccount,
  payload: NotifyPayload,
): MailData {
  return {
    shop: shopOf(company, opened.account),
    order: { name: orderNumber(order, opened), date: order.confirmedAt ?? order.createDate },
    recipient: { name: recipient.name },
    items: picking?.items ?? refund?.items ?? order.lines,
    ...(picking === undefined && refund === undefined
      ? { amounts: { untaxed: order.untaxed, tax: order.tax, total: order.total } }
      : {}),
    ...(order.deliveryAddress.length === 0 ? {} : { address: order.deliveryAddress }),
    ...(picking === undefined ? {} : { parcel: parcelOf(picking) }),
    ...(payload.basis === undefined ? {} : { delivery: { basis: payload.basis, at: payload.at } }),
    ...(refund === undefined
      ? {}
      : {
          refund: {
            amount: refund.paidOut,
            at: payload.at,
            document: refund.name,
            full: refund.paidOut.minor >= order.total.minor,
          },
        }),
  }
}

/** The number the buyer knows: the shop's own, as the account's rule finds it. */
function orderNumber(order: OrderFacts, { account, manifest }: OpenAccount): string {
  const owner = ownerOf(order, [{ account, byName: manifest.ordersByName }])
  return (owner.kind === 'owner' ? owner.orderRef : null) ?? order.name
}

function parcelOf({ carrier, trackingRef, trackingUrl, doneAt }: PickingFacts): NonNullable<MailData['parcel']> {
  return {
    ...(carrier === null ? {} : { carrier }),
    ...(trackingRef === null ? {} : { reference: trackingRef }),
    ...(trackingUrl === null ? {} : { url: trackingUrl }),
    doneAt,
  }
}

function shopOf(company: CompanyFacts, { shop }: Account): MailData['shop'] {
  const imprint = shop.imprint?.split(/\s*[|\n]\s*/).filter((line) => line !== '') ?? [
    company.name,
    ...company.addressLines,
    ...(company.registry === null ? [] : [company.registry]),
    ...(company.vat === null ? [] : [company.vat]),
  ]
  return {
    name: shop.name ?? company.name,
    imprint,
    ...(shop.logo === undefined ? (company.logo === null ? {} : { logoCid: LOGO_CID }) : { logoUrl: shop.logo }),
    ...(shop.color === undefined ? {} : { color: shop.color }),
    ...(company.email === null ? {} : { email: company.email }),
    ...(company.website === null ? {} : { website: company.website }),
  }
}
