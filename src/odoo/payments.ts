import { z } from 'zod'
import type { OdooRecord } from '../domain/ids.ts'
import { money, type Money } from '../domain/money.ts'
import { type Instant, later } from '../domain/time.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { billing, ordersOf } from './document-orders.ts'
import type { PaidOrder, PaymentFacts, PaymentFeed, PaymentHead, Payments, WantedPayment } from './fact-ports.ts'
import { changes } from './feed.ts'
import { loosePayments, LOOSE } from './payments-loose.ts'
import { onlinePayments, ONLINE, readsTransactions, transactionsById } from './payments-online.ts'
import type { FeedCursor, Page } from './ports.ts'
import { paidAt, settlementsOf, widget } from './refunds.ts'
import { id, ids, many2one, maybeDate, number, odooTime, text, time } from './records.ts'

const MOVE = 'account.move'
const PAYMENT = 'account.payment'

const INVOICED: Domain = [
  ['move_type', 'in', ['out_invoice', 'out_receipt']],
  ['state', '=', 'posted'],
]

const invoiceRow = z.object({
  id,
  currency_id: many2one,
  invoice_origin: text,
  amount_total: number,
  amount_residual: number,
  invoice_payments_widget: widget,
  matched_payment_ids: ids.optional(),
})
type InvoiceRow = z.infer<typeof invoiceRow>

const paymentRow = z.object({
  id,
  create_date: time,
  date: maybeDate,
  amount: number,
  currency_id: many2one,
  state: text,
  payment_type: text,
  move_id: many2one.optional(),
  payment_transaction_id: many2one.optional(),
})
type PaymentRow = z.infer<typeof paymentRow>
const bankEntryRow = z.object({ id, create_date: time, date: maybeDate, statement_line_id: many2one })
const matchRow = z.object({ id, create_date: time })
const openRow = z.object({
  id,
  invoice_origin: text,
  amount_total: number,
  amount_residual: number,
  currency_id: many2one,
})

/** Money of buyers; none where Odoo has no invoicing. */
export function createPayments(bridge: OdooBridge): Payments {
  return {
    since: (feed, cursor, start, sweepHours) => since(bridge, feed, cursor, start, sweepHours),
    read: (wanted) => read(bridge, wanted),
  }
}

interface Reading {
  readonly model: string
  readonly domain: Domain
  readonly heads: (ids: readonly number[]) => Promise<readonly PaymentHead[]>
}

async function* since(
  bridge: OdooBridge,
  feed: PaymentFeed,
  cursor: FeedCursor | undefined,
  start: Instant,
  sweepHours: number | undefined,
): AsyncGenerator<Page<PaymentHead>> {
  const reading = await readingOf(bridge, feed, start)
  if (reading === undefined) return
  const { model, domain, heads } = reading
  for await (const page of changes(bridge, { model, domain, paging: 'by-id' }, cursor, sweepHours)) {
    const found = await heads(page.ids)
    yield { items: found.filter(({ at }) => at >= start), cursor: page.cursor }
  }
}

/** Undefined = this Odoo has no such records, or does not show them to the service. */
async function readingOf(bridge: OdooBridge, feed: PaymentFeed, start: Instant): Promise<Reading | undefined> {
  // An invoice may be older than the money; matching the two moves its `write_date` (tried).
  const changed = ['write_date', '>=', odooTime(start)]
  switch (feed) {
    case 'paid-invoices': {
      if (!(await sells(bridge))) return undefined
      const domain = [...INVOICED, ['payment_state', 'in', ['in_payment', 'paid', 'partial']], changed]
      return { model: MOVE, domain, heads: (some) => invoiceMoney(bridge, [['id', 'in', [...some]]], some.length) }
    }
    case 'payments':
      if (!(await sells(bridge))) return undefined
      return { model: PAYMENT, domain: [...LOOSE, changed], heads: (some) => loosePayments(bridge, some) }
    case 'transactions':
      if (!(await readsTransactions(bridge))) return undefined
      return {
        model: 'payment.transaction',
        domain: [...ONLINE, changed],
        heads: (some) => onlinePayments(bridge, [['id', 'in', [...some]]], some.length),
      }
    default: {
      const missing: never = feed
      return missing
    }
  }
}

const sells = async (bridge: OdooBridge): Promise<boolean> =>
  (await bridge.fields(PAYMENT)).size > 0 && (await bridge.fields('sale.order')).size > 0

/** Before a send: the same questions, of these orders. */
async function read(
  bridge: OdooBridge,
  wanted: readonly WantedPayment[],
): Promise<readonly (PaymentFacts | undefined)[]> {
  const found = await candidates(bridge, wanted)
  const paid = wanted.map(({ source, order }) =>
    found.find(
      (one) =>
        one.orderId === order.id &&
        one.model === source.model &&
        one.id === source.id &&
        one.createDate === source.createDate,
    ),
  )
  const asking = wanted.filter((_, index) => paid[index]?.open === null).map(({ order }) => order)
  const stillOpen = asking.length === 0 ? undefined : await openOf(bridge, asking)
  return wanted.map(({ order }, index) => {
    const one = paid[index]
    return one === undefined || one.open !== null ? one : { ...one, open: stillOpen?.(order, one) ?? null }
  })
}

async function candidates(bridge: OdooBridge, wanted: readonly WantedPayment[]): Promise<readonly PaymentFacts[]> {
  const ids = (model: string): number[] =>
    wanted.filter(({ source }) => source.model === model).map(({ source }) => source.id)
  const transactions = ids('payment.transaction')
  const byInvoice = wanted.filter(({ source }) => source.model !== 'payment.transaction').map(({ order }) => order)
  const settled = await invoiceMoney(
    bridge,
    byInvoice.length === 0 ? [] : await billing(bridge, byInvoice),
    byInvoice.length,
  )
  const known = new Set(settled.flatMap(({ model, id: payment }) => (model === PAYMENT ? [payment] : [])))
  const others = ids(PAYMENT).filter((payment) => !known.has(payment))
  const online = transactions.length + others.length > 0 && (await readsTransactions(bridge))
  return [
    ...settled,
    ...(online
      ? await onlinePayments(
          bridge,
          ['|', ['id', 'in', transactions], ['payment_id', 'in', others]],
          transactions.length + others.length,
        )
      : []),
    ...(await loosePayments(bridge, others)),
  ]
}

/** What Odoo still asks for by the orders' own invoices; before all of an order is invoiced, nobody knows. */
async function openOf(
  bridge: OdooBridge,
  orders: readonly PaidOrder[],
): Promise<(order: PaidOrder, paid: PaymentFacts) => Money | null> {
  const domain = [...INVOICED, ['invoice_origin', 'in', orders.map(({ name }) => name)]]
  const all = await bridge.rows(MOVE, openRow, domain)
  return (order, paid) => {
    const rows = all.filter((row) => row.invoice_origin === order.name)
    const { currency } = order.total
    if (paid.amount.currency !== currency || rows.some((row) => row.currency_id?.name !== currency)) return null
    // Of an invoice for several orders only what pays all of it is told.
    if (paid.part === 'clear') return paid.amount.minor >= order.total.minor ? { minor: 0, currency } : null
    const sum = (values: readonly number[]): Money =>
      money(
        values.reduce((total, value) => total + value, 0),
        currency,
      )
    const invoiced = sum(rows.map((row) => row.amount_total))
    const open = sum(rows.map((row) => row.amount_residual))
    if (rows.length === 0) return { minor: Math.max(0, order.total.minor - paid.amount.minor), currency }
    return open.minor > 0 || invoiced.minor >= order.total.minor ? open : null
  }
}

/** One part of what settled an invoice. */
interface Part {
  readonly source: OdooRecord & { readonly model: PaymentHead['model'] }
  readonly amount: number
  readonly at: Instant
  readonly knownAt: Instant
  readonly same: readonly OdooRecord[]
}

/** The money that settled invoices; credit notes and write-offs are none. Parts of one payment for one order are one. */
async function invoiceMoney(bridge: OdooBridge, which: Domain, asked: number): Promise<readonly PaymentFacts[]> {
  if (asked === 0) return []
  const invoices = await bridge.rows(MOVE, invoiceRow, [...INVOICED, ...which], { order: 'id' })
  if (invoices.length === 0) return []
  const orders = await ordersOf(
    bridge,
    invoices.map((row) => ({ id: row.id, origin: row.invoice_origin, currency: row.currency_id?.name ?? 'EUR' })),
  )
  const owned = invoices.filter((row) => orders.has(row.id))
  const parts = await partsOf(bridge, owned)
  const found = new Map<string, PaymentFacts>()
  for (const invoice of owned) {
    const currency = invoice.currency_id?.name ?? 'EUR'
    const all = parts.get(invoice.id) ?? []
    const shares = orders.get(invoice.id) ?? []
    for (const { source, amount, at, knownAt, same } of all) {
      for (const share of shares) {
        const whole = all.length === 1 && money(amount, currency).minor === money(invoice.amount_total, currency).minor
        const own = shares.length === 1 || !whole ? null : share.total
        const key = `${source.model},${String(source.id)},${String(share.orderId)},${currency}`
        const before = found.get(key)
        const paid = own ?? money(amount, currency)
        const part = shares.length === 1 ? before?.part : own === null ? 'unclear' : (before?.part ?? 'clear')
        found.set(key, {
          ...{ ...source, orderId: share.orderId, at, knownAt, same, open: null },
          amount: { ...paid, minor: paid.minor + (before?.amount.minor ?? 0) },
          ...(part === undefined ? {} : { part }),
        })
      }
    }
  }
  return [...found.values()]
}

interface Found {
  readonly payments: ReadonlyMap<number, PaymentRow>
  /** Entries of bank statements. */
  readonly bank: ReadonlyMap<number, z.infer<typeof bankEntryRow>>
  readonly matchedAt: ReadonlyMap<number, Instant>
  readonly online: ReadonlyMap<number, OdooRecord>
}

async function partsOf(
  bridge: OdooBridge,
  invoices: readonly InvoiceRow[],
): Promise<ReadonlyMap<number, readonly Part[]>> {
  const all = invoices.flatMap((row) => settlementsOf(row))
  const payments = await bridge.byIds(PAYMENT, paymentRow, [
    ...all.flatMap((one) => one.account_payment_id || []),
    ...invoices.flatMap((row) => row.matched_payment_ids ?? []),
  ])
  const entries = await bridge.byIds(
    MOVE,
    bankEntryRow,
    all.flatMap((one) => (one.account_payment_id ? [] : one.move_id || [])),
  )
  const matches = await bridge.byIds(
    'account.partial.reconcile',
    matchRow,
    all.flatMap((one) => one.partial_id || []),
  )
  const found: Found = {
    payments: new Map(payments.map((row) => [row.id, row])),
    bank: new Map(entries.flatMap((row) => (row.statement_line_id === null ? [] : [[row.id, row] as const]))),
    matchedAt: new Map(matches.map((row) => [row.id, row.create_date])),
    online: await transactionsById(
      bridge,
      payments.flatMap((row) => row.payment_transaction_id?.id ?? []),
    ),
  }
  return new Map(invoices.map((invoice) => [invoice.id, moneyOf(invoice, found)]))
}

/** What came in for one invoice: by payments with and without an entry of their own, and straight from the bank. */
function moneyOf(invoice: InvoiceRow, found: Found): readonly Part[] {
  const listed = settlementsOf(invoice)
  const booked = listed.flatMap((one) => {
    const row = found.payments.get(one.account_payment_id || 0)
    if (row === undefined) return []
    // A payment that closes the invoice with a write-off settles more than came in.
    const came = row.currency_id?.id === invoice.currency_id?.id ? Math.min(one.amount, row.amount) : one.amount
    return paymentPart(row, came, found, one.partial_id)
  })
  const bare = (invoice.matched_payment_ids ?? []).flatMap((payment) => {
    const row = found.payments.get(payment)
    if (row === undefined || row.move_id != null) return []
    return row.state === 'in_process' || row.state === 'paid' ? [row] : []
  })
  const straight = listed.flatMap((one) => {
    const entry = one.account_payment_id ? undefined : found.bank.get(one.move_id || 0)
    return entry === undefined ? [] : [bankPart(entry, one.amount, found, one.partial_id)]
  })
  // A payment without an entry of its own is the bank line of the same amount that comes later.
  for (const row of bare) {
    const twin = straight.findIndex(({ amount }) => Math.abs(amount - row.amount) < CENT / 2)
    if (twin >= 0) straight.splice(twin, 1)
  }
  return [...booked, ...bare.flatMap((row) => paymentPart(row, row.amount, found, undefined)), ...straight]
}

const CENT = 0.01

function paymentPart(row: PaymentRow, amount: number, found: Found, match: number | false | undefined): Part[] {
  if (row.payment_type !== 'inbound') return []
  const at = paidAt(row)
  const same = found.online.get(row.payment_transaction_id?.id ?? 0)
  return [
    {
      source: { model: PAYMENT, id: row.id, createDate: row.create_date },
      ...{ amount, at, knownAt: later(at, found.matchedAt.get(match || 0) ?? row.create_date) },
      same: same === undefined ? [] : [same],
    },
  ]
}

function bankPart(
  row: z.infer<typeof bankEntryRow>,
  amount: number,
  found: Found,
  match: number | false | undefined,
): Part {
  const at = paidAt(row)
  return {
    source: { model: MOVE, id: row.id, createDate: row.create_date },
    ...{ amount, at, knownAt: later(at, found.matchedAt.get(match || 0) ?? row.create_date), same: [] },
  }
}
