import { expect } from 'vitest'
import { readOne, searchRead, type Shown } from '../help.ts'
import type { Case, Subject } from '../subject.ts'
import { ordered, play } from './play.ts'

const MOVE = ['move_type', 'state', 'payment_state', 'amount_total', 'amount_untaxed', 'amount_residual', 'ref', 'name']
const MORE_MOVE = ['reversed_entry_id', 'invoice_origin', 'matched_payment_ids', 'partner_id', 'currency_id']

const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as unknown
const money = (odoo: Subject, id: number): Promise<Shown> =>
  readOne(odoo.rpc, 'account.move', id, [...MOVE, ...MORE_MOVE])

/** Invoices, payments and credit notes, with the fields that the service reads afterwards. */
export const clerksMoney: readonly Case[] = [
  {
    promise: 'a paid invoice has a payment, a part of it paid back a credit note with money',
    async run(odoo) {
      const world = await play(odoo)
      const { clerk: hand, key } = world
      const order = await ordered(world)
      const { name } = await readOne(odoo.rpc, 'sale.order', order, ['name'])
      await hand.shipped({ key: key('p'), order: key('order') })
      const invoice = await hand.invoicedAndPaid({ key: key('i'), order: key('order') })
      const paid = await money(odoo, invoice.id)
      expect(paid).toMatchObject({
        ...{
          move_type: 'out_invoice',
          state: 'posted',
          payment_state: 'paid',
          amount_total: 185.3,
          amount_residual: 0,
        },
        ...{ invoice_origin: name, matched_payment_ids: [expect.any(Number)], reversed_entry_id: false },
        ref: key('order'),
      })
      expect(paid['name']).toMatch(/^INV\/\d{4}\/\d{5}$/)
      expect(await readOne(odoo.rpc, 'sale.order', order, ['invoice_status'])).toMatchObject({
        invoice_status: 'invoiced',
      })

      const byAmount = await hand.partlyRefunded({ key: key('r1'), order: key('order'), amount: 10, reason: 'Kratzer' })
      const refund = await money(odoo, byAmount.id)
      expect(refund).toMatchObject({
        ...{ move_type: 'out_refund', state: 'posted', payment_state: 'paid', amount_total: 10, amount_untaxed: 8.4 },
        ...{ amount_residual: 0, invoice_origin: name, ref: `Stornierung von: ${String(paid['name'])}, Kratzer` },
        reversed_entry_id: [invoice.id, invoice.name],
      })
      const [payment] = await searchRead(
        odoo.rpc,
        'account.payment',
        [['id', 'in', refund['matched_payment_ids']]],
        [
          'amount',
          'payment_type',
          'partner_id',
          'date',
          'state',
          'currency_id',
          'invoice_ids',
          'move_id',
          'create_date',
        ],
      )
      expect(payment).toMatchObject({
        ...{ amount: 10, payment_type: 'outbound', state: 'paid', invoice_ids: [byAmount.id], create_date: time },
        ...{
          partner_id: refund['partner_id'],
          currency_id: [expect.any(Number), 'EUR'],
          date: /^\d{4}-\d\d-\d\d$/.exec(String(payment?.['date']))?.[0],
        },
        move_id: [expect.any(Number), expect.stringMatching(/^PBNK1\/\d{4}\/\d{5}/)],
      })
      const lines = [
        ['move_id', '=', byAmount.id],
        ['display_type', '=', 'product'],
      ]
      expect(await searchRead(odoo.rpc, 'account.move.line', lines, ['name', 'quantity', 'price_total'])).toMatchObject(
        [{ name: 'Kratzer', quantity: 1, price_total: 10 }],
      )

      const sock = { key: world.goods.sock, quantity: 1 }
      const byProduct = await hand.partlyRefunded({ key: key('r2'), order: key('order'), product: sock })
      expect(await money(odoo, byProduct.id)).toMatchObject({ amount_total: 8.5, payment_state: 'paid' })
    },
  },
  {
    promise: 'a payment shows in the payments box of the credit note and moves its write_date',
    async run(odoo) {
      const world = await play(odoo)
      const { clerk: hand, key } = world
      await ordered(world)
      await hand.shipped({ key: key('p'), order: key('order') })
      await hand.invoicedAndPaid({ key: key('i'), order: key('order') })
      const refund = await hand.partlyRefunded({ key: key('r'), order: key('order'), amount: 5 })
      const row = await readOne(odoo.rpc, 'account.move', refund.id, ['invoice_payments_widget', 'matched_payment_ids'])
      const [payment] = row['matched_payment_ids'] as number[]
      expect(row['invoice_payments_widget']).toMatchObject({
        content: [
          { amount: 5, account_payment_id: payment, is_exchange: false, move_id: expect.any(Number) as unknown },
        ],
      })
    },
  },
  {
    promise: 'an unpaid invoice that is credited counts as settled on both sides without any money',
    async run(odoo) {
      const world = await play(odoo)
      const { clerk: hand, key } = world
      await ordered(world)
      await hand.shipped({ key: key('p'), order: key('order') })
      const invoice = await hand.invoiced({ key: key('i'), order: key('order') })
      expect(await money(odoo, invoice.id)).toMatchObject({ payment_state: 'not_paid', amount_residual: 185.3 })
      const credit = await hand.creditedUnpaid({ key: key('c'), order: key('order') })
      const none = { amount_residual: 0, matched_payment_ids: [] }
      expect(await money(odoo, credit.id)).toMatchObject({ payment_state: 'paid', amount_total: 185.3, ...none })
      expect(await money(odoo, invoice.id)).toMatchObject({ payment_state: 'reversed', ...none })
      const box = await readOne(odoo.rpc, 'account.move', credit.id, ['invoice_payments_widget'])
      expect(box['invoice_payments_widget']).toMatchObject({
        content: [{ amount: 185.3, account_payment_id: false, move_id: invoice.id, is_exchange: false }],
      })
    },
  },
]
