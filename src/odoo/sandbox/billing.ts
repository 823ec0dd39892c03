import { create, existing, write } from './crud.ts'
import { idList } from './domain.ts'
import { userError } from './errors.ts'
import type { Env } from './env.ts'
import type { Row } from './store.ts'

/** Posts drafts: they get their number; a credit note settles what its invoice still owes. */
export function postMoves(env: Env, ids: readonly number[]): false {
  for (const id of ids) {
    const move = existing(env, 'account.move', id)
    if (move['state'] !== 'draft')
      throw userError(`The entry ${String(move['name'])} (id ${String(id)}) must be in draft.`)
    const refund = move['move_type'] === 'out_refund'
    const kind = refund ? 'RINV' : 'INV'
    const number = String(env.store.nextId(`sequence:${kind}`)).padStart(5, '0')
    const today = env.store.now.slice(0, 10)
    write(env, 'account.move', [id], {
      state: 'posted',
      name: move['name'] || `${kind}/${today.slice(0, 4)}/${number}`,
      invoice_date: move['invoice_date'] || today,
    })
    if (refund) settle(env.sudo(), existing(env, 'account.move', id))
  }
  return false
}

/** Books the payment of the moves in the context, of what is owed unless the wizard says another amount. */
export function pay(env: Env, wizard: number): object {
  const su = env.sudo()
  const chosen = Number(su.value('account.payment.register', wizard, 'amount'))
  let made = 0
  for (const id of idList(env.context['active_ids'])) {
    const move = existing(env, 'account.move', id)
    const owed = Number(su.get('account.move', move, 'amount_residual'))
    if (move['state'] !== 'posted' || owed <= 0) {
      throw userError(
        "There's nothing left to pay for the selected journal items, so no payment registration is necessary.",
      )
    }
    const number = String(su.store.nextId('sequence:account.payment')).padStart(5, '0')
    const name = `PBNK1/${su.store.now.slice(0, 4)}/${number}`
    const date = su.value('account.payment.register', wizard, 'payment_date')
    const journal_id = su.value('account.payment.register', wizard, 'journal_id')
    const memo = move['ref'] || move['name']
    const entry = create(su.with({ tracking_disable: true }), 'account.move', {
      ...{ name, ref: memo, date, journal_id, move_type: 'entry', state: 'posted' },
      ...{ partner_id: move['partner_id'], currency_id: move['currency_id'] },
    })
    made = create(su, 'account.payment', {
      ...{ name, date, journal_id, memo, move_id: entry },
      state: 'paid',
      payment_type: move['move_type'] === 'out_refund' ? 'outbound' : 'inbound',
      partner_id: move['partner_id'],
      amount: chosen > 0 ? Math.min(chosen, owed) : owed,
      currency_id: move['currency_id'],
      invoice_ids: [[6, 0, [id]]],
    })
    touch(su, id)
  }
  return { type: 'ir.actions.act_window', res_model: 'account.payment', res_id: made }
}

/** Posts payments that were written by hand: each gets its journal entry. */
export function postPayments(env: Env, ids: readonly number[]): false {
  const su = env.sudo()
  for (const id of ids) {
    const payment = existing(env, 'account.payment', id)
    if (payment['state'] !== 'draft') throw userError('Only a draft payment can be posted.')
    const number = String(su.store.nextId('sequence:account.payment')).padStart(5, '0')
    const { date, journal_id, partner_id, currency_id, memo } = payment
    const name = `PBNK1/${su.store.now.slice(0, 4)}/${number}`
    const entry = create(su.with({ tracking_disable: true }), 'account.move', {
      ...{ name, ref: memo, date, journal_id, move_type: 'entry', state: 'posted', partner_id, currency_id },
    })
    write(env, 'account.payment', [id], { name, move_id: entry, state: 'in_process' })
  }
  return false
}

/** Makes a draft credit note of the whole invoice. */
export function credit(env: Env, wizard: number): object {
  const su = env.sudo()
  const reason = su.value('account.move.reversal', wizard, 'reason')
  let made = 0
  for (const id of idList(su.value('account.move.reversal', wizard, 'move_ids'))) {
    const invoice = existing(env, 'account.move', id)
    const lines = idList(su.get('account.move', invoice, 'invoice_line_ids')).map((line) =>
      existing(su, 'account.move.line', line),
    )
    made = create(su, 'account.move', {
      move_type: 'out_refund',
      partner_id: invoice['partner_id'],
      partner_shipping_id: invoice['partner_shipping_id'],
      currency_id: invoice['currency_id'],
      invoice_origin: invoice['invoice_origin'],
      invoice_user_id: invoice['invoice_user_id'],
      team_id: invoice['team_id'],
      reversed_entry_id: id,
      journal_id: su.value('account.move.reversal', wizard, 'journal_id'),
      ref: `${reversalOf(su, invoice)}: ${String(invoice['name'])}${typeof reason === 'string' ? `, ${reason}` : ''}`,
      invoice_line_ids: lines.map((line) => [0, 0, copied(line)]),
    })
  }
  return { type: 'ir.actions.act_window', res_model: 'account.move', res_id: made }
}

function copied(line: Row): object {
  const { display_type, product_id, name, quantity, price_unit, discount, tax_ids, sale_line_ids } = line
  return {
    ...{ display_type, product_id, name, quantity, price_unit, discount },
    tax_ids: [[6, 0, tax_ids]],
    sale_line_ids: [[6, 0, sale_line_ids]],
  }
}

/** In the language of the customer. */
const reversalOf = (su: Env, invoice: Row): string =>
  su.value('res.partner', invoice['partner_id'], 'lang') === 'de_DE' ? 'Stornierung von' : 'Reversal of'

/** An unpaid invoice and its credit note cancel each other out: both are settled and no money moved. */
function settle(su: Env, refund: Row): void {
  const invoice = su.row('account.move', Number(refund['reversed_entry_id']))
  if (invoice?.['state'] !== 'posted') return
  const both = Math.min(
    Number(su.get('account.move', invoice, 'amount_residual')),
    Number(su.get('account.move', refund, 'amount_residual')),
  )
  if (both <= 0) return
  for (const row of [invoice, refund]) {
    su.store.put('account.move', { ...row, settled: Number(row['settled'] ?? 0) + both })
    touch(su, row.id)
  }
}

/** A payment moves the document's write_date, so that it shows in the change feed. */
function touch(su: Env, id: number): void {
  const row = existing(su, 'account.move', id)
  su.store.put('account.move', { ...row, write_date: su.store.transactionTime, write_uid: su.uid })
}
