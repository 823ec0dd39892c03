import { isFault } from '../domain/errors.ts'
import type { OrderRef } from '../domain/ids.ts'
import { formatMoney } from '../domain/money.ts'
import { ownerOf } from '../domain/ownership.ts'
import { escapeHtml, oneLine } from '../domain/text.ts'
import type { Instant } from '../domain/time.ts'
import { goodsNoteMessageId } from '../odoo/naming.ts'
import type { RefundFacts, ReturnedGoods } from '../odoo/goods-ports.ts'
import type { FeedCursor, OrderFacts, Page, ReceiptNote } from '../odoo/ports.ts'
import { caseWords } from './case-words.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import type { AccountCount } from './count.ts'
import { stopAccount } from './faults.ts'
import { type OwnOrder, proposeCancellation, proposeRefund } from './money.ts'
import { agentLanguage } from './texts.ts'

/**
 * What happens in Odoo to goods and money of marketplace orders → notes on the cases' tickets, and proposals to give money back at the
 * marketplace. Each account reads by itself, so that one whose marketplace is down keeps nobody up.
 */
export async function followOdoo(
  opened: OpenAccount,
  accounts: readonly OpenAccount[],
  count: AccountCount,
  ports: FlowPorts,
): Promise<void> {
  const { account, connector } = opened
  if (connector.cases === undefined && connector.money === undefined) return
  if (account.mode === 'read' || (account.ordersRef === undefined && account.ordersTeam === undefined)) return
  const following: Following = { opened, accounts, count, ports, line: await startLine(account, ports) }
  const { orders } = ports.odoo
  await each('returned', following, (cursor) => orders.returnsSince(cursor, following.line), goodsCame)
  await each('credited', following, (cursor) => orders.refundsSince(cursor, following.line), moneyLeft)
  await each('cancelled', following, (cursor) => orders.ordersSince(cursor, following.line), orderCancelled)
}

interface Following {
  readonly opened: OpenAccount
  readonly accounts: readonly OpenAccount[]
  readonly count: AccountCount
  readonly ports: FlowPorts
  readonly line: Instant
}

/** One feed of the account, page by page; the cursor moves behind a page when all of it is noted. */
async function each<T>(
  stream: string,
  following: Following,
  read: (cursor: FeedCursor | undefined) => AsyncIterable<Page<T>>,
  note: (items: readonly T[], following: Following) => Promise<void>,
): Promise<void> {
  const { opened, count, ports } = following
  const { name } = opened.account
  const cursor = (await ports.ledger.cursor(name, stream)) as FeedCursor | undefined
  try {
    for await (const page of read(cursor)) {
      await note(page.items, following)
      if (page.cursor !== undefined) await ports.ledger.storeCursor(name, stream, page.cursor)
    }
  } catch (error) {
    if (!isFault(error)) throw error
    await stopAccount(opened.account, error, count, ports)
  }
}

async function goodsCame(goods: readonly ReturnedGoods[], following: Following): Promise<void> {
  const { opened, ports } = following
  const orders = await ownOrders(
    goods.map(({ orderId }) => orderId),
    following,
  )
  const t = caseWords(opened, ports.texts)
  const notes: ReceiptNote[] = []
  for (const { orderId, model, id, createDate, doneAt, name, items } of goods) {
    const order = orders.get(orderId)
    if (order === undefined || doneAt < following.line) continue
    const list = items.map((item) => `${String(item.quantity)} × ${oneLine(item.name)}`).join(', ')
    const sentence = t('goods_back', { name, items: list })
    notes.push(
      ...(await onTickets(
        order.ref,
        goodsNoteMessageId(opened.account.name, model, id, createDate),
        sentence,
        following,
      )),
    )
  }
  if (notes.length > 0) await ports.odoo.receipts.write(notes)
}

async function moneyLeft(refunds: readonly RefundFacts[], following: Following): Promise<void> {
  const { opened, ports } = following
  const orders = await ownOrders(
    refunds.flatMap(({ orderId }) => orderId ?? []),
    following,
  )
  const t = caseWords(opened, ports.texts)
  for (const refund of refunds) {
    const order = refund.orderId === null ? undefined : orders.get(refund.orderId)
    if (order === undefined || (refund.paidAt ?? refund.createDate) < following.line) continue
    const paid = refund.paidOut.minor > 0
    const amount = formatMoney(refund.paidOut, agentLanguage(opened.account.language))
    const name = goodsNoteMessageId(
      opened.account.name,
      `${refund.model}.${paid ? 'paid' : 'posted'}`,
      refund.id,
      refund.createDate,
    )
    const sentence = t(paid ? 'paid_out' : 'credited', { name: refund.name, amount })
    const notes = await onTickets(order.ref, name, sentence, following)
    if (notes.length > 0) await ports.odoo.receipts.write(notes)
    if (paid) await proposeRefund(refund, order, following)
  }
}

async function orderCancelled(changed: readonly OrderFacts[], following: Following): Promise<void> {
  const cancelled = changed.filter(({ state }) => state === 'cancel')
  const orders = await ownOrders(
    cancelled.map(({ id }) => id),
    following,
  )
  for (const order of orders.values()) await proposeCancellation(order, following)
}

/** Those of these orders that belong to the account, by their ids. */
async function ownOrders(
  ids: readonly number[],
  { opened, accounts, ports }: Following,
): Promise<ReadonlyMap<number, OwnOrder>> {
  const found = await ports.odoo.orders.orders([...new Set(ids)])
  const candidates = accounts.map(({ account, manifest }) => ({ account, byName: manifest.ordersByName }))
  const own = new Map<number, OwnOrder>()
  for (const [id, facts] of found) {
    const owner = ownerOf(facts, candidates)
    if (owner.kind === 'owner' && owner.account.name === opened.account.name && owner.orderRef !== null)
      own.set(id, { facts, ref: owner.orderRef })
  }
  return own
}

/** On the first ticket that tells of a case of the order. */
async function onTickets(
  order: OrderRef,
  messageId: string,
  sentence: string,
  { opened, ports }: Following,
): Promise<readonly ReceiptNote[]> {
  const cases = await ports.ledger.cases.ofOrder(opened.account.name, order)
  const known = new Map(
    cases.flatMap(({ conversation, ticket }) => (ticket === null ? [] : [[conversation, ticket] as const])),
  )
  if (known.size === 0) return []
  const sought = [...known].map(([id, ticket]) => ({ id, known: ticket, messages: [] }))
  const places = await ports.odoo.tickets.locate(opened.account.name, sought)
  const [first] = [...places.values()].map(({ id }) => id).toSorted((a, b) => a - b)
  if (first === undefined) return []
  return [{ model: 'helpdesk.ticket', id: first, messageId, bodyHtml: `<p>${escapeHtml(sentence)}</p>` }]
}
