import { expect } from 'vitest'
import { orderRef } from '../../../../src/domain/ids.ts'
import type { Rpc } from '../../../../src/demo/clerk/steps.ts'
import type { OdooDecision } from '../../../../src/odoo/case-ports.ts'
import { createOne, readOne, refusal, userWith, type Shown } from '../help.ts'
import type { Case } from '../subject.ts'
import { batch, ticketToMake, withBridge } from './bridge-world.ts'

const SELLER = ['base.group_user', 'sales_team.group_sale_salesman']
const BOOKKEEPER = ['base.group_user', 'account.group_account_invoice']

const writesToBuyers: Case = {
  promise:
    'an order offers to write to its buyer where that is possible, says what became of the wish, and leads to the ticket',
  only: 'with the addon',
  run: (odoo) =>
    withBridge(odoo, async (world) => {
      const { bridge, account } = world
      const seller = await userWith(odoo, SELLER)
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
      const orderId = await createOne(odoo.rpc, 'sale.order', { partner_id: customer, user_id: seller.id })
      const ref = orderRef(odoo.fresh('MK'))
      await bridge.orders.mark([
        { orderId, account: account.name, label: 'Kaufland', orderRef: ref, marketplace: account.connector },
      ])
      expect(await bridge.orders.found(orderId)).toMatchObject({ id: orderId, partnerId: customer })
      expect(await bridge.orders.found(2_000_000_000)).toBeUndefined()

      const fields = ['mc_message_state', 'mc_message_refusal', 'mc_ticket_count']
      const shown = (rpc: Rpc = seller.rpc): Promise<Shown> => readOne(rpc, 'sale.order', orderId, fields)
      const wish = (rpc: Rpc): Promise<unknown> => rpc('sale.order', 'action_mc_message', [[orderId]])
      const open = async (begins?: boolean): Promise<readonly OdooDecision[]> => {
        const found = await bridge.decisions.open(begins === undefined ? undefined : { [account.name]: begins })
        return found.filter((one) => one.account === account.name)
      }
      expect(await open(false)).toEqual([])
      expect(await shown()).toMatchObject({ mc_message_state: false, mc_ticket_count: 0 })
      expect((await refusal(wish(seller.rpc))).pythonName).toBe('odoo.exceptions.UserError')
      expect(await open(true)).toEqual([])
      expect(await shown()).toMatchObject({ mc_message_state: 'possible' })
      const bookkeeper = await userWith(odoo, BOOKKEEPER)
      expect((await refusal(wish(bookkeeper.rpc))).pythonName).toBe('odoo.exceptions.AccessError')

      await wish(seller.rpc)
      await wish(seller.rpc)
      const [decision, second] = await open(true)
      expect(second).toBeUndefined()
      expect(decision).toMatchObject({ subject: { kind: 'order', orderId }, action: 'message', by: seller.login })
      expect(await open()).toEqual([])
      expect(await shown()).toMatchObject({ mc_message_state: 'open' })
      await bridge.decisions.settle([{ id: decision?.id ?? 0, outcome: 'refused', sentence: 'Zwei Konten passen.' }])
      expect(await shown()).toMatchObject({ mc_message_state: 'refused', mc_message_refusal: 'Zwei Konten passen.' })

      const conversation = odoo.fresh('k')
      const tickets = [ticketToMake(conversation, { orderRef: ref })]
      await bridge.tickets.place({ ...batch(world, [conversation]), tickets })
      // Who may not see tickets is not led to one.
      expect(await shown()).toMatchObject({ mc_message_state: false, mc_ticket_count: 0 })
      expect(await shown(odoo.rpc)).toMatchObject({ mc_message_state: false, mc_ticket_count: 1 })
    }),
}

const WIZARD = 'marketplace.care.note.fact'

const notesFacts: Case = {
  promise: 'what a person notes on an order reaches the service once, and the order says what became of it',
  only: 'with the addon',
  run: (odoo) =>
    withBridge(odoo, async (world) => {
      const { bridge, account } = world
      const seller = await userWith(odoo, SELLER)
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
      const orderId = await createOne(odoo.rpc, 'sale.order', { partner_id: customer, user_id: seller.id })
      const note = async (rpc: Rpc, values: object, order = orderId): Promise<unknown> => {
        const wizard = await createOne(rpc, WIZARD, { sale_order_id: order, ...values }, {})
        return rpc(WIZARD, 'action_note', [[wizard]])
      }
      const objected = { fact: 'objected', fact_at: '2026-01-02 10:00:00' }
      expect((await refusal(note(seller.rpc, objected))).pythonName).toBe('odoo.exceptions.UserError')
      const ref = orderRef(odoo.fresh('MK'))
      await bridge.orders.mark([
        { orderId, account: account.name, label: 'Kaufland', orderRef: ref, marketplace: account.connector },
      ])
      const fields = ['mc_fact_state', 'mc_fact_message', 'mc_message_state']
      const shown = (): Promise<Shown> => readOne(seller.rpc, 'sale.order', orderId, fields)
      const open = async (): Promise<readonly OdooDecision[]> =>
        (await bridge.decisions.open({ [account.name]: true })).filter((one) => one.account === account.name)
      expect(await open()).toEqual([])
      expect(await shown()).toMatchObject({ mc_fact_state: false, mc_fact_message: false })
      const bookkeeper = await userWith(odoo, BOOKKEEPER)
      expect((await refusal(note(bookkeeper.rpc, objected))).pythonName).toBe('odoo.exceptions.AccessError')
      const ahead = { fact: 'objected', fact_at: '2199-01-01 00:00:00' }
      expect((await refusal(note(seller.rpc, ahead))).pythonName).toBe('odoo.exceptions.UserError')

      const withdrawn = { fact: 'withdrawn', fact_at: '2026-01-02 10:00:00', text: ' Ich widerrufe.\n', name: 'J. K.' }
      await note(seller.rpc, withdrawn)
      await note(seller.rpc, withdrawn)
      expect((await refusal(note(seller.rpc, { ...withdrawn, text: 'x' }))).pythonName).toBe(
        'odoo.exceptions.UserError',
      )
      await note(seller.rpc, { ...objected, text: 'x', name: 'y' })
      const about = { kind: 'fact', orderId, at: '2026-01-02T10:00:00.000Z', delivery: null }
      const found = await open()
      expect(found).toMatchObject([
        { subject: { ...about, fact: 'withdrawn', text: 'Ich widerrufe.', name: 'J. K.' }, by: seller.login },
        { subject: { ...about, fact: 'objected', text: null, name: null } },
      ])
      expect(await bridge.decisions.open()).not.toContainEqual(expect.objectContaining({ id: found[0]?.id }))
      expect(await shown()).toMatchObject({
        mc_fact_state: 'open',
        mc_fact_message: expect.stringContaining('is on its way'),
        mc_message_state: 'possible',
      })
      await bridge.decisions.settle(
        found.map(({ id }) => ({ id, outcome: 'refused', sentence: 'Zwei Konten passen.' })),
      )
      expect(await shown()).toMatchObject({
        mc_fact_state: 'refused',
        mc_fact_message: expect.stringContaining('Zwei Konten passen.'),
      })
      await bridge.decisions.settle(found.map(({ id }) => ({ id, outcome: 'taken', sentence: 'Festgehalten.' })))
      expect(await shown()).toMatchObject({ mc_fact_state: false, mc_fact_message: false })
    }),
}

/** What orders offer with the addon. */
export const bridgeOrders: readonly Case[] = [writesToBuyers, notesFacts]
