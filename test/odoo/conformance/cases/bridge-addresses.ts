import { expect } from 'vitest'
import { createOne } from '../help.ts'
import type { Case } from '../subject.ts'
import { withBridge } from './bridge-world.ts'
import { play } from './play.ts'

const byAddress: Case = {
  promise: 'orders are found by the address of their contacts, however it is written, with what is still open of them',
  run: (odoo) =>
    withBridge(odoo, async ({ bridge }) => {
      const run = odoo
        .fresh('a')
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, '')
      const contact = (email: string, values: object = {}): Promise<number> =>
        createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K'), email, ...values })
      const order = (partner: number, values: object = {}): Promise<number> =>
        createOne(odoo.rpc, 'sale.order', { partner_id: partner, ...values })

      const maria = `${run}_maria@example.org`
      const shouted = await order(await contact(`Maria <${maria.toUpperCase()}>`), {
        date_order: '2026-01-05 10:00:00',
      })
      const tagged = await order(await contact(maria.replace('@', '+shop@')), { date_order: '2026-01-07 10:00:00' })
      await order(await contact(maria.replace('_', 'x')))
      await order(await contact(`x${maria}`))
      await order(await contact(maria.replace('@', 'a@')))
      expect(await bridge.orders.byAddress([maria])).toMatchObject([
        { id: tagged, emails: [maria.replace('@', '+shop@')], placedAt: '2026-01-07T10:00:00.000Z' },
        { id: shouted, emails: [maria], placedAt: '2026-01-05T10:00:00.000Z', standing: 'quotation' },
      ])

      const [buyer, alias] = [`${run}.buyer@example.org`, `${run}@customer.otto.market`]
      const { clerk, goods, key } = await play(odoo)
      const person = await contact(buyer)
      const invoiced = await contact(alias, { parent_id: person, type: 'other', active: false })
      const both = await order(person, { partner_invoice_id: invoiced, partner_shipping_id: invoiced })
      const delivered = await order(await contact(odoo.fresh('nobody')), { partner_shipping_id: invoiced })
      const found = await bridge.orders.byAddress([alias, buyer])
      expect(found.map(({ id, emails }) => [id, emails.toSorted()])).toEqual([
        [delivered, [alias]],
        [both, [buyer, alias].toSorted()],
      ])
      // In one call or in several, an order is found once, with all of its addresses.
      const many = [buyer, ...Array.from({ length: 60 }, (_, n) => `${run}.${String(n)}@example.org`), alias]
      expect(await bridge.orders.byAddress(many)).toEqual(
        found.map((one) => ({ ...one, emails: expect.arrayContaining([...one.emails]) as unknown })),
      )

      await clerk.customer({
        ...{ key: key('eve'), name: odoo.fresh('Eve'), email: `${run}.eve@example.org` },
        ...{ street: 'Weg 1', zip: '10115', city: 'Berlin', country: 'DE', language: 'de_DE' },
      })
      const lines = [{ product: goods.sock, quantity: 1 }]
      const standing = async (): Promise<readonly string[]> =>
        (await bridge.orders.byAddress([`${run}.eve@example.org`])).map((one) => one.standing)
      await clerk.orderConfirmed({ key: key('eve-order'), customer: key('eve'), lines })
      expect(await standing()).toEqual(['open'])
      await clerk.shipped({ key: key('eve-parcel'), order: key('eve-order') })
      expect(await standing()).toEqual(['over'])
      expect(await bridge.orders.byAddress([])).toEqual([])
      expect(await bridge.orders.byAddress([`%@example.org`, `nobody.${run}@example.org`])).toEqual([])
    }),
}

/** What mails ask of orders. */
export const bridgeAddresses: readonly Case[] = [byAddress]
