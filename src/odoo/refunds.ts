import { z } from 'zod'
import { money, type Money } from '../domain/money.ts'
import type { RefundWay } from '../domain/notification.ts'
import { instant, later, type Instant } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { changes } from './feed.ts'
import { nobody, partnersOf } from './partners.ts'
import { billedItems, billing, linesOf, type NamingDocument, ordersOf, type OrderShare } from './document-orders.ts'
import { type RefundFacts, refundsByOrder } from './goods-ports.ts'
import type { FeedCursor, Page } from './ports.ts'
import { mayRead } from './readable.ts'
import { flag, id, ids, many2one, maybeDate, number, odooTime, text, time } from './records.ts'

const MOVE = 'account.move'
const REFUNDED: Domain = [
  ['move_type', '=', 'out_refund'],
  ['state', '=', 'posted'],
]

/** What a credit note was settled with, as Odoo's own payments box lists it. */
const settlement = z.object({
  amount: number,
  move_id: z.union([number, z.literal(false)]).optional(),
  account_payment_id: z.union([number, z.literal(false)]).optional(),
  is_exchange: flag.optional(),
  /** What matched the two. */
  partial_id: z.union([number, z.literal(false)]).optional(),
})
export const widget = z.union([z.literal(false), z.object({ content: z.array(settlement) })])

const refundRow = z.object({
  id,
  create_date: time,
  name: text,
  partner_id: many2one,
  currency_id: many2one,
  invoice_origin: text,
  reversed_entry_id: many2one,
  payment_state: text,
  amount_total: number,
  invoice_payments_widget: widget,
  matched_payment_ids: ids.optional(),
})
type RefundRow = z.infer<typeof refundRow>

const paymentRow = z.object({
  id,
  amount: number,
  date: maybeDate,
  create_date: time,
  move_id: many2one,
  state: text,
  journal_id: many2one.optional(),
  payment_method_line_id: many2one.optional(),
  payment_transaction_id: many2one.optional(),
})
type PaymentRow = z.infer<typeof paymentRow>
const counterpartRow = z.object({ id, create_date: time, date: maybeDate, statement_line_id: many2one })

export interface Refunds {
  since(cursor: FeedCursor | undefined, start: Instant, sweepHours?: number): AsyncIterable<Page<RefundFacts>>
  byIds(ids: readonly number[]): Promise<ReadonlyMap<number, RefundFacts>>
  ofOrders(
    orders: readonly { readonly id: number; readonly name: string }[],
  ): Promise<ReadonlyMap<number, readonly RefundFacts[]>>
}

/** Posted credit notes to customers; none where Odoo has no invoicing. */
export function createRefunds(bridge: OdooBridge): Refunds {
  return {
    since: async function* (cursor, start, sweepHours): AsyncGenerator<Page<RefundFacts>> {
      if ((await bridge.fields(MOVE)).size === 0) return
      // A credit note may be older than the payment that counts; the payment touches it, which moves `write_date` (tried).
      const domain = [...REFUNDED, ['write_date', '>=', odooTime(start)]]
      for await (const page of changes(bridge, { model: MOVE, domain, paging: 'by-id' }, cursor, sweepHours)) {
        const found = [...(await refundsOf(bridge, [['id', 'in', page.ids]], page.ids.length)).values()]
        yield { items: found.filter((refund) => (refund.paidAt ?? start) >= start), cursor: page.cursor }
      }
    },
    byIds: (wanted) => refundsOf(bridge, [['id', 'in', [...wanted]]], wanted.length),
    ofOrders: async (orders) => {
      const reversed = ['reversed_entry_id.invoice_origin', 'in', orders.map(({ name }) => name)]
      const found = await refundsOf(bridge, ['|', reversed, ...(await billing(bridge, orders))], orders.length)
      const parts = [...found.values()].flatMap(refundsByOrder)
      return Map.groupBy(parts, ({ orderId }) => orderId ?? 0)
    },
  }
}

async function refundsOf(bridge: OdooBridge, which: Domain, asked: number): Promise<ReadonlyMap<number, RefundFacts>> {
  if (asked === 0 || (await bridge.fields(MOVE)).size === 0) return new Map()
  const rows = await bridge.rows(MOVE, refundRow, [...REFUNDED, ...which], { order: 'id' })
  if (rows.length === 0) return new Map()
  const partners = await partnersOf(
    bridge,
    rows.flatMap((row) => row.partner_id?.id ?? []),
  )
  const lines = await linesOf(
    bridge,
    rows.map((row) => row.id),
  )
  const orders = await ordersOf(bridge, await originsOf(bridge, rows), lines)
  const money = await moneyOut(bridge, rows)
  return new Map(
    rows.map((row): [number, RefundFacts] => {
      const shares = orders.get(row.id) ?? []
      const paidOut = money.get(row.id)?.paidOut ?? nothing(row)
      return [
        row.id,
        {
          model: MOVE,
          id: row.id,
          createDate: row.create_date,
          name: row.name ?? '',
          orderId: shares.length === 1 ? (shares[0]?.orderId ?? null) : null,
          contact: (partners.get(row.partner_id?.id ?? 0) ?? nobody).facts,
          paidOut,
          paidAt: money.get(row.id)?.paidAt ?? null,
          settled: row.payment_state === 'paid' || row.payment_state === 'in_payment',
          items: billedItems(lines.get(row.id) ?? [], currencyOf(row)),
          way: money.get(row.id)?.way ?? null,
          ...sharedWith(shares, paidOut, row),
        },
      ]
    }),
  )
}

const currencyOf = (row: RefundRow): string => row.currency_id?.name ?? 'EUR'
const nothing = (row: RefundRow): Money => money(0, currencyOf(row))

const originRow = z.object({ id, invoice_origin: text })

/** As the credit note names its order, else as the invoice does that it reverses. */
async function originsOf(bridge: OdooBridge, rows: readonly RefundRow[]): Promise<readonly NamingDocument[]> {
  const reversed = await bridge.byIds(
    MOVE,
    originRow,
    rows.flatMap((row) =>
      row.invoice_origin === null && row.reversed_entry_id !== null ? row.reversed_entry_id.id : [],
    ),
  )
  const originOf = new Map(reversed.map((row) => [row.id, row.invoice_origin]))
  return rows.map((row) => ({
    id: row.id,
    origin: row.invoice_origin ?? originOf.get(row.reversed_entry_id?.id ?? 0) ?? null,
    currency: currencyOf(row),
  }))
}

/** What a credit note for several orders gives back for each of them: known where all of it was paid out. */
function sharedWith(shares: readonly OrderShare[], paid: Money, row: RefundRow): Pick<RefundFacts, 'shares'> {
  if (shares.length < 2) return {}
  const whole = paid.minor === money(row.amount_total, currencyOf(row)).minor
  return {
    shares: shares.map(({ orderId, items, total }) => ({ orderId, items, paidOut: whole ? total : null })),
  }
}

interface Paid {
  readonly paidOut: Money
  readonly paidAt: Instant | null
  readonly way: RefundWay | null
}

interface Part {
  readonly amount: number
  readonly at: Instant
  readonly way: RefundWay | null
}

/**
 * What really left: credit notes set against an unpaid invoice show as paid without any money (tried), so only payments
 * and reconciled bank lines count.
 */
async function moneyOut(bridge: OdooBridge, rows: readonly RefundRow[]): Promise<ReadonlyMap<number, Paid>> {
  const settled = new Map(rows.map((row) => [row.id, settlementsOf(row)]))
  const all = [...settled.values()].flat()
  const payments = await bridge.byIds('account.payment', paymentRow, [
    ...all.flatMap((one) => one.account_payment_id || []),
    ...rows.flatMap((row) => row.matched_payment_ids ?? []),
  ])
  const byPayment = new Map(payments.map((payment) => [payment.id, payment]))
  const kinds = await journalKinds(bridge, payments)
  const counterparts = await bridge.byIds(
    MOVE,
    counterpartRow,
    all.flatMap((one) => (one.account_payment_id ? [] : one.move_id || [])),
  )
  const bankLines = new Map(
    counterparts.filter((move) => move.statement_line_id !== null).map((move) => [move.id, move]),
  )
  return new Map(
    rows.map((row) => {
      const parts = (settled.get(row.id) ?? []).flatMap((one) => {
        const source = one.account_payment_id ? byPayment.get(one.account_payment_id) : bankLines.get(one.move_id || 0)
        if (source === undefined) return []
        return [
          {
            amount: one.amount,
            at: paidAt(source),
            way: 'state' in source ? wayOf(source, kinds) : 'transfer',
          } as const,
        ]
      })
      return [row.id, sum(row, parts.length > 0 ? parts : withoutEntry(row, byPayment, kinds))]
    }),
  )
}

/** What settled a document, without differences of exchange rates. */
export const settlementsOf = (row: Pick<RefundRow, 'invoice_payments_widget'>): z.infer<typeof settlement>[] =>
  row.invoice_payments_widget === false
    ? []
    : row.invoice_payments_widget.content.filter((one) => one.is_exchange !== true)

/** Payments without a journal entry of their own are matched, but not in the payments box. */
function withoutEntry(row: RefundRow, payments: ReadonlyMap<number, PaymentRow>, kinds: JournalKinds): Part[] {
  return (row.matched_payment_ids ?? []).flatMap((payment) => {
    const found = payments.get(payment)
    const counts = found?.move_id === null && (found.state === 'in_process' || found.state === 'paid')
    if (!counts) return []
    return [{ amount: Math.min(found.amount, row.amount_total), at: paidAt(found), way: wayOf(found, kinds) }]
  })
}

function sum(row: RefundRow, parts: readonly Part[]): Paid {
  const amount = Math.min(
    parts.reduce((total, part) => total + part.amount, 0),
    row.amount_total,
  )
  const last = parts.reduce<Instant | null>((newest, { at }) => (newest === null ? at : later(newest, at)), null)
  const [way = null, ...others] = new Set(parts.map((part) => part.way))
  return { paidOut: money(amount, currencyOf(row)), paidAt: last, way: others.length === 0 ? way : null }
}

type JournalKinds = ReadonlyMap<number, string>
const journalRow = z.object({ id, type: z.string() })

async function journalKinds(bridge: OdooBridge, payments: readonly PaymentRow[]): Promise<JournalKinds> {
  const wanted = payments.flatMap((payment) => payment.journal_id?.id ?? [])
  if (wanted.length === 0 || !(await mayRead(bridge, 'account.journal'))) return new Map()
  const rows = await bridge.byIds('account.journal', journalRow, wanted)
  return new Map(rows.map((row) => [row.id, row.type]))
}

const WALLETS = /paypal|klarna|amazon|apple|google|wallet/i
const CARDS = /card|karte|visa|master|amex|stripe|adyen/i

/** The method's name tells most; else the journal does, where no provider stands between. */
function wayOf(
  { journal_id: journal, payment_method_line_id: method, payment_transaction_id: online }: PaymentRow,
  kinds: JournalKinds,
): RefundWay | null {
  const name = method?.name ?? ''
  if (WALLETS.test(name)) return 'wallet'
  const kind = kinds.get(journal?.id ?? 0)
  if (CARDS.test(name) || kind === 'credit') return 'card'
  return kind === 'bank' && online == null ? 'transfer' : null
}

const HOUR_MS = 3_600_000

/** A payment has a day only; written down on that day (anywhere on earth) it happened when it was written, else at noon. */
export function paidAt(source: { readonly date: string | null; readonly create_date: Instant }): Instant {
  if (source.date === null) return source.create_date
  const midnight = Date.parse(`${source.date}T00:00:00Z`)
  const sinceMidnight = Date.parse(source.create_date) - midnight
  const thatDay = sinceMidnight >= -14 * HOUR_MS && sinceMidnight < 36 * HOUR_MS
  return thatDay ? source.create_date : instant(new Date(midnight + 12 * HOUR_MS))
}
