import type { Account } from '../domain/account.ts'
import { ownerOf } from '../domain/ownership.ts'
import { logoOf } from '../domain/shop-files.ts'
import { msBetween } from '../domain/time.ts'
import type { MailData, MailItem } from '../mail/ports.ts'
import type { CompanyFacts, OrderFacts, PickingFacts } from '../odoo/ports.ts'
import type { RefundFacts } from '../odoo/goods-ports.ts'
import type { OpenAccount } from './context.ts'
import { type MailFacts, tellsOfAll } from './notify-facts.ts'
import { pictureId } from './notify-pictures.ts'
import type { NotifyPayload } from './notify-rules.ts'

export { type MailFacts, readFacts } from './notify-facts.ts'

const DAY_MS = 24 * 3600 * 1000

/** Content id of the shop's logo in a mail. */
export const LOGO_CID = 'shop-logo'

/** The values of the templates. */
export function mailData(facts: MailFacts, opened: OpenAccount, payload: NotifyPayload): MailData {
  const { order, picking, refund, company, recipient, payment, returned, withdrawal } = facts
  const { account } = opened
  return {
    shop: shopOf(company, account),
    order: {
      name: orderNumber(order, opened),
      date: order.confirmedAt ?? order.createDate,
      ...promisedFor(order),
    },
    announces: account.notify,
    recipient: { name: recipient.name },
    items: itemsOf(facts),
    ...(tellsOfAll(facts) ? { amounts: amountsOf(facts) } : {}),
    ...(order.deliveryAddress.length === 0 ? {} : { address: order.deliveryAddress }),
    ...(picking === undefined ? {} : { parcel: parcelOf(picking), ...othersOf(facts) }),
    ...(payload.basis === undefined ? {} : { delivery: { basis: payload.basis, at: payload.at } }),
    ...(refund === undefined ? {} : { refund: refundOf(refund, facts, payload) }),
    ...(payment === undefined
      ? {}
      : {
          payment: { amount: payment.amount, at: payload.at, ...(payment.open === null ? {} : { open: payment.open }) },
        }),
    ...(payload.delay === undefined ? {} : { delay: payload.delay }),
    ...(returned === undefined ? {} : { returned: { at: returned.doneAt, document: returned.name } }),
    ...(withdrawal === undefined ? {} : { withdrawal }),
  }
}

/** A date before the order is a mistake in Odoo, not a promise. */
function promisedFor({ promised, confirmedAt, createDate }: OrderFacts): Pick<MailData['order'], 'promised'> {
  const ordered = confirmedAt ?? createDate
  return promised == null || msBetween(promised, ordered) > DAY_MS ? {} : { promised }
}

const amountsOf = ({ order: { untaxed, tax, total }, taxes }: MailFacts): NonNullable<MailData['amounts']> => ({
  ...{ untaxed, tax, total },
  ...(taxes === undefined ? {} : { taxes }),
})

/** What the mail is about, with the pictures there are. */
function itemsOf(facts: MailFacts): readonly MailItem[] {
  const { order, picking, refund, returned, surroundings, toLeave } = facts
  // The items around belong to the parcel that the mail was begun for, not to others told with it.
  const parcel = surroundings !== undefined && surroundings.of === picking?.id ? surroundings.items : picking?.items
  return pictured(parcel ?? refund?.items ?? returned?.items ?? toLeave ?? order.lines, facts)
}

interface Goods {
  readonly name: string
  readonly quantity: number
  readonly total?: MailItem['total']
  readonly productId?: number
}

const pictured = (goods: readonly Goods[], { pictures }: MailFacts): readonly MailItem[] =>
  goods.map(({ name, quantity, total, productId }) => ({
    name,
    quantity,
    ...(total === undefined ? {} : { total }),
    ...(productId !== undefined && pictures?.has(productId) === true ? { image: pictureId(productId) } : {}),
  }))

function othersOf(facts: MailFacts): Pick<MailData, 'others'> {
  const { surroundings, picking } = facts
  if (surroundings === undefined || surroundings.of !== picking?.id) return {}
  const { before, after, later, laterOn } = surroundings
  // That all of it has left is said with the last one.
  if (later.length === 0 && (before === 0 || after > 0)) return {}
  return { others: { before, later: pictured(later, facts), ...(laterOn === null ? {} : { laterOn }) } }
}

/** Earlier refunds of the order count for whether all of it went back. */
function refundOf(
  refund: RefundFacts,
  { order, refunds = [] }: MailFacts,
  { at }: NotifyPayload,
): NonNullable<MailData['refund']> {
  const { currency } = refund.paidOut
  const earlier = refunds.filter(
    (other) =>
      other.id !== refund.id &&
      other.paidOut.currency === currency &&
      other.paidOut.minor > 0 &&
      (other.paidAt ?? '') <= (refund.paidAt ?? ''),
  )
  const minor = earlier.reduce((sum, { paidOut }) => sum + paidOut.minor, refund.paidOut.minor)
  return {
    amount: refund.paidOut,
    at,
    document: refund.name,
    full: currency === order.total.currency && minor >= order.total.minor,
    ...(refund.way === null ? {} : { way: refund.way }),
    ...(earlier.length === 0 ? {} : { together: { minor, currency } }),
  }
}

/** The number the buyer knows: the shop's own, as the account's rule finds it. */
function orderNumber(order: OrderFacts, { account, manifest }: OpenAccount): string {
  const owner = ownerOf(order, [{ account, byName: manifest.ordersByName }])
  return (owner.kind === 'owner' ? owner.orderRef : null) ?? order.name
}

function parcelOf({
  carrier,
  trackingRef,
  trackingUrl,
  trackingLinks,
  doneAt,
}: PickingFacts): NonNullable<MailData['parcel']> {
  return {
    ...(carrier === null ? {} : { carrier }),
    ...(trackingRef === null ? {} : { reference: trackingRef }),
    ...(trackingUrl === null ? {} : { url: trackingUrl }),
    ...(trackingLinks === undefined ? {} : { links: trackingLinks }),
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
    ...(logoOf({ shop }, company.logo) === undefined ? {} : { logoCid: LOGO_CID }),
    ...(shop.color === undefined ? {} : { color: shop.color }),
    ...(company.email === null ? {} : { email: company.email }),
    ...(company.website === null ? {} : { website: company.website }),
  }
}
