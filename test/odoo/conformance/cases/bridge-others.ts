import { expect } from 'vitest'
import { createClerk } from '../../../../src/demo/clerk.ts'
import { orderRef } from '../../../../src/domain/ids.ts'
import { receiptMessageId, activityXmlid } from '../../../../src/odoo/naming.ts'
import { createOdoo } from '../../../../src/odoo/odoo.ts'
import type { FeedCursor, Page } from '../../../../src/odoo/ports.ts'
import { systemClock } from '../../../../src/kit/system-clock.ts'
import { createOne, mailsAbout, readOne, searchRead, userWith } from '../help.ts'
import type { Case } from '../subject.ts'
import { mirrored, withBridge } from './bridge-world.ts'
import { ordered, play } from './play.ts'

async function all<T>(pages: AsyncIterable<Page<T>>): Promise<{ items: T[]; cursor: FeedCursor | undefined }> {
  const items: T[] = []
  let cursor: FeedCursor | undefined
  for await (const page of pages) {
    items.push(...page.items)
    cursor = page.cursor ?? cursor
  }
  return { items, cursor }
}

/** Answers, receipts, orders, inspection and what the service asks of Odoo itself. */
export const bridgeOthers: readonly Case[] = [
  {
    promise: 'the bridge tells version, helpdesk, addon and marks of the database',
    run: (odoo) =>
      withBridge(odoo, async ({ bridge }) => {
        expect(await bridge.info()).toMatchObject({
          ...{ version: '19.0', flavour: 'oca', transport: odoo.transport, neutralized: false },
          addon: odoo.addon ? expect.stringMatching(/^19\.0\./) : undefined,
          marks: { url: odoo.url, database: odoo.db, companyCreated: expect.any(String) as unknown },
        })
        expect(Math.abs(Date.parse(await bridge.now()) - Date.now())).toBeLessThan(60_000)
        expect(await bridge.company()).toMatchObject({
          name: expect.any(String) as unknown,
          email: expect.stringContaining('@') as unknown,
        })
      }),
  },
  {
    promise: 'setup made what was missing; a second one finds it, and none of its stages mails anybody',
    run: (odoo) =>
      withBridge(odoo, async ({ bridge }) => {
        const report = await bridge.setup()
        expect(report.made).toEqual([])
        expect(report.found).toEqual(expect.arrayContaining(['setup.team', 'setup.stage_new', 'setup.stage_closed']))
        const xmlids = [
          ['module', '=', '__mc__'],
          ['name', 'like', 'setup.stage'],
        ]
        const stages = await searchRead(odoo.rpc, 'ir.model.data', xmlids, ['res_id'])
        const rows = await searchRead(
          odoo.rpc,
          'helpdesk.ticket.stage',
          [['id', 'in', stages.map((row) => row['res_id'])]],
          [...['mail_template_id', 'closed']],
        )
        expect(rows.map((row) => row['mail_template_id'])).toEqual([false, false, false, false])
        expect(rows.filter((row) => row['closed'] === true)).toHaveLength(1)
      }),
  },
  {
    promise: 'the rights that the service needs are there with its groups, and named where they are not',
    async run(odoo) {
      await withBridge(odoo, async ({ bridge }) => {
        expect((await bridge.rights()).filter((finding) => !finding.ok)).toEqual([])
      })
      if (odoo.transport === 'json2') return
      const { login } = await userWith(odoo, ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user'])
      const own = { url: odoo.url, db: odoo.db, user: login, password: login, clock: systemClock }
      const poor = createOdoo({ ...own, transport: 'jsonrpc' })
      const asked = poor.rights().finally(() => poor.close())
      if (odoo.addon) return expect(asked).rejects.toThrow('Marketplace Care / Service')
      const missing = (await asked).filter((finding) => !finding.ok).map((finding) => finding.model)
      expect(missing).toEqual(expect.arrayContaining(['sale.order', 'stock.picking', 'res.partner']))
    },
  },
  {
    promise: "an agent's public comment is an answer; notes, the service's own and other tickets' are none",
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const { bridge, start, clock } = world
        const ticket = await mirrored(world, odoo.fresh('k'))
        const foreign = await createOne(odoo.rpc, 'helpdesk.ticket', { name: 'x', description: 'd' })
        const hand = createClerk(odoo.rpc)
        const keys = { answer: odoo.fresh('a'), note: odoo.fresh('n'), foreign: odoo.fresh('f') }
        const file = { name: 'label.pdf', mimeType: 'application/pdf', bytes: new Uint8Array([37, 80, 68, 70]) }
        const html = '<p>Ihr Paket ist <b>unterwegs</b>.</p>'
        const id = await hand.answers({ key: keys.answer, ticketId: ticket.id, html, files: [file] })
        await hand.notes({ key: keys.note, ticketId: ticket.id, html: '<p>intern</p>' })
        await hand.answers({ key: keys.foreign, ticketId: foreign, html: '<p>fremd</p>' })
        const { answers, cursor } = await bridge.answers.since(undefined, start)
        const mine = answers.filter((answer) => answer.ticketId === ticket.id || answer.ticketId === foreign)
        expect(mine).toMatchObject([{ id, ticketId: ticket.id, bodyHtml: html, by: 'comment', author: { userId: 2 } }])
        const files = await bridge.answers.files(mine[0]?.attachmentIds ?? [])
        expect(files).toEqual([
          { filename: 'label.pdf', mimeType: 'application/pdf', bytes: expect.anything() as unknown },
        ])
        expect(Buffer.from(files[0]?.bytes ?? []).toString()).toBe('%PDF')

        await hand.edits({ key: keys.answer, html: '<p>Morgen.</p>' })
        expect(await bridge.answers.read(id)).toMatchObject({ id, bodyHtml: '<p>Morgen.</p>' })
        // Within a second Odoo's write_date tells no change from another: the feed looks again some seconds later.
        clock.moveMs(10_000)
        const changed = await bridge.answers.since(cursor, start)
        expect(changed.answers.filter((answer) => answer.id === id)).toMatchObject([{ bodyHtml: '<p>Morgen.</p>' }])
        await hand.deletes({ key: keys.answer })
        expect(await bridge.answers.read(id)).toBeUndefined()
        await odoo.rpc('mail.message', 'unlink', [[id]])
        expect(await bridge.answers.read(id)).toBeUndefined()
        expect(await mailsAbout(odoo, 'helpdesk.ticket', ticket.id)).toEqual([])
      }),
  },
  {
    promise: 'a receipt is one note, with one activity for the author, and is known by its key afterwards',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const { bridge, account } = world
        const ticket = await mirrored(world, odoo.fresh('k'))
        const key = odoo.fresh('reply:1')
        const receipt = (dedupeKey: string, outcome: 'done' | 'failed') => ({
          model: 'helpdesk.ticket',
          id: ticket.id,
          messageId: receiptMessageId(account.name, dedupeKey, outcome, 1),
          bodyHtml: '<p>An den Käufer gesendet.</p>',
        })
        const failed = {
          ...receipt(key, 'failed'),
          activity: {
            xmlid: activityXmlid(account.name, key, 'failed', 1),
            userId: 2,
            summary: 'Nicht gesendet',
            noteHtml: '<p>Bitte ändern.</p>',
          },
        }
        await bridge.receipts.write([failed])
        await bridge.receipts.write([failed])
        const asked = { account: account.name, dedupeKey: key }
        expect([...(await bridge.receipts.done([asked]))]).toEqual([])
        await bridge.receipts.write([receipt(key, 'done')])
        const other = { account: account.name, dedupeKey: `${key}0` }
        expect([...(await bridge.receipts.done([asked, other]))]).toEqual([key])
        const domain = [
          ['model', '=', 'helpdesk.ticket'],
          ['res_id', '=', ticket.id],
          ['message_type', '=', 'notification'],
        ]
        const notes = await searchRead(odoo.rpc, 'mail.message', domain, [
          'body',
          'is_internal',
          'subtype_id',
          'message_id',
        ])
        expect(notes).toMatchObject([
          { message_id: failed.messageId, is_internal: true, subtype_id: [expect.any(Number), 'Note'] },
          { body: '<p>An den Käufer gesendet.</p>' },
        ])
        const on = [
          ['res_model', '=', 'helpdesk.ticket'],
          ['res_id', '=', ticket.id],
        ]
        const activities = await searchRead(odoo.rpc, 'mail.activity', on, ['summary', 'note', 'user_id'])
        expect(activities).toMatchObject([
          { summary: 'Nicht gesendet', note: '<p>Bitte ändern.</p>', user_id: [2, expect.anything()] },
        ])
        expect(await mailsAbout(odoo, 'helpdesk.ticket', ticket.id)).toEqual([])
      }),
  },
  {
    promise: 'a receipt may stand on an order too, and one on a record that is gone does no harm',
    run: (odoo) =>
      withBridge(odoo, async ({ bridge, account }) => {
        const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K'), email: 'k@example.org' })
        const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer })
        const note = (id: number, key: string) => ({
          ...{ model: 'sale.order', id, bodyHtml: '<p>Versandmail gesendet.</p>' },
          messageId: receiptMessageId(account.name, key, 'done', 1),
        })
        const [here, gone] = [odoo.fresh('n'), odoo.fresh('n')]
        await bridge.receipts.write([note(order, here), note(99_999_999, gone)])
        const asked = [here, gone].map((dedupeKey) => ({ account: account.name, dedupeKey }))
        expect([...(await bridge.receipts.done(asked))]).toEqual([here])
        expect(await mailsAbout(odoo, 'sale.order', order)).toEqual([])
      }),
  },
  {
    promise: 'orders, parcels and refunds are read as the rules need them',
    run: (odoo) =>
      withBridge(odoo, async ({ bridge, start }) => {
        const world = await play(odoo)
        const { clerk: hand, key } = world
        const order = await ordered(world)
        await hand.carrier({ name: key('dhl'), trackingUrl: 'https://dhl.example/<shipmenttrackingnumber>' })
        const picking = await hand.shipped({
          key: key('p'),
          order: key('order'),
          carrier: key('dhl'),
          trackingRef: '1',
        })
        await hand.invoicedAndPaid({ key: key('i'), order: key('order') })
        const refund = await hand.partlyRefunded({ key: key('r'), order: key('order'), amount: 10, reason: 'Kratzer' })

        const orders = await all(bridge.orders.ordersSince(undefined, start))
        const euro = (minor: number) => ({ minor, currency: 'EUR' })
        const contact = {
          email: 'anna@example.org',
          language: 'de_DE',
          internal: false,
          name: expect.stringMatching(/^Anna Müller/) as unknown,
        }
        const facts = orders.items.find((one) => one.id === order)
        expect(facts).toMatchObject({
          ...{ state: 'sale', clientOrderRef: key('order'), origin: 'Shop', companyId: 1, contact, delivery: contact },
          ...{ untaxed: euro(15571), tax: euro(2959), total: euro(18530), team: { name: key('team') } },
          lines: [
            { name: expect.stringContaining('Laufschuh') as unknown, quantity: 2, total: euro(15980) },
            { name: expect.stringContaining('Socken') as unknown, quantity: 3, total: euro(2550) },
          ],
        })
        expect(facts?.confirmedAt).toMatch(/^\d{4}-/)
        expect(facts?.deliveryAddress.slice(0, 3)).toEqual([
          expect.stringMatching(/^Anna Müller/),
          'Weg 1',
          '10115 Berlin',
        ])
        expect((await bridge.orders.orders([order, 99_999_999])).get(order)).toEqual(facts)

        const pickings = await all(bridge.orders.pickingsSince(undefined, start))
        const parcel = pickings.items.find((one) => one.id === picking.id)
        expect(parcel).toMatchObject({
          ...{ name: picking.name, orderId: order, carrier: key('dhl'), trackingRef: '1', delivery: contact },
          trackingUrl: 'https://dhl.example/1',
          items: [{ quantity: 2 }, { quantity: 3 }],
        })
        expect(await bridge.orders.pickingsOf(order)).toEqual([parcel])

        const refunds = await all(bridge.orders.refundsSince(undefined, start))
        const money = refunds.items.find((one) => one.id === refund.id)
        expect(money).toMatchObject({
          ...{ orderId: order, paidOut: euro(1000), settled: true, contact },
          items: [{ name: 'Kratzer', quantity: 1, total: euro(1000) }],
        })
        expect(money?.paidAt).toMatch(/^\d{4}-/)

        const [found] = await bridge.orders.byRef([orderRef(key('order'))], { byName: false })
        expect(found).toMatchObject({
          id: order,
          clientOrderRef: key('order'),
          parcels: [{ carrier: key('dhl'), reference: '1' }],
        })
        expect(await bridge.orders.byRef([orderRef('no such order')], { byName: true })).toEqual([])
        await hand.cancelled({ order: key('order') }).catch(() => undefined)
      }),
  },
  {
    promise:
      "the inspection reads modules, user, Odoo's own mails and the newest orders with the rights of the service",
    run: (odoo) =>
      withBridge(odoo, async ({ bridge }) => {
        const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
        const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer, client_order_ref: 'MK-7' })
        await odoo.rpc('sale.order', 'action_confirm', [[order]])
        const [mail] = await searchRead(odoo.rpc, 'mail.template', [['model', '=', 'helpdesk.ticket']], ['id'])
        const name = odoo.fresh('Quotation')
        const template = await createOne(odoo.rpc, 'sale.order.template', { name, mail_template_id: mail?.id })
        const inspection = bridge.inspection()

        const modules = await inspection.modules()
        expect(modules?.get('helpdesk_mgmt')).toMatch(/^19\.0\./)
        expect(modules?.has('marketplace_care')).toBe(odoo.addon)
        const asAdmin = odoo.transport === 'json2'
        expect(await inspection.user()).toMatchObject({ administrator: asAdmin, companyTimeZone: null })
        const mails = await inspection.ownMails({ quotationTemplates: true, ratings: false })
        expect(mails).toMatchObject({ onDelivery: false, smsOnDelivery: expect.any(Boolean) as unknown, lately: [] })
        expect(mails.stages).toEqual(expect.arrayContaining([{ name: 'Done', own: false }]))
        // The addon's group reads no quotation templates: told as unknown, not as none.
        if (odoo.addon && !asAdmin) expect(mails.quotationTemplates).toBeUndefined()
        else expect(mails.quotationTemplates).toContain(name)
        expect(await inspection.hasTeam()).toBe(true)
        const [newest] = await inspection.recentOrders()
        expect(newest).toMatchObject({ id: order, clientOrderRef: 'MK-7', byWebsite: false })
        await odoo.rpc('sale.order.template', 'unlink', [[template]])
        await odoo.rpc('sale.order', 'action_cancel', [[order]])
      }),
  },
  {
    promise: 'a credit note against an unpaid invoice counts as settled, but no money went out',
    run: (odoo) =>
      withBridge(odoo, async ({ bridge }) => {
        const world = await play(odoo)
        const { clerk: hand, key } = world
        await ordered(world)
        await hand.shipped({ key: key('p'), order: key('order') })
        await hand.invoiced({ key: key('i'), order: key('order') })
        const credit = await hand.creditedUnpaid({ key: key('c'), order: key('order') })
        const facts = (await bridge.orders.refunds([credit.id])).get(credit.id)
        expect(facts).toMatchObject({ settled: true, paidOut: { minor: 0, currency: 'EUR' }, paidAt: null })
      }),
  },
  {
    promise: 'a return is no parcel, and a backorder is one of its own',
    run: (odoo) =>
      withBridge(odoo, async ({ bridge }) => {
        const world = await play(odoo)
        const { clerk: hand, key } = world
        const order = await ordered(world)
        const first = await hand.shipped({ key: key('p1'), order: key('order'), quantities: { [world.goods.shoe]: 1 } })
        expect(await bridge.orders.pickingsOf(order)).toMatchObject([{ id: first.id, items: [{ quantity: 1 }] }])
        const second = await hand.shipped({ key: key('p2'), order: key('order') })
        await hand.returned({ key: key('b'), picking: key('p1') })
        expect((await bridge.orders.pickingsOf(order)).map((one) => one.id)).toEqual([first.id, second.id])
      }),
  },
  {
    promise: 'with the addon an order shows its account and its number on the marketplace',
    only: 'with the addon',
    run: (odoo) =>
      withBridge(odoo, async ({ bridge, account }) => {
        const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
        const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer })
        const mark = {
          orderId: order,
          account: account.name,
          label: 'Kaufland',
          orderRef: orderRef('MK-1'),
          marketplace: 'kaufland',
        }
        await bridge.orders.mark([mark])
        await bridge.orders.mark([mark])
        const row = await readOne(odoo.rpc, 'sale.order', order, ['mc_account_id', 'mc_order_ref'])
        expect(row).toMatchObject({
          mc_account_id: [expect.any(Number), `Kaufland (${account.name})`],
          mc_order_ref: 'MK-1',
        })
      }),
  },
]
