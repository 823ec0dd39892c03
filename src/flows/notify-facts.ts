import type { Effect } from '../domain/effect.ts'
import type { ParcelSurroundings, PaymentFacts } from '../odoo/fact-ports.ts'
import {
  type InlinePicture,
  type PickingItem,
  type RefundFacts,
  refundsByOrder,
  type ReturnedGoods,
} from '../odoo/goods-ports.ts'
import type { CompanyFacts, OrderFacts, PartnerFacts, PickingFacts, TaxFacts } from '../odoo/ports.ts'
import type { FlowPorts } from './context.ts'
import type { NotifyPayload } from './notify-rules.ts'

/** Everything a notification tells, as it stands in Odoo now. */
export interface MailFacts {
  readonly order: OrderFacts
  readonly picking: PickingFacts | undefined
  readonly refund: RefundFacts | undefined
  readonly company: CompanyFacts
  readonly recipient: PartnerFacts
  readonly payment?: PaymentFacts
  readonly returned?: ReturnedGoods
  /** What of the order left before and leaves later than the parcel `of`. */
  readonly surroundings?: ParcelSurroundings & { readonly of: number }
  /** What a delay concerns: goods of the order that have not left. */
  readonly toLeave?: readonly PickingItem[]
  /** Of the order, by rate; absent = only their sum is known, or it is not told. */
  readonly taxes?: readonly TaxFacts[]
  /** All credit notes of the order. */
  readonly refunds?: readonly RefundFacts[]
  /** The declaration itself, or the one behind a return. */
  readonly withdrawal?: NonNullable<NotifyPayload['withdrawal']>
  /** Of the goods, by product; read right before the mail is written. */
  readonly pictures?: ReadonlyMap<number, InlinePicture>
}

type Told = Pick<Effect<NotifyPayload>, 'account' | 'kind' | 'source' | 'payload'>

/** Reads order, parcel, refund, payment or return again by id. Undefined = one of them is gone, or the id is another record's now. */
export async function readFacts(effect: Told, ports: FlowPorts): Promise<MailFacts | undefined> {
  const { odoo } = ports
  const { orderId, pickingId, refundId, returnId } = effect.payload
  const order = (await odoo.orders.orders([orderId])).get(orderId)
  if (order === undefined) return undefined
  const picking = pickingId === undefined ? undefined : (await odoo.orders.pickings([pickingId])).get(pickingId)
  const refund = refundId === undefined ? undefined : await refundFor(refundId, orderId, ports)
  const returned = returnId === undefined ? undefined : (await odoo.orders.returned([returnId])).get(returnId)
  const payment =
    effect.kind === 'payment_received' && effect.source !== null
      ? (await odoo.payments.read([{ source: effect.source, order }]))[0]
      : undefined
  const records = effect.kind === 'payment_received' ? [payment] : [order, picking, refund, returned]
  const source = records.find((record) => record?.model === effect.source?.model)
  if (source === undefined || source.createDate !== effect.source?.createDate) return undefined
  return {
    ...{ order, picking, refund },
    company: await odoo.company(),
    recipient: recipientOf(effect.kind, order, picking ?? returned, refund),
    ...(payment === undefined ? {} : { payment }),
    ...(returned === undefined ? {} : { returned }),
    ...(picking === undefined ? {} : await surroundingsOf(picking, ports)),
    ...(refund === undefined ? {} : { refunds: (await odoo.orders.refundsOf([order])).get(order.id) ?? [] }),
    ...(picking === undefined && refund === undefined && returned === undefined ? await taxesOf(order, ports) : {}),
    ...(await withdrawalOf(effect, order, ports)),
    ...(await delayedGoods(effect, ports)),
  }
}

/** Neither of a part of the order nor of a refund: its amounts are told. */
export const tellsOfAll = ({
  picking,
  refund,
  returned,
}: Pick<MailFacts, 'picking' | 'refund' | 'returned'>): boolean =>
  picking === undefined && refund === undefined && returned === undefined

/** Of a credit note for several orders this order's part. */
async function refundFor(id: number, orderId: number, { odoo }: FlowPorts): Promise<RefundFacts | undefined> {
  const found = (await odoo.orders.refunds([id])).get(id)
  if (found === undefined) return undefined
  const parts = refundsByOrder(found)
  return found.shares === undefined ? found : parts.find((part) => part.orderId === orderId)
}

async function surroundingsOf(picking: PickingFacts, { odoo }: FlowPorts): Promise<Pick<MailFacts, 'surroundings'>> {
  const around = (await odoo.parcels.around([picking])).get(picking.id)
  return around === undefined ? {} : { surroundings: { ...around, of: picking.id } }
}

async function taxesOf(order: OrderFacts, { odoo }: FlowPorts): Promise<Pick<MailFacts, 'taxes'>> {
  const taxes = (await odoo.orders.taxes([order])).get(order.id)
  return taxes === undefined ? {} : { taxes }
}

/** Of a delay in the house only what has not left is late. */
async function delayedGoods({ payload }: Told, { odoo }: FlowPorts): Promise<Pick<MailFacts, 'toLeave'>> {
  const { delay, orderId } = payload
  if (delay === undefined || delay.onItsWay) return {}
  const toLeave = (await odoo.parcels.toLeave([orderId])).get(orderId)
  return toLeave === undefined ? {} : { toLeave }
}

/** A receipt repeats its own declaration; a return names the one that it follows. */
async function withdrawalOf(
  { account, kind, payload }: Told,
  order: OrderFacts,
  { ledger }: FlowPorts,
): Promise<Pick<MailFacts, 'withdrawal'>> {
  if (payload.withdrawal !== undefined) return { withdrawal: payload.withdrawal }
  if (kind !== 'return_received') return {}
  const facts = await ledger.orderFacts.ofOrder(account, order)
  const declared = facts.findLast(({ fact }) => fact === 'withdrawn')
  return declared === undefined ? {} : { withdrawal: { at: declared.at } }
}

const TO_RECEIVER: readonly string[] = ['shipped', 'delayed', 'delivered', 'return_received']

/** Papers go to who ordered (a refund's to the credit note's contact), parcels to who receives them. */
function recipientOf(
  kind: string,
  order: OrderFacts,
  parcel: Pick<PickingFacts, 'delivery'> | undefined,
  refund: RefundFacts | undefined,
): PartnerFacts {
  if (kind === 'refund_issued') return refund?.contact ?? order.contact
  if (!TO_RECEIVER.includes(kind)) return order.contact
  const receiver = parcel?.delivery ?? order.delivery
  return receiver.email === null ? order.contact : receiver
}
