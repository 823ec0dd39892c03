import { expect } from 'vitest'
import { createOne, desk, load, loadOne, readOne, refusal, searchRead, SILENT, userWith } from '../help.ts'
import type { Case } from '../subject.ts'

/** The service's groups without the addon. */
export const SERVICE = [
  'base.group_user',
  'helpdesk_mgmt.group_helpdesk_user',
  'base.group_partner_manager',
  'sales_team.group_sale_salesman_all_leads',
  'stock.group_stock_user',
  'account.group_account_readonly',
]
const HELPDESK = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user']

/** Model → letters of `rwcd` that the service's groups give together. */
const MAY: Readonly<Record<string, string>> = {
  'helpdesk.ticket': 'rwc',
  'helpdesk.ticket.team': 'r',
  'helpdesk.ticket.stage': 'r',
  'helpdesk.ticket.channel': 'r',
  'helpdesk.ticket.tag': 'r',
  'res.partner': 'rwcd',
  'res.users': 'r',
  'res.company': 'r',
  'res.country': 'r',
  'ir.attachment': 'rwcd',
  'ir.model': '',
  'ir.model.data': '',
  'ir.config_parameter': '',
  'ir.module.module': 'r',
  'mail.message': 'rwcd',
  'mail.message.subtype': 'r',
  'mail.notification': 'rwc',
  'mail.activity': 'rwcd',
  'mail.followers': 'r',
  'mail.mail': '',
  'mail.template': 'rwcd',
  'sale.order': 'rwc',
  'sale.order.line': 'rwcd',
  'sale.order.template': 'r',
  'crm.team': 'r',
  'stock.picking': 'rwcd',
  'stock.move': 'rwc',
  'stock.picking.type': 'r',
  'stock.location': 'r',
  'delivery.carrier': 'r',
  'account.move': 'r',
  'account.move.line': 'r',
  'account.payment': 'r',
  'account.tax': 'r',
  'product.product': 'r',
  'product.pricelist': 'r',
  'uom.uom': 'r',
  'res.groups': 'r',
  'res.lang': 'r',
  'res.currency': 'r',
  'stock.quant': 'rwc',
  'stock.warehouse': 'r',
  'stock.return.picking': 'rwc',
  'stock.return.picking.line': 'rwcd',
  'sale.advance.payment.inv': 'rwc',
  'account.journal': 'r',
  'account.move.reversal': '',
  'account.payment.register': '',
  'account.bank.statement.line': 'r',
  'helpdesk.ticket.category': 'r',
  'helpdesk.ticket.merge': 'rwcd',
  'mail.activity.type': 'r',
}
const OPERATIONS = { r: 'read', w: 'write', c: 'create', d: 'unlink' } as const

/** What a plain user may do: a missing right shows like the real one. */
export const rights: readonly Case[] = [
  {
    promise: "the service's groups give just these rights, model by model",
    async run(odoo) {
      const service = await userWith(odoo, SERVICE)
      const found: Record<string, string> = {}
      for (const model of Object.keys(MAY)) {
        let letters = ''
        for (const [letter, operation] of Object.entries(OPERATIONS)) {
          if ((await service.rpc(model, 'has_access', [[]], { operation })) === true) letters += letter
        }
        found[model] = letters
      }
      expect(found).toEqual(MAY)
    },
  },
  {
    promise: 'a missing right is refused with the model and the groups that have it',
    async run(odoo) {
      const helper = await userWith(odoo, HELPDESK)
      const read = await refusal(
        helper.rpc('sale.order', 'search_read', [], { domain: [], fields: ['name'], limit: 1 }),
      )
      expect(read.pythonName).toBe('odoo.exceptions.AccessError')
      expect(read.message).toContain("You are not allowed to access 'Sales Order' (sale.order) records.")
      expect(read.message).toContain('This operation is allowed for the following groups:\n\t- ')
      expect(read.message).toContain('\t- Inventory/User\n')
      const made = await refusal(helper.rpc('res.partner', 'create', [[{ name: 'x' }]]))
      expect(made.message).toContain("You are not allowed to create 'Contact' (res.partner) records.")
      expect(made.message).toContain('\t- Contact/Creation\n')
      const gone = await refusal(helper.rpc('helpdesk.ticket', 'unlink', [[1]]))
      expect(gone.message).toContain("You are not allowed to delete 'Helpdesk Ticket' (helpdesk.ticket) records.")
      const changed = await refusal(helper.rpc('helpdesk.ticket.stage', 'write', [[1]], { vals: { name: 'x' } }))
      expect(changed.message).toContain("You are not allowed to modify 'Helpdesk Ticket Stage'")
    },
  },
  {
    promise: 'load tells a missing right as a message',
    async run(odoo) {
      const helper = await userWith(odoo, HELPDESK)
      const row = { id: `__conformance__.${odoo.fresh('b')}`, name: 'x', active: '0' }
      const { ids, messages } = await load(helper.rpc, 'res.partner', [row])
      expect(ids).toBe(false)
      expect(messages[0]?.message).toContain("You are not allowed to create 'Contact' (res.partner) records.")
    },
  },
  {
    promise: 'one unreadable list refuses the whole read',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const helper = await userWith(odoo, HELPDESK)
      expect(await readOne(helper.rpc, 'helpdesk.ticket', ticket, ['name'])).toMatchObject({ id: ticket })
      const fields = ['name', 'sale_order_ids']
      const refused = await refusal(helper.rpc('helpdesk.ticket', 'read', [[ticket]], { fields }))
      expect(refused.message).toContain('Failed to read field helpdesk.ticket.sale_order_ids')
    },
  },
  {
    promise: 'a field of accountants is hidden from others, and refuses the whole read when it is asked for',
    async run(odoo) {
      const seller = await userWith(odoo, ['base.group_user', 'sales_team.group_sale_salesman_all_leads'])
      const service = await userWith(odoo, SERVICE)
      const described = async (rpc: typeof odoo.rpc): Promise<string[]> =>
        Object.keys((await rpc('account.move', 'fields_get', [], { attributes: ['type'] })) as object)
      expect(await described(seller.rpc)).not.toContain('invoice_payments_widget')
      expect(await described(service.rpc)).toContain('invoice_payments_widget')
      const ask = { domain: [['move_type', '=', 'out_refund']], fields: ['invoice_payments_widget'], limit: 1 }
      const refused = await refusal(seller.rpc('account.move', 'search_read', [], ask))
      expect(refused.message).toContain(
        'You do not have enough rights to access the field "invoice_payments_widget" on Journal Entry (account.move).',
      )
    },
  },
  {
    promise: "the service's user mirrors: contact, ticket, message, file, note on an order, activity, inbox",
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const { rpc } = await userWith(odoo, SERVICE)
      const id = (name: string): string => `__conformance__.${odoo.fresh(name)}`
      const contact = id('b')
      await loadOne(rpc, 'res.partner', { id: contact, name: odoo.fresh('Buyer'), active: '0' })
      const ticket = await loadOne(rpc, 'helpdesk.ticket', {
        ...{ id: id('t'), name: 'x', description: 'd', 'team_id/.id': String(team), 'stage_id/.id': String(open) },
      })
      const file = await loadOne(rpc, 'ir.attachment', {
        ...{ id: id('f'), name: 'a.html', datas: 'aGk=', mimetype: 'text/html' },
        ...{ res_model: 'helpdesk.ticket', res_id: String(ticket) },
      })
      // What a browser would run is kept as plain text for a plain user.
      expect(await readOne(rpc, 'ir.attachment', file, ['mimetype'])).toMatchObject({ mimetype: 'text/plain' })
      const message = id('m')
      const messageId = await loadOne(rpc, 'mail.message', {
        ...{ id: message, model: 'helpdesk.ticket', res_id: String(ticket), body: '<p>Wo?</p>', email_from: '' },
        ...{ message_id: `<${odoo.fresh('m')}@conformance>`, message_type: 'email', 'author_id/id': contact },
        ...{ date: '2026-11-01 12:00:00', 'subtype_id/id': 'mail.mt_comment', 'attachment_ids/.id': String(file) },
      })
      expect(await readOne(rpc, 'mail.message', messageId, ['attachment_ids'])).toMatchObject({
        attachment_ids: [file],
      })
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
      const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer })
      await loadOne(rpc, 'mail.message', {
        ...{
          id: id('r'),
          model: 'sale.order',
          res_id: String(order),
          body: '<p>told</p>',
          'subtype_id/id': 'mail.mt_note',
        },
        ...{ message_id: `<${odoo.fresh('r')}@conformance>`, message_type: 'notification' },
      })
      await loadOne(rpc, 'mail.activity', {
        ...{ id: id('a'), 'res_model_id/id': 'helpdesk_mgmt.model_helpdesk_ticket', res_id: String(ticket) },
        ...{ 'user_id/.id': '2', summary: 's', note: 'n' },
      })
      const { partner_id } = await readOne(odoo.rpc, 'res.users', 2, ['partner_id'])
      await loadOne(rpc, 'mail.notification', {
        ...{ id: id('n'), 'mail_message_id/.id': String(messageId), notification_type: 'inbox', is_read: '0' },
        'res_partner_id/.id': String((partner_id as [number])[0]),
      })
      expect(await rpc('helpdesk.ticket', 'write', [[ticket]], { vals: { stage_id: open }, context: SILENT })).toBe(
        true,
      )
    },
  },
  {
    promise: 'a plain user may not load a message a second time, an administrator may',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const { rpc } = await userWith(odoo, SERVICE)
      const row = {
        ...{ id: `__conformance__.${odoo.fresh('m')}`, model: 'helpdesk.ticket', res_id: String(ticket) },
        ...{ body: 'x', message_id: `<${odoo.fresh('m')}@conformance>`, message_type: 'notification' },
      }
      await loadOne(rpc, 'mail.message', row)
      const again = await load(rpc, 'mail.message', [row])
      expect(again.ids).toBe(false)
      expect(again.messages[0]?.message).toContain("Only administrators can modify 'model' and 'res_id' fields.")
      await loadOne(odoo.rpc, 'mail.message', row)
    },
  },
  {
    promise: 'a message follows the right on its record',
    async run(odoo) {
      const helper = await userWith(odoo, HELPDESK)
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
      const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer })
      const note = await createOne(odoo.rpc, 'mail.message', { model: 'sale.order', res_id: order, body: 'x' })
      expect(await searchRead(helper.rpc, 'mail.message', [['id', '=', note]], ['body'])).toEqual([])
      const own = await refusal(
        helper.rpc('mail.message', 'create', [[{ model: 'sale.order', res_id: order, body: 'x' }]]),
      )
      expect(own.message).toContain('cannot be completed due to security restrictions')
      const file = { name: 'a.txt', datas: 'aGk=', res_model: 'sale.order', res_id: order }
      const refused = await refusal(helper.rpc('ir.attachment', 'create', [[file]]))
      expect(refused.message).toContain('you are not allowed to access this document')
    },
  },
  {
    promise: 'external ids cannot be searched with least rights, but those of known records can be asked for',
    async run(odoo) {
      const { rpc } = await userWith(odoo, SERVICE)
      expect((await refusal(rpc('ir.model.data', 'search', [], { domain: [] }))).message).toContain('ir.model.data')
      const xmlid = `__conformance__.${odoo.fresh('b')}`
      const id = await loadOne(rpc, 'res.partner', { id: xmlid, name: odoo.fresh('B') })
      expect(await rpc('res.partner', 'get_external_id', [[id]])).toEqual({ [String(id)]: xmlid })
      const [module, name] = xmlid.split('.')
      const reference = { module, xml_id: name }
      expect(await rpc('ir.model.data', 'check_object_reference', [], reference)).toEqual(['res.partner', id])
    },
  },
  {
    promise: "marks of the database: the company's birthday is everybody's, the parameters are the administrator's",
    async run(odoo) {
      const { rpc } = await userWith(odoo, SERVICE)
      const at = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as unknown
      expect(await readOne(rpc, 'res.company', 1, ['create_date'])).toMatchObject({ create_date: at })
      const refused = await refusal(rpc('ir.config_parameter', 'get_param', [], { key: 'database.uuid' }))
      expect(refused.pythonName).toBe('odoo.exceptions.AccessError')
      expect(await odoo.rpc('ir.config_parameter', 'get_param', [], { key: 'database.uuid' })).toMatch(
        /^[0-9a-f-]{36}$/,
      )
      expect(await odoo.rpc('ir.config_parameter', 'get_param', [], { key: odoo.fresh('none') })).toBe(false)
    },
  },
]
