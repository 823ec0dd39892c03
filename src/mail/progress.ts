import type { NotificationKind } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'
import type { MailData } from './ports.ts'

/** How far an order is: what is done (and when), expected or still open. */
export interface Step {
  readonly name: 'ordered' | 'sent' | 'delivered'
  readonly state: 'done' | 'expected' | 'open'
  readonly done: boolean
  readonly expected: boolean
  readonly at: Instant | undefined
}

/** The way of an order from the purchase to the door, for the kinds that stand on it; none for papers, money and returns. */
export function stepsOf(kind: NotificationKind, data: MailData): Step[] {
  const ordered = step('ordered', 'done', data.order.date)
  const left = data.parcels?.[0]?.parcel.doneAt ?? data.parcel?.doneAt
  switch (kind) {
    case 'order_confirmed':
      return [ordered, step('sent', 'open'), awaited(data.order.promised)]
    case 'shipped':
      return [ordered, step('sent', 'done', left), step('delivered', 'open')]
    case 'delayed':
      return data.delay?.onItsWay === true
        ? [ordered, step('sent', 'done', left), awaited(data.delay.expected)]
        : [ordered, step('sent', 'open'), step('delivered', 'open')]
    case 'delivered':
      // What rests on transit days alone is no step that was taken.
      return data.delivery?.basis === 'fact'
        ? [ordered, step('sent', 'done', left), step('delivered', 'done', data.delivery.at)]
        : []
    case 'payment_received':
    case 'return_received':
    case 'refund_issued':
    case 'withdrawal_receipt':
      return []
    default: {
      const missing: never = kind
      return missing
    }
  }
}

const awaited = (at: Instant | undefined): Step =>
  at === undefined ? step('delivered', 'open') : step('delivered', 'expected', at)

const step = (name: Step['name'], state: Step['state'], at?: Instant): Step => ({
  name,
  state,
  done: state === 'done',
  expected: state === 'expected',
  at,
})
