import { idsOf, type Records } from './records.ts'
import type { Clerk, CreditStep, Key, Made } from './steps.ts'

/** Invoices, payments and credit notes. */
export function money(
  records: Records,
): Pick<Clerk, 'invoiced' | 'invoicedAndPaid' | 'partlyRefunded' | 'creditedUnpaid'> {
  return {
    invoiced: (step) => invoice(records, step),

    async invoicedAndPaid(step) {
      const made = await invoice(records, step)
      await pay(records, made.id)
      return made
    },

    async partlyRefunded(step) {
      const made = await credit(records, step)
      await pay(records, made.id)
      return made
    },

    creditedUnpaid: (step) => credit(records, step),
  }
}

async function invoice(records: Records, step: { readonly key: Key; readonly order: Key }): Promise<Made> {
  const id = (await records.find(step.key))?.id ?? (await newInvoice(records, step.key, await records.id(step.order)))
  return post(records, id)
}

async function newInvoice(records: Records, key: Key, order: number): Promise<number> {
  let [open] = await unnamedMoves(records, [['invoice_line_ids.sale_line_ids.order_id', '=', order]], 'out_invoice')
  if (open === undefined) {
    const wizard = await records.create('sale.advance.payment.inv', {
      advance_payment_method: 'delivered',
      sale_order_ids: [[6, 0, [order]]],
    })
    await records.call('sale.advance.payment.inv', 'create_invoices', [wizard])
    ;[open] = await unnamedMoves(records, [['invoice_line_ids.sale_line_ids.order_id', '=', order]], 'out_invoice')
  }
  if (open === undefined) throw new Error(`Odoo made no invoice for ${key}: nothing was delivered.`)
  await records.name(key, 'account.move', open)
  return open
}

async function credit(records: Records, step: CreditStep): Promise<Made> {
  const id = (await records.find(step.key))?.id ?? (await newCredit(records, step))
  const { state } = await records.one('account.move', id, ['state'])
  if (state === 'draft') await shorten(records, id, step)
  return post(records, id)
}

async function newCredit(records: Records, step: CreditStep): Promise<number> {
  const order = await records.id(step.order)
  const [invoiced] = await records.read(
    'account.move',
    [
      ['invoice_line_ids.sale_line_ids.order_id', '=', order],
      ['move_type', '=', 'out_invoice'],
      ['state', '=', 'posted'],
    ],
    ['journal_id'],
  )
  if (invoiced === undefined) throw new Error(`${step.order} has no invoice that ${step.key} could credit.`)
  const reversed = [['reversed_entry_id', '=', invoiced.id]]
  let [open] = await unnamedMoves(records, reversed, 'out_refund')
  if (open === undefined) {
    const [journal] = invoiced['journal_id'] as [number, string]
    const context = { active_model: 'account.move', active_ids: [invoiced.id] }
    const wizard = await records.create(
      'account.move.reversal',
      { reason: step.reason ?? step.key, journal_id: journal },
      context,
    )
    await records.call('account.move.reversal', 'refund_moves', [wizard], context)
    ;[open] = await unnamedMoves(records, reversed, 'out_refund')
  }
  if (open === undefined) throw new Error(`Odoo made no credit note for ${step.key}.`)
  await records.name(step.key, 'account.move', open)
  return open
}

/** A draft credit note covers the whole invoice; leaves what the step means. */
async function shorten(records: Records, id: number, step: CreditStep): Promise<void> {
  const note = await records.one('account.move', id, ['invoice_line_ids'])
  const lines = await records.read(
    'account.move.line',
    [
      ['id', 'in', note['invoice_line_ids']],
      ['display_type', '=', 'product'],
    ],
    ['product_id'],
  )
  const product = step.product === undefined ? undefined : await records.id(step.product.key)
  const kept = lines.find((line) => product === undefined || (line['product_id'] as [number])[0] === product)
  if (kept === undefined) throw new Error(`${step.key} credits a product that was not invoiced.`)
  if (step.amount === undefined && step.product === undefined) return
  const values =
    step.product === undefined
      ? { quantity: 1, price_unit: step.amount, ...(step.reason === undefined ? {} : { name: step.reason }) }
      : { quantity: step.product.quantity }
  const others = idsOf(note['invoice_line_ids']).filter((one) => one !== kept.id)
  await records.write('account.move', [id], {
    invoice_line_ids: [[1, kept.id, values], ...others.map((one) => [2, one, 0])],
  })
}

async function post(records: Records, id: number): Promise<Made> {
  const { state } = await records.one('account.move', id, ['state'])
  if (state === 'draft') await records.call('account.move', 'action_post', [id])
  return records.shown('account.move', id)
}

async function pay(records: Records, id: number): Promise<void> {
  const { payment_state: paid } = await records.one('account.move', id, ['payment_state'])
  if (paid === 'paid' || paid === 'in_payment') return
  const context = { active_model: 'account.move', active_ids: [id] }
  const wizard = await records.create('account.payment.register', {}, context)
  await records.call('account.payment.register', 'action_create_payments', [wizard], context)
}

async function unnamedMoves(
  records: Records,
  domain: readonly unknown[],
  type: 'out_invoice' | 'out_refund',
): Promise<readonly number[]> {
  const rows = await records.read(
    'account.move',
    [...domain, ['move_type', '=', type], ['state', '!=', 'cancel']],
    ['id'],
  )
  return records.unnamed(
    'account.move',
    rows.map((row) => row.id),
  )
}
