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

/** What orders offer with the addon. */
export const bridgeOrders: readonly Case[] = [writesToBuyers]
