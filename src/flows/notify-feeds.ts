import type { NotificationKind } from '../domain/notification.ts'
import type { Instant } from '../domain/time.ts'
import { PAYMENT_FEEDS } from '../odoo/fact-ports.ts'
import type { FeedCursor, OrderHead } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { Planned } from './notify.ts'
import { goodsCameBack, type Happening, moneyCame, sameKeys } from './notify-rules.ts'

/** A page of a feed: what happened, order by order. */
export interface FeedPage {
  readonly feed: string
  readonly cursor: FeedCursor | undefined
  readonly about: readonly { readonly order: OrderHead; readonly happenings: readonly Happening[] }[]
}

export interface FeedReading {
  /** Where a feed goes on. */
  readonly from: (feed: string) => Promise<FeedCursor | undefined>
  /** Nothing older is anybody's. */
  readonly start: Instant
  readonly sweepHours?: number | undefined
}

/** Money that came in and goods that came back; read only where an account tells of them. */
export async function* moneyAndReturns(
  accounts: readonly OpenAccount[],
  { odoo }: Pick<FlowPorts, 'odoo'>,
  { from, start, sweepHours }: FeedReading,
): AsyncIterable<FeedPage> {
  const told = (kind: NotificationKind): boolean => accounts.some(({ account }) => account.notify.includes(kind))
  if (told('payment_received')) {
    for (const feed of PAYMENT_FEEDS) {
      for await (const { items, cursor } of odoo.payments.since(feed, await from(feed), start, sweepHours)) {
        yield { feed, cursor, about: await byOrder(items, (payment) => [moneyCame(payment)], odoo) }
      }
    }
  }
  if (told('return_received')) {
    const feed = 'goods-back'
    for await (const { items, cursor } of odoo.orders.returnsSince(await from(feed), start, sweepHours)) {
      yield { feed, cursor, about: await byOrder(items, goodsCameBack, odoo) }
    }
  }
}

async function byOrder<T extends { readonly orderId: number }>(
  items: readonly T[],
  toHappenings: (item: T) => readonly Happening[],
  { orders }: FlowPorts['odoo'],
): Promise<FeedPage['about']> {
  const byId = await orders.heads([...new Set(items.map(({ orderId }) => orderId))])
  return items.flatMap((item) => {
    const order = byId.get(item.orderId)
    return order === undefined ? [] : [{ order, happenings: toHappenings(item) }]
  })
}

/** Without what was told by another record that stands for the same: an online payment before Odoo made a payment of it. */
export async function withoutTold(
  planned: readonly Planned[],
  { outbox }: Pick<FlowPorts, 'outbox'>,
): Promise<readonly Planned[]> {
  const others = ({ opened, happening }: Planned) => sameKeys(opened.account, happening)
  const known = await outbox.findAll(planned.flatMap(others))
  return planned.filter((one) => !others(one).some((key) => known.has(key)))
}
