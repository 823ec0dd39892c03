import { z } from 'zod'
import { accountName } from '../domain/ids.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { TICKET } from './flavour.ts'
import { MESSAGE_ID_DOMAIN } from './naming.ts'
import { flag, id, text, time } from './records.ts'
import type { FoundReceipt, Traces } from './trace-ports.ts'

const record = z.object({ id, create_date: time, active: flag.optional(), message_id: text.optional() })
const message = z.object({ id, message_id: text })
const numbered = z.object({ id })
const changed = z.object({ id, write_date: z.string() })

/** `mail.message` cuts a page before it drops what the user may not see: enough rows that one is left. */
const VISIBLE_WITHIN = 50

/** Where each feed's changes stand. */
const FEEDS: Readonly<Record<string, { readonly model: string; readonly domain: Domain }>> = {
  answers: {
    model: 'mail.message',
    domain: [
      ['model', '=', TICKET],
      ['message_type', 'in', ['comment', 'email']],
    ],
  },
  orders: { model: 'sale.order', domain: [] },
  pickings: { model: 'stock.picking', domain: [] },
  tracking: { model: 'stock.picking', domain: [] },
  refunds: { model: 'account.move', domain: [['move_type', '=', 'out_refund']] },
  'paid-invoices': { model: 'account.move', domain: [['move_type', 'in', ['out_invoice', 'out_receipt']]] },
  payments: { model: 'account.payment', domain: [] },
  transactions: { model: 'payment.transaction', domain: [] },
  'goods-back': { model: 'stock.picking', domain: [] },
  'closed-tickets': { model: TICKET, domain: [] },
  returned: { model: 'stock.picking', domain: [] },
  credited: { model: 'account.move', domain: [['move_type', '=', 'out_refund']] },
  cancelled: { model: 'sale.order', domain: [] },
}

/** What of our own stands in Odoo now, read with the rights that the service has anyway. */
export function createTraces(bridge: OdooBridge): Traces {
  const newest = async (model: string, domain: Domain): Promise<number> =>
    Math.max(0, ...(await bridge.rows(model, numbered, domain, { order: 'id desc', limit: VISIBLE_WITHIN })).map(idOf))
  return {
    async present(model, ids) {
      if (ids.length === 0 || (await bridge.fields(model)).size === 0) return new Map()
      const rows = await bridge.byIds(model, record, ids)
      return new Map(
        rows.map((row) => [
          row.id,
          { createDate: row.create_date, active: row.active ?? true, messageId: row.message_id ?? null },
        ]),
      )
    },
    async newest() {
      return {
        ticket: await newest(TICKET, []),
        message: await newest('mail.message', [['model', 'in', [TICKET, 'sale.order', 'stock.picking']]]),
      }
    },
    async receiptsAfter(after) {
      const domain = [
        ['id', '>', after],
        ['message_id', '=like', `<%.r.%@${MESSAGE_ID_DOMAIN}>`],
      ]
      return (await bridge.rows('mail.message', message, domain, { order: 'id' })).flatMap(toReceipt)
    },
    async messagesNamed(messageIds) {
      const found = new Map<string, number>()
      for (let from = 0; from < messageIds.length; from += 500) {
        const part = messageIds.slice(from, from + 500)
        for (const row of await bridge.rows('mail.message', message, [['message_id', 'in', part]]))
          if (row.message_id !== null) found.set(row.message_id, row.id)
      }
      return found
    },
    async newestChange(feed) {
      const { model, domain } = FEEDS[feed] ?? { model: '', domain: [] }
      if (model === '' || (await bridge.fields(model)).size === 0) return undefined
      const rows = await bridge.rows(model, changed, domain, { order: 'write_date desc', limit: VISIBLE_WITHIN })
      return rows[0]?.write_date
    },
  }
}

const idOf = (row: { readonly id: number }): number => row.id

const RECEIPT = /^<([a-z0-9-]+)\.r\.([0-9a-f]{32})\.(done|suppressed|failed|unknown)\.\d+@/

function toReceipt({ id: messageId, message_id: name }: z.infer<typeof message>): FoundReceipt[] {
  const [, account, key, outcome] = RECEIPT.exec(name ?? '') ?? []
  if (account === undefined || key === undefined || outcome === undefined) return []
  return [{ id: messageId, account: accountName(account), key, outcome: outcome as FoundReceipt['outcome'] }]
}
