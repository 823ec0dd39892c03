import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { readEnv, runShell } from '../../../scripts/odoo/kit.ts'
import { batchOf, caller, type Call } from './caller.ts'

// The addon's own tests run inside Odoo; these are the promises that only show from outside.
const env = readEnv()
const ACCOUNTS = 'marketplace.care.account'
const run = `a${randomUUID().slice(0, 8)}`

/** A user with no right but the service's, and what it needs to call by JSON-2. */
function serviceKey(): string {
  return runShell(
    env.db,
    `
import datetime
group = env.ref('marketplace_care.group_service')
user = env['res.users'].search([('login', '=', 'care-service-test')]) or env['res.users'].with_context(no_reset_password=True).create(
    {'name': 'Service', 'login': 'care-service-test', 'group_ids': [(6, 0, group.ids)]})
until = datetime.datetime.now() + datetime.timedelta(days=30)
print(env['res.users.apikeys'].with_user(user)._generate('rpc', 'test', until))
env.cr.commit()
`,
  )
}

describe('the addon, called from outside', () => {
  const admin = caller(env, env.apiKey)
  let service: Call

  beforeAll(() => {
    service = caller(env, serviceKey())
  })

  const count = (model: string, domain: unknown[]): Promise<unknown> => admin(model, 'search_count', { domain })

  test('four callers with the same batch at once make everything once, and all get the same answer', async () => {
    const batch = batchOf(run, 20)
    const answers = await Promise.all([1, 2, 3, 4].map(() => service(ACCOUNTS, 'mirror_batch', { batch })))
    for (const { tickets, messages } of answers) {
      expect({ tickets, messages }).toEqual({ tickets: answers[0].tickets, messages: answers[0].messages })
    }
    expect(answers.map((answer) => answer.created.tickets).sort()).toEqual([0, 0, 0, 20])
    expect(await count('helpdesk.ticket', [['mc_account_id.name', '=', run]])).toBe(20)
    expect(await count('mail.message', [['message_id', 'in', batch.messages.map((row) => row.message_id)]])).toBe(20)
  })

  test('four callers with the same receipt at once write it once, with one activity', async () => {
    const tickets = (await service(ACCOUNTS, 'mirror_batch', { batch: batchOf(run, 1) })).tickets
    const note = {
      model: 'helpdesk.ticket',
      res_id: Object.values(tickets)[0],
      message_id: `<${run}.r.1@marketplace-care>`,
      body: '<p>Not delivered</p>',
      activity: { xmlid: `__mc__.${run}.a.1`, user_id: 2, summary: 'Not delivered', note: '' },
    }
    await Promise.all([1, 2, 3, 4].map(() => service(ACCOUNTS, 'receipt_batch', { batch: { notes: [note] } })))
    expect(await count('mail.message', [['message_id', '=', note.message_id]])).toBe(1)
    expect(
      await count('mail.activity', [
        ['res_id', '=', note.res_id],
        ['summary', '=', 'Not delivered'],
      ]),
    ).toBe(1)
  })

  test('the service’s user reads tickets and changes them by the methods only', async () => {
    const [ticket] = await service('helpdesk.ticket', 'search_read', {
      domain: [['mc_account_id.name', '=', run]],
      fields: ['name', 'mc_order_ref'],
      limit: 1,
    })
    expect(ticket.mc_order_ref).toMatch(/^MX-/)
    const refused = { status: 403 }
    await expect(service('helpdesk.ticket', 'write', { ids: [ticket.id], vals: { name: 'x' } })).rejects.toMatchObject(
      refused,
    )
    await expect(service('res.partner', 'create', { vals_list: [{ name: 'x' }] })).rejects.toMatchObject(refused)
    await service(ACCOUNTS, 'mirror_batch', { batch: { updates: [{ ticket_id: ticket.id, stage: 'closed' }] } })
    expect(
      await count('helpdesk.ticket', [
        ['id', '=', ticket.id],
        ['closed', '=', true],
      ]),
    ).toBe(1)
  })

  test('mirror, answer, close and reopen leave no mail to the buyer', async () => {
    const batch = batchOf(run, 1)
    const [customer] = await admin('res.partner', 'create', {
      vals_list: [{ name: run, email: `${run}@buyer.example` }],
    })
    const xmlid = `__mc__.${run}.t.mail`
    const [row] = batch.tickets
    const placed = await service(ACCOUNTS, 'mirror_batch', {
      batch: { account: batch.account, contacts: batch.contacts, tickets: [{ ...row, xmlid, partner_id: customer }] },
    })
    const ids = [placed.tickets[xmlid]]
    await admin('helpdesk.ticket', 'message_subscribe', { ids, partner_ids: [customer] })
    await admin('helpdesk.ticket', 'message_post', {
      ids,
      body: 'It is on its way.',
      message_type: 'comment',
      subtype_xmlid: 'mail.mt_comment',
      partner_ids: [customer],
    })
    for (const closed of [true, false]) {
      const [stage] = await admin('helpdesk.ticket.stage', 'search', {
        domain: [
          ['closed', '=', closed],
          ['mail_template_id', closed ? '!=' : '=', false],
        ],
        limit: 1,
      })
      await admin('helpdesk.ticket', 'write', { ids, vals: { stage_id: stage } })
    }
    const onTicket = [
      ['model', '=', 'helpdesk.ticket'],
      ['res_id', '=', ids[0]],
    ]
    expect(await count('mail.mail', ['|', ['recipient_ids', 'in', [customer]], ['email_to', 'ilike', `${run}@`]])).toBe(
      0,
    )
    expect(await count('mail.mail', [...onTicket, ['state', '=', 'exception'], ['recipient_ids', '=', false]])).toBe(0)
    expect(
      await count('mail.followers', [
        ['res_id', '=', ids[0]],
        ['partner_id', '=', customer],
      ]),
    ).toBe(0)
  })
})
