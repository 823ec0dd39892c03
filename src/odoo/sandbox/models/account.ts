import { cents } from '../convert.ts'
import { credit, pay, postMoves, postPayments } from '../billing.ts'
import { idList } from '../domain.ts'
import type { Env } from '../env.ts'
import {
  binary,
  bool,
  char,
  date,
  datetime,
  float,
  integer,
  many2many,
  many2one,
  monetary,
  one2many,
  select,
  type Models,
} from '../model.ts'
import type { Row } from '../store.ts'
import { documentAmounts, lineAmounts, type Amounts, type Priced } from '../tax.ts'

const MOVE_TYPES = [
  ['entry', 'Journal Entry'],
  ['out_invoice', 'Customer Invoice'],
  ['out_refund', 'Customer Credit Note'],
  ['in_invoice', 'Vendor Bill'],
  ['in_refund', 'Vendor Credit Note'],
  ['out_receipt', 'Sales Receipt'],
  ['in_receipt', 'Purchase Receipt'],
] as const

/** `account`. What posting, paying and crediting do: billing.ts. */
export const account: Models = {
  'account.journal': {
    label: 'Journal',
    module: 'account',
    order: 'sequence, type, code',
    fields: {
      name: char({ required: true, label: 'Journal Name' }),
      code: char({ required: true, label: 'Sequence Prefix' }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      type: select(['sale', 'purchase', 'cash', 'bank', 'credit', 'general'], { required: true }),
      company_id: many2one('res.company', { required: true, default: 1 }),
    },
  },
  'account.tax': {
    label: 'Tax',
    module: 'account',
    order: 'sequence,id',
    fields: {
      name: char({ required: true, label: 'Tax Name' }),
      active: bool({ default: true }),
      sequence: integer({ required: true, default: 1 }),
      amount: float({ required: true }),
      amount_type: select(['group', 'fixed', 'percent', 'division'], { required: true, default: 'percent' }),
      type_tax_use: select(['sale', 'purchase', 'none'], { required: true, default: 'sale', label: 'Tax Type' }),
      price_include_override: select([
        ['tax_included', 'Tax Included'],
        ['tax_excluded', 'Tax Excluded'],
      ]),
      price_include: bool({ compute: (_env, row) => row['price_include_override'] === 'tax_included' }),
      company_id: many2one('res.company', { required: true, default: 1 }),
    },
    unique: { fields: ['name', 'type_tax_use'], message: 'Tax names must be unique!' },
  },
  'account.move': {
    label: 'Journal Entry',
    module: 'account',
    order: 'date desc, name desc, invoice_date desc, id desc',
    thread: { post: 'read' },
    nameOf: (_env, row) => {
      const name = typeof row['name'] === 'string' ? row['name'] : 'Draft Invoice'
      return typeof row['ref'] === 'string' ? `${name} (${row['ref']})` : name
    },
    fields: {
      name: char({ label: 'Number' }),
      ref: char({ label: 'Reference' }),
      move_type: select(MOVE_TYPES, { required: true, readonly: true, default: 'entry', label: 'Type' }),
      state: select(['draft', 'posted', 'cancel'], {
        required: true,
        readonly: true,
        default: 'draft',
        label: 'Status',
      }),
      date: date({ required: true, default: (env: Env) => env.store.now.slice(0, 10) }),
      invoice_date: date({ label: 'Invoice/Bill Date' }),
      partner_id: many2one('res.partner'),
      partner_shipping_id: many2one('res.partner', { label: 'Delivery Address' }),
      commercial_partner_id: many2one('res.partner', { related: 'partner_id.commercial_partner_id' }),
      currency_id: many2one('res.currency', { required: true, default: 1 }),
      company_id: many2one('res.company', { default: 1 }),
      journal_id: many2one('account.journal', { required: true }),
      invoice_origin: char({ label: 'Origin' }),
      invoice_user_id: many2one('res.users', { label: 'Salesperson', default: (env: Env) => env.uid }),
      team_id: many2one('crm.team', { label: 'Sales Team' }),
      reversed_entry_id: many2one('account.move', { label: 'Reversal of' }),
      reversal_move_ids: one2many('account.move', 'reversed_entry_id'),
      line_ids: one2many('account.move.line', 'move_id', { label: 'Journal Items' }),
      invoice_line_ids: one2many('account.move.line', 'move_id', {
        label: 'Invoice lines',
        only: (row) => row['display_type'] === 'product',
      }),
      amount_untaxed: monetary({ compute: (env, row) => amounts(env, row).untaxed }),
      amount_tax: monetary({ compute: (env, row) => amounts(env, row).tax, label: 'Tax' }),
      amount_total: monetary({ compute: (env, row) => amounts(env, row).total, label: 'Total' }),
      amount_residual: monetary({ compute: residual, label: 'Amount Due' }),
      payment_state: select(['not_paid', 'in_payment', 'paid', 'partial', 'reversed', 'blocked', 'invoicing_legacy'], {
        compute: paymentState,
        label: 'Payment Status',
      }),
      statement_line_id: many2one('account.bank.statement.line', { label: 'Statement Line' }),
      invoice_payments_widget: binary({
        compute: settlements,
        groups: ['account.group_account_invoice', 'account.group_account_readonly'],
      }),
      matched_payment_ids: many2many('account.payment', { label: 'Matched Payments', compute: payments }),
      reconciled_payment_ids: many2many('account.payment', { label: 'Reconciled Payments', compute: payments }),
    },
    prepare(env, values) {
      if (typeof values['journal_id'] === 'number') return
      const type = values['move_type'] === 'entry' ? 'general' : 'sale'
      values['journal_id'] = env.sudo().find('account.journal', [['type', '=', type]])
    },
    methods: { action_post: { on: 'records', args: [], run: (env, ids) => postMoves(env, ids) } },
  },
  'account.move.line': {
    label: 'Journal Item',
    module: 'account',
    order: 'date desc, id desc',
    fields: {
      move_id: many2one('account.move', { required: true, cascade: true, label: 'Journal Entry' }),
      date: date({ related: 'move_id.date' }),
      name: char({ label: 'Label' }),
      sequence: integer(),
      display_type: select(['product', 'tax', 'payment_term', 'line_section', 'line_note'], {
        required: true,
        default: 'product',
      }),
      product_id: many2one('product.product'),
      quantity: float({ default: 1 }),
      price_unit: float(),
      discount: float({ label: 'Discount (%)' }),
      tax_ids: many2many('account.tax', { label: 'Taxes' }),
      price_subtotal: monetary({ compute: (env, row) => lineAmounts(env, priced(row)).untaxed }),
      price_total: monetary({ compute: (env, row) => lineAmounts(env, priced(row)).total }),
      sale_line_ids: many2many('sale.order.line', { label: 'Sales Order Lines' }),
      currency_id: many2one('res.currency', { related: 'move_id.currency_id', required: true }),
      company_id: many2one('res.company', { related: 'move_id.company_id' }),
      move_type: select(MOVE_TYPES, { related: 'move_id.move_type' }),
      parent_state: select(['draft', 'posted', 'cancel'], { related: 'move_id.state', label: 'Status' }),
    },
  },
  'account.payment': {
    label: 'Payments',
    module: 'account',
    order: 'date desc, name desc',
    thread: { post: 'write' },
    fields: {
      name: char({ label: 'Number' }),
      date: date({ required: true, default: (env: Env) => env.store.now.slice(0, 10) }),
      state: select(['draft', 'in_process', 'paid', 'canceled', 'rejected'], { required: true, default: 'draft' }),
      payment_type: select(
        [
          ['outbound', 'Send'],
          ['inbound', 'Receive'],
        ],
        { required: true, default: 'inbound' },
      ),
      partner_type: select(['customer', 'supplier'], { required: true, default: 'customer' }),
      partner_id: many2one('res.partner', { label: 'Customer/Vendor' }),
      amount: monetary(),
      currency_id: many2one('res.currency', { default: 1 }),
      journal_id: many2one('account.journal', { required: true }),
      move_id: many2one('account.move', { label: 'Journal Entry' }),
      memo: char(),
      is_reconciled: bool({ compute: () => true }),
      is_matched: bool({ label: 'Is Matched With a Bank Statement' }),
      invoice_ids: many2many('account.move', { label: 'Invoices' }),
      reconciled_invoice_ids: many2many('account.move', { compute: (_env, row) => row['invoice_ids'] }),
      payment_transaction_id: many2one('payment.transaction'),
      company_id: many2one('res.company', { required: true, default: 1 }),
    },
    methods: { action_post: { on: 'records', args: [], run: (env, ids) => postPayments(env, ids) } },
  },
  'payment.transaction': {
    label: 'Payment Transaction',
    module: 'payment',
    order: 'id desc',
    recName: 'reference',
    fields: {
      reference: char({ required: true }),
      amount: monetary({ required: true }),
      currency_id: many2one('res.currency', { required: true, default: 1 }),
      partner_id: many2one('res.partner', { required: true, label: 'Customer' }),
      state: select(['draft', 'pending', 'authorized', 'done', 'cancel', 'error'], {
        required: true,
        default: 'draft',
      }),
      last_state_change: datetime({ default: (env: Env) => env.store.now }),
      operation: select(['online_direct', 'online_redirect', 'online_token', 'offline', 'validation', 'refund'], {
        default: 'online_direct',
      }),
      sale_order_ids: many2many('sale.order', { label: 'Sales Orders' }),
      payment_id: many2one('account.payment'),
      company_id: many2one('res.company', { default: 1 }),
    },
  },
  'account.bank.statement.line': {
    label: 'Bank Statement Line',
    module: 'account',
    order: 'id',
    fields: {
      move_id: many2one('account.move', { required: true, label: 'Journal Entry' }),
      amount: monetary(),
      payment_ref: char({ label: 'Label' }),
    },
  },
  'account.payment.register': {
    label: 'Pay',
    module: 'account',
    fields: {
      amount: monetary(),
      payment_date: date({ required: true, default: (env: Env) => env.store.now.slice(0, 10) }),
      communication: char({ label: 'Memo' }),
      journal_id: many2one('account.journal', {
        default: (env: Env) => env.sudo().find('account.journal', [['type', '=', 'bank']]),
      }),
    },
    methods: { action_create_payments: { on: 'records', args: [], run: (env, ids) => pay(env, Number(ids[0])) } },
  },
  'account.move.reversal': {
    label: 'Account Move Reversal',
    module: 'account',
    fields: {
      move_ids: many2many('account.move', { default: (env: Env) => [[6, 0, idList(env.context['active_ids'])]] }),
      date: date({ label: 'Reversal date', default: (env: Env) => env.store.now.slice(0, 10) }),
      reason: char({ label: 'Reason displayed on Credit Note' }),
      journal_id: many2one('account.journal', { required: true }),
    },
    methods: { refund_moves: { on: 'records', args: [], run: (env, ids) => credit(env, Number(ids[0])) } },
  },
}

const priced = (line: Row): Priced => ({
  quantity: Number(line['quantity']),
  price: Number(line['price_unit']),
  discount: Number(line['discount']),
  taxes: line['tax_ids'],
})

function amounts(env: Env, move: Row): Amounts {
  const lines = idList(env.get('account.move', move, 'invoice_line_ids')).map((id) => env.row('account.move.line', id))
  return documentAmounts(env, lines.filter((line) => line !== undefined).map(priced))
}

function payments(env: Env, move: Row): number[] {
  return [...env.rows('account.payment').values()]
    .filter((payment) => idList(payment['invoice_ids']).includes(move.id))
    .map((payment) => payment.id)
}

/** What is still owed: less what was paid, and less what an invoice and its credit note settle between them. */
function residual(env: Env, move: Row): number {
  if (move['state'] !== 'posted') return amounts(env, move).total
  const paid = payments(env, move).reduce((sum, id) => sum + Number(env.value('account.payment', id, 'amount')), 0)
  return cents(amounts(env, move).total - paid - Number(move['settled'] ?? 0))
}

/** The payments box: payments by their journal entry, and the document that settles this one without money. */
function settlements(env: Env, move: Row): unknown {
  const common = { is_exchange: false, currency_id: move['currency_id'] }
  const paid = payments(env, move)
    .map((id) => env.row('account.payment', id))
    .filter((payment) => payment !== undefined)
    .map((payment) => ({
      ...common,
      amount: payment['amount'],
      date: payment['date'],
      account_payment_id: payment.id,
      move_id: payment['move_id'],
    }))
  const others = [...env.rows('account.move').values()].filter(
    (other) => other['reversed_entry_id'] === move.id || other.id === move['reversed_entry_id'],
  )
  const settled = others
    .filter(() => Number(move['settled'] ?? 0) > 0)
    .map((other) => ({ ...common, amount: move['settled'], account_payment_id: false, move_id: other.id }))
  const content = [...paid, ...settled]
  return content.length === 0 ? false : { title: 'Less Payment', outstanding: false, content }
}

function paymentState(env: Env, move: Row): string {
  const { total } = amounts(env, move)
  if (move['state'] !== 'posted') return 'not_paid'
  const left = residual(env, move)
  if (left >= total) return total === 0 ? 'paid' : 'not_paid'
  if (left > 0) return 'partial'
  const reversed = move['move_type'] === 'out_invoice' && Number(move['settled'] ?? 0) >= total
  return reversed ? 'reversed' : 'paid'
}
