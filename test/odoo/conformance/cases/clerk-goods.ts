import { expect } from 'vitest'
import { idOf, readOne, searchRead, type Shown } from '../help.ts'
import type { Case, Subject } from '../subject.ts'
import { ADDRESS, ordered, play } from './play.ts'

const ORDER = [
  'name',
  'state',
  'client_order_ref',
  'origin',
  'team_id',
  'partner_id',
  'partner_shipping_id',
  'date_order',
]
const AMOUNTS = ['amount_untaxed', 'amount_tax', 'amount_total', 'currency_id', 'invoice_status', 'delivery_status']
const PICKING = ['name', 'state', 'sale_id', 'date_done', 'partner_id', 'carrier_id', 'carrier_tracking_ref', 'origin']
const MORE_PICKING = ['carrier_tracking_url', 'picking_type_code', 'backorder_id', 'return_id', 'location_dest_id']
const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as unknown
const pickingsOf = (odoo: Subject, order: number): Promise<Shown[]> =>
  searchRead(odoo.rpc, 'stock.picking', [['sale_id', '=', order]], [...PICKING, ...MORE_PICKING])
/** Orders and what happens to their goods, with the fields that the service reads afterwards. */
export const clerksGoods: readonly Case[] = [
  {
    promise: 'a confirmed order shows what was ordered, by whom and for how much, and waits for its delivery',
    async run(odoo) {
      const world = await play(odoo)
      const order = await ordered(world)
      const row = await readOne(odoo.rpc, 'sale.order', order, [...ORDER, ...AMOUNTS])
      expect(row).toMatchObject({
        ...{ state: 'sale', client_order_ref: world.key('order'), origin: 'Shop', date_order: time },
        ...{ amount_untaxed: 155.71, amount_tax: 29.59, amount_total: 185.3 },
        ...{ invoice_status: 'no', delivery_status: 'pending' },
        currency_id: [expect.any(Number), 'EUR'],
        team_id: [expect.any(Number), world.key('team')],
        partner_id: [expect.any(Number), expect.stringMatching(/^Anna\nMüller/)],
      })
      expect(row['name']).toMatch(/^S\d{5,}$/)
      expect(row['partner_shipping_id']).toEqual(row['partner_id'])
      const fields = [
        'name',
        'product_uom_qty',
        'price_unit',
        'price_subtotal',
        'price_total',
        'display_type',
        'qty_delivered',
      ]
      const lines = await searchRead(odoo.rpc, 'sale.order.line', [['order_id', '=', order]], fields)
      expect(lines).toMatchObject([
        { name: expect.stringContaining('[MC-1] Laufschuh') as unknown, product_uom_qty: 2, price_total: 159.8 },
        { name: expect.stringContaining('Socken') as unknown, product_uom_qty: 3, price_unit: 8.5, price_total: 25.5 },
      ])
      expect(lines[0]).toMatchObject({ price_subtotal: 134.29, display_type: false, qty_delivered: 0 })
      expect(await pickingsOf(odoo, order)).toMatchObject([
        { state: 'assigned', date_done: false, picking_type_code: 'outgoing', origin: row['name'], carrier_id: false },
      ])
    },
  },
  {
    promise: 'a part of an order that is shipped leaves a backorder, and the tracking link is the carrier’s',
    async run(odoo) {
      const world = await play(odoo)
      const { clerk: hand, key } = world
      const order = await ordered(world)
      const trackingUrl = 'https://parcel.example/<shipmenttrackingnumber>'
      await hand.carrier({ name: key('carrier'), trackingUrl })
      const parcel = { carrier: key('carrier'), trackingRef: '00340 1' }
      const first = await hand.shipped({
        key: key('p1'),
        order: key('order'),
        ...parcel,
        quantities: { [world.goods.shoe]: 1 },
      })
      const [done, rest] = await pickingsOf(odoo, order)
      expect(done).toMatchObject({
        ...{ id: first.id, state: 'done', date_done: time, carrier_tracking_ref: '00340 1', backorder_id: false },
        carrier_tracking_url: 'https://parcel.example/00340 1',
        carrier_id: [expect.any(Number), key('carrier')],
        location_dest_id: [expect.any(Number), 'Customers'],
      })
      expect(rest).toMatchObject({
        state: 'assigned',
        carrier_tracking_ref: false,
        backorder_id: [first.id, first.name],
      })
      const moved = async (picking: number): Promise<unknown> => {
        const fields = ['state', 'quantity', 'product_uom_qty', 'picked', 'sale_line_id']
        const moves = await searchRead(odoo.rpc, 'stock.move', [['picking_id', '=', picking]], fields)
        return moves.map((move) => [move['state'], move['quantity'], move['product_uom_qty'], move['picked']]).sort()
      }
      expect(await moved(first.id)).toEqual([['done', 1, 1, true]])
      const second = await hand.shipped({ key: key('p2'), order: key('order') })
      expect(await moved(second.id)).toEqual([
        ['done', 1, 1, true],
        ['done', 3, 3, true],
      ])
      await hand.trackingAdded({ picking: key('p2'), trackingRef: '00340 2', carrier: key('carrier') })
      const late = await readOne(odoo.rpc, 'stock.picking', second.id, [...PICKING, 'carrier_tracking_url'])
      expect(late).toMatchObject({ carrier_tracking_url: 'https://parcel.example/00340 2', state: 'done' })
      expect(await readOne(odoo.rpc, 'sale.order', order, ['delivery_status', 'invoice_status'])).toMatchObject({
        ...{ delivery_status: 'full', invoice_status: 'to invoice' },
      })
    },
  },
  {
    promise: 'goods that come back are an incoming transfer of the same order that returns the outgoing one',
    async run(odoo) {
      const world = await play(odoo)
      const { clerk: hand, key } = world
      const order = await ordered(world)
      const shipped = await hand.shipped({ key: key('p'), order: key('order') })
      const back = await hand.returned({ key: key('b'), picking: key('p'), quantities: { [world.goods.sock]: 2 } })
      const rows = await pickingsOf(odoo, order)
      expect(rows.find((row) => row.id === back.id)).toMatchObject({
        ...{ state: 'done', picking_type_code: 'incoming', date_done: time, origin: `Return of ${shipped.name}` },
        return_id: [shipped.id, shipped.name],
      })
      const fields = ['quantity', 'state', 'origin_returned_move_id', 'sale_line_id']
      const moves = await searchRead(odoo.rpc, 'stock.move', [['picking_id', '=', back.id]], fields)
      expect(moves).toMatchObject([
        { quantity: 2, state: 'done', origin_returned_move_id: [expect.any(Number), expect.anything()] },
      ])
      const line = [
        ['order_id', '=', order],
        ['product_uom_qty', '=', 3],
      ]
      expect(await searchRead(odoo.rpc, 'sale.order.line', line, ['qty_delivered'])).toMatchObject([
        { qty_delivered: 1 },
      ])
    },
  },
  {
    promise: 'a cancelled order and its delivery are cancelled',
    async run(odoo) {
      const world = await play(odoo)
      const order = await ordered(world)
      await world.clerk.cancelled({ order: world.key('order') })
      expect(await readOne(odoo.rpc, 'sale.order', order, ['state'])).toMatchObject({ state: 'cancel' })
      expect(await pickingsOf(odoo, order)).toMatchObject([{ state: 'cancel', date_done: false }])
    },
  },
  {
    promise: 'an order goes to the delivery address that is named, or to the customer’s own',
    async run(odoo) {
      const world = await play(odoo)
      const { clerk: hand, key } = world
      const carla = key('carla')
      await hand.customer({ key: carla, name: 'Carla', email: 'Carla@example.org', ...ADDRESS })
      const box = await hand.customer({ key: key('box'), name: 'Fach 1', deliveryOf: carla, ...ADDRESS })
      const order = await ordered(world, 'order', carla)
      const row = await readOne(odoo.rpc, 'sale.order', order, [
        'partner_shipping_id',
        'partner_invoice_id',
        'partner_id',
      ])
      expect(row['partner_shipping_id']).toEqual([box.id, box.name])
      expect(row['partner_invoice_id']).toEqual(row['partner_id'])
      const fields = ['contact_address', 'country_code', 'email_normalized', 'partner_share', 'lang']
      expect(await readOne(odoo.rpc, 'res.partner', idOf(row['partner_id']), fields)).toMatchObject({
        ...{
          contact_address: 'Weg 1\n\n10115 Berlin\nGermany',
          country_code: 'DE',
          partner_share: true,
          lang: 'de_DE',
        },
        email_normalized: 'carla@example.org',
      })
      const shown = await readOne(odoo.rpc, 'res.partner', box.id, fields)
      expect(String(shown['contact_address']).split(/\r?\n/).slice(-4)).toEqual([
        'Weg 1',
        '',
        '10115 Berlin',
        'Germany',
      ])
      expect(shown['email_normalized']).toBe(false)
    },
  },
  {
    promise: 'every step played again finds what it made and adds nothing',
    async run(odoo) {
      const world = await play(odoo)
      const { clerk: hand, key } = world
      const story = async (): Promise<unknown[]> => [
        await ordered(world),
        await hand.shipped({ key: key('p'), order: key('order'), trackingRef: '1' }),
        await hand.invoicedAndPaid({ key: key('i'), order: key('order') }),
        await hand.partlyRefunded({ key: key('r'), order: key('order'), amount: 10 }),
        await hand.returned({ key: key('b'), picking: key('p') }),
        await ordered(world, 'second'),
        await hand.shipped({ key: key('p2'), order: key('second') }),
        await hand.invoiced({ key: key('i2'), order: key('second') }),
        await hand.creditedUnpaid({ key: key('c2'), order: key('second') }),
        await hand.cancelled({ order: key('second') }).catch(() => 'kept'),
      ]
      const count = (model: string): Promise<unknown> => odoo.rpc(model, 'search_count', [], { domain: [] })
      const counts = (): Promise<unknown[]> =>
        Promise.all(
          ['sale.order', 'stock.picking', 'account.move', 'account.payment', 'stock.move', 'res.partner'].map(count),
        )
      const first = await story()
      const before = await counts()
      expect(await story()).toEqual(first)
      expect(await counts()).toEqual(before)
    },
  },
]
