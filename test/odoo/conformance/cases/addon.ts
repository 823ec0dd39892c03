import { expect } from 'vitest'
import { createOne, idOf, mailsAbout, readOne, refById, refusal, searchRead, userWith } from '../help.ts'
import type { Case, Subject } from '../subject.ts'
import { WITH_ADDON } from './bridge-world.ts'

const ACCOUNT = 'marketplace.care.account'

interface Mirrored {
  readonly tickets: Record<string, number>
  readonly messages: Record<string, number>
  readonly created: { readonly contacts: number; readonly tickets: number; readonly messages: number }
}

/** A buyer, a ticket and a message as the service hands them over. */
function batchOf(odoo: Subject): { batch: Record<string, unknown>; ticket: string; messageId: string } {
  const [ticket, contact, xmlid] = ['t', 'b', 'm'].map((name) => `__mc__.${odoo.fresh(name)}`) as [
    string,
    string,
    string,
  ]
  const messageId = `<${odoo.fresh('m')}@marketplace-care>`
  const batch = {
    account: { name: odoo.fresh('shop'), marketplace: 'kaufland', label: 'Kaufland' },
    contacts: [{ xmlid: contact, name: 'Anna\r\nMüller' }],
    tickets: [
      { xmlid: ticket, name: 'Kaufland 1', description: '<p>d</p>', contact_xmlid: contact, mc_conversation: '1' },
    ],
    messages: [
      {
        ...{
          ticket_xmlid: ticket,
          message_id: messageId,
          xmlid,
          body: '<p>Wo?</p>',
          author: { contact_xmlid: contact },
        },
        ...{ email_from: false, date: '2026-11-01 12:00:00', message_type: 'email', subtype: 'comment' },
        attachments: [{ name: '../a.png', mimetype: 'image/png', data: 'aGk=' }],
      },
    ],
  }
  return { batch, ticket, messageId }
}

const mirror = async (odoo: Subject, batch: object): Promise<Mirrored> =>
  (await odoo.rpc(ACCOUNT, 'mirror_batch', [], { batch })) as Mirrored

const cases: readonly Case[] = [
  {
    promise: 'the addon tells its version, the database and its methods to the service and to administrators alone',
    async run(odoo) {
      expect(await odoo.rpc(ACCOUNT, 'info', [])).toEqual({
        version: expect.stringMatching(/^19\.0\.\d+\.\d+\.\d+$/) as unknown,
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
        ...{ neutralized: false, helpdesk: 'oca' },
        features: expect.arrayContaining(['info', 'orders_mark', 'receipt_batch', 'mirror_batch']) as unknown,
      })
      const service = await userWith(odoo, WITH_ADDON)
      expect(await service.rpc(ACCOUNT, 'info', [])).toMatchObject({ helpdesk: 'oca' })
      const stranger = await userWith(odoo, ['base.group_user'])
      const refused = await refusal(stranger.rpc(ACCOUNT, 'info', []))
      expect(refused.pythonName).toBe('odoo.exceptions.AccessError')
      expect(refused.message).toContain('Marketplace Care / Service')
    },
  },
  {
    promise: 'a batch makes what is missing in the own team, and the same batch makes nothing again',
    async run(odoo) {
      const { batch, ticket, messageId } = batchOf(odoo)
      const first = await mirror(odoo, batch)
      expect(first.created).toEqual({ contacts: 1, tickets: 1, messages: 1 })
      const id = first.tickets[ticket] ?? 0
      const again = await mirror(odoo, batch)
      expect(again.created).toEqual({ contacts: 0, tickets: 0, messages: 0 })
      expect([again.tickets[ticket], again.messages]).toEqual([id, first.messages])

      const fields = [
        'team_id',
        'stage_id',
        'channel_id',
        'user_id',
        'mc_marketplace',
        'mc_conversation',
        'partner_name',
      ]
      const row = await readOne(odoo.rpc, 'helpdesk.ticket', id, [...fields, 'partner_id', 'number'])
      expect(row).toMatchObject({
        user_id: false,
        mc_marketplace: 'kaufland',
        mc_conversation: '1',
        partner_name: 'Anna Müller',
      })
      expect(row['number']).toMatch(/^HT\d+$/)
      for (const [field, name] of [
        ['team_id', 'team'],
        ['stage_id', 'stage_new'],
        ['channel_id', 'channel'],
      ] as const) {
        expect(idOf(row[field])).toBe(await refById(odoo, `__mc__.setup.${name}`))
      }
      const said = await readOne(odoo.rpc, 'mail.message', first.messages[messageId] ?? 0, [
        ...['author_id', 'reply_to', 'attachment_ids', 'notification_ids', 'email_from', 'date'],
      ])
      expect(said).toMatchObject({
        reply_to: false,
        notification_ids: [],
        email_from: false,
        date: '2026-11-01 12:00:00',
      })
      expect(said['author_id']).toEqual(row['partner_id'])
      const files = await searchRead(
        odoo.rpc,
        'ir.attachment',
        [['id', 'in', said['attachment_ids']]],
        ['name', 'res_id'],
      )
      expect(files).toMatchObject([{ name: 'a.png', res_id: id }])
      expect(await mailsAbout(odoo, 'helpdesk.ticket', id)).toEqual([])
    },
  },
  {
    promise: 'one row that names what does not exist refuses the whole batch',
    async run(odoo) {
      const { batch, ticket } = batchOf(odoo)
      const [message] = batch['messages'] as object[]
      const stray = {
        ...message,
        ticket_xmlid: `__mc__.${odoo.fresh('none')}`,
        message_id: '<stray@x>',
        xmlid: undefined,
      }
      const refused = await refusal(mirror(odoo, { ...batch, messages: [message, stray] }))
      expect(refused.pythonName).toBe('odoo.exceptions.ValidationError')
      const named = [
        ['module', '=', '__mc__'],
        ['name', '=', ticket.replace('__mc__.', '')],
      ]
      expect(await searchRead(odoo.rpc, 'ir.model.data', named, ['id'])).toEqual([])
      const foreign = { ...batch, contacts: [{ xmlid: 'base.user_admin', name: 'x' }] }
      expect((await refusal(mirror(odoo, foreign))).pythonName).toBe('odoo.exceptions.ValidationError')
    },
  },
  {
    promise: 'tickets are closed, reopened and unarchived by a batch, where they are not so already',
    async run(odoo) {
      const { batch, ticket } = batchOf(odoo)
      const { tickets } = await mirror(odoo, batch)
      const id = tickets[ticket] ?? 0
      const turn = async (update: object): Promise<unknown> => {
        await mirror(odoo, { account: batch['account'], updates: [{ ticket_id: id, ...update }] })
        const row = await readOne(odoo.rpc, 'helpdesk.ticket', id, ['closed', 'active', 'stage_id'])
        return [row['closed'], row['active'], idOf(row['stage_id'])]
      }
      const stage = (name: string): Promise<number> => refById(odoo, `__mc__.setup.${name}`)
      expect(await turn({ stage: 'closed' })).toEqual([true, true, await stage('stage_closed')])
      await odoo.rpc('helpdesk.ticket', 'action_archive', [[id]])
      expect(await turn({ stage: 'open', unarchive: true })).toEqual([false, true, await stage('stage_progress')])
      expect(await turn({ stage: 'open' })).toEqual([false, true, await stage('stage_progress')])
      expect(await mailsAbout(odoo, 'helpdesk.ticket', id)).toEqual([])
    },
  },
  {
    promise: 'receipts are written once, on known models only, and not on what is gone',
    async run(odoo) {
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
      const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer })
      const note = (res_id: number, message_id: string) => ({
        model: 'sale.order',
        res_id,
        message_id,
        body: '<p>x</p>',
      })
      const [here, gone] = [`<${odoo.fresh('r')}@marketplace-care>`, `<${odoo.fresh('r')}@marketplace-care>`]
      const xmlid = `__mc__.${odoo.fresh('a')}`
      const activity = { xmlid, user_id: 2, summary: 'Bitte lesen', note: '<p>n</p>' }
      const batch = { notes: [{ ...note(order, here), activity }, note(99_999_999, gone)] }
      const write = (given: object): Promise<unknown> => odoo.rpc(ACCOUNT, 'receipt_batch', [], { batch: given })
      const first = await write(batch)
      expect(first).toEqual({ messages: { [here]: expect.any(Number) }, activities: { [xmlid]: expect.any(Number) } })
      expect(await write(batch)).toEqual(first)
      const refused = await refusal(write({ notes: [{ ...note(1, `<${odoo.fresh('r')}@x>`), model: 'res.partner' }] }))
      expect(refused.message).toContain('res.partner takes no receipts.')
    },
  },
  {
    promise: 'orders are marked once, and unknown ones are left out',
    async run(odoo) {
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K') })
      const order = await createOne(odoo.rpc, 'sale.order', { partner_id: customer })
      const row = { account: odoo.fresh('shop'), marketplace: 'kaufland', label: 'Kaufland', order_ref: 'MK-1' }
      const rows = [
        { ...row, order_id: order },
        { ...row, order_id: 99_999_999 },
      ]
      expect(await odoo.rpc(ACCOUNT, 'orders_mark', [], { rows })).toEqual([order])
      expect(await odoo.rpc(ACCOUNT, 'orders_mark', [], { rows })).toEqual([])
    },
  },
  {
    promise: "the service's user reads and calls the methods, but writes nothing by itself",
    async run(odoo) {
      const { rpc } = await userWith(odoo, WITH_ADDON)
      const may = async (model: string): Promise<string> => {
        const operations = { r: 'read', w: 'write', c: 'create', d: 'unlink' }
        let letters = ''
        for (const [letter, operation] of Object.entries(operations)) {
          if ((await rpc(model, 'has_access', [[]], { operation })) === true) letters += letter
        }
        return letters
      }
      const models = [
        'helpdesk.ticket',
        'sale.order',
        'stock.picking',
        'account.move',
        'account.payment',
        'res.partner',
        ACCOUNT,
      ]
      const found = Object.fromEntries(
        await Promise.all(models.map(async (model) => [model, await may(model)] as const)),
      )
      expect(found).toEqual(Object.fromEntries(models.map((model) => [model, 'r'])))
      const { batch } = batchOf(odoo)
      expect(await rpc(ACCOUNT, 'mirror_batch', [], { batch })).toMatchObject({ created: { tickets: 1 } })
    },
  },
  {
    promise: 'what a ticket says of its marketplace is not changed by hand',
    async run(odoo) {
      const { batch, ticket } = batchOf(odoo)
      const { tickets } = await mirror(odoo, batch)
      const agent = await userWith(odoo, ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user'])
      const vals = { mc_account_id: false }
      const refused = await refusal(agent.rpc('helpdesk.ticket', 'write', [[tickets[ticket]]], { vals }))
      expect(refused.message).toContain('not changed by hand')
    },
  },
]

/** The addon's methods and its guard, as the service calls and trusts them. */
export const addon: readonly Case[] = cases.map((one) => ({ ...one, only: 'with the addon' }))
