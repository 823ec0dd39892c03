import type { Effect } from '../domain/effect.ts'
import type { ParcelSurroundings, PaymentFacts } from '../odoo/fact-ports.ts'
import type { InlinePicture, RefundFacts, ReturnedGoods } from '../odoo/goods-ports.ts'
import type { CompanyFacts, OrderFacts, PartnerFacts, PickingFacts } from '../odoo/ports.ts'
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
  const refund = refundId === undefined ? undefined : (await odoo.orders.refunds([refundId])).get(refundId)
  const returned = returnId === undefined ? undefined : (await odoo.orders.returned([returnId])).get(returnId)
  const payment =
    effect.kind === 'payment_received' && effect.source !== null
      ? await odoo.payments.read(effect.source, order)
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
    ...(picking === undefined ? {} : { surroundings: { ...(await odoo.parcels.around(picking)), of: picking.id } }),
    ...(refund === undefined ? {} : { refunds: await odoo.orders.refundsOf(order.name) }),
    ...(await withdrawalOf(effect, order, ports)),
  }
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
