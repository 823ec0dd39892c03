import { expect } from 'vitest'
import { receiptMessageId } from '../../../../src/odoo/naming.ts'
import type { Case } from '../subject.ts'
import { mirrored, withBridge } from './bridge-world.ts'

/** What tells a restored Odoo, read with least rights. */
export const bridgeTraces: readonly Case[] = [
  {
    promise: 'records are told by number and creation, receipts by what came later, feeds by their newest change',
    run: (odoo) =>
      withBridge(odoo, async (world) => {
        const { bridge, account } = world
        const { traces } = bridge
        const before = await traces.newest()
        const ticket = await mirrored(world, odoo.fresh('k'))
        const messageId = receiptMessageId(account.name, odoo.fresh('reply:1'), 'done', 1)
        await bridge.receipts.write([{ model: ticket.model, id: ticket.id, messageId, bodyHtml: '<p>Gesendet.</p>' }])

        const present = await traces.present('helpdesk.ticket', [ticket.id, 2_000_000_000])
        expect([...present]).toEqual([[ticket.id, { createDate: ticket.createDate, active: true, messageId: null }]])
        expect(await traces.present('no.such.model', [1])).toEqual(new Map())
        const found = (await traces.receiptsAfter(before.message)).filter((receipt) => receipt.account === account.name)
        expect(found).toMatchObject([{ outcome: 'done' }])
        const [id = 0] = found.map((receipt) => receipt.id)
        expect(await traces.messagesNamed([messageId, '<none@marketplace-care>'])).toEqual(new Map([[messageId, id]]))
        expect((await traces.present('mail.message', [id])).get(id)?.messageId).toBe(messageId)
        const after = await traces.newest()
        expect(after.ticket).toBeGreaterThanOrEqual(ticket.id)
        expect(after.message).toBeGreaterThanOrEqual(id)
        expect(await traces.newestChange('closed-tickets')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)
        await Promise.all(['orders', 'pickings', 'refunds', 'answers', 'none'].map((feed) => traces.newestChange(feed)))
      }),
  },
]
