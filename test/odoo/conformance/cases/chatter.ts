import { expect } from 'vitest'
import {
  createOne,
  desk,
  idOf,
  loadOne,
  mailsAbout,
  readOne,
  refById,
  refusal,
  searchRead,
  SILENT,
  ticketIn,
  userWith,
  type Shown,
} from '../help.ts'
import type { Case, Subject } from '../subject.ts'

const FIELDS = ['body', 'message_type', 'subtype_id', 'author_id', 'email_from', 'message_id', 'date', 'attachment_ids']
const COMMENT = { message_type: 'comment', subtype_xmlid: 'mail.mt_comment' }
const NOTE = { message_type: 'comment', subtype_xmlid: 'mail.mt_note' }

async function post(odoo: Subject, ticket: number, kwargs: object): Promise<Shown> {
  const ids = (await odoo.rpc('helpdesk.ticket', 'message_post', [[ticket]], { ...kwargs })) as number[]
  expect(ids).toHaveLength(1)
  return readOne(odoo.rpc, 'mail.message', ids[0] ?? 0, FIELDS)
}

async function followers(odoo: Subject, ticket: number): Promise<number[]> {
  const domain = [
    ['res_model', '=', 'helpdesk.ticket'],
    ['res_id', '=', ticket],
  ]
  return (await searchRead(odoo.rpc, 'mail.followers', domain, ['partner_id'])).map((row) => idOf(row['partner_id']))
}

const recipients = async (odoo: Subject, ticket: number): Promise<number[]> =>
  (await mailsAbout(odoo, 'helpdesk.ticket', ticket)).flatMap((mail) => mail['recipient_ids'] as number[])

/** A buyer's message as the service brings it. */
const buyersMessage = (odoo: Subject, ticket: number, contact: number): Record<string, string> => ({
  ...{ id: `__conformance__.${odoo.fresh('m')}`, model: 'helpdesk.ticket', res_id: String(ticket), body: '<p>Wo?</p>' },
  ...{ message_id: `<${odoo.fresh('m')}@conformance>`, message_type: 'email', email_from: '' },
  ...{ 'author_id/.id': String(contact), date: '2026-11-01 12:00:00', 'subtype_id/id': 'mail.mt_comment' },
})

/** Messages, who is told of them, and mails that Odoo sends by itself. */
export const chatter: readonly Case[] = [
  {
    promise: 'a posted text is escaped, HTML only on demand and sanitised; the default is a note of the system',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const plain = await post(odoo, ticket, { ...COMMENT, body: 'a <b>b</b> & c' })
      expect(plain['body']).toBe('<p>a &lt;b&gt;b&lt;/b&gt; &amp; c</p>')
      const html = await post(odoo, ticket, {
        ...COMMENT,
        body: '<p>a <b>b</b><script>x</script></p>',
        body_is_html: true,
      })
      expect(html['body']).toBe('<p>a <b>b</b></p>')
      const note = await post(odoo, ticket, { body: 'x' })
      expect(note).toMatchObject({ message_type: 'notification' })
      expect(idOf(note['subtype_id'])).toBe(await refById(odoo, 'mail.mt_note'))
    },
  },
  {
    promise: 'a message has its author, its time and its own id unless another is given',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const own = await post(odoo, ticket, { ...COMMENT, body: 'x' })
      expect(own['message_id']).toMatch(/^<.+@.+>$/)
      expect(own['date']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
      const { partner_id } = await readOne(odoo.rpc, 'res.users', 2, ['partner_id'])
      expect(own['author_id']).toEqual(partner_id)
      expect(own['email_from']).toMatch(/^".+" <.+@.+>$/)
      const message_id = `<${odoo.fresh('given')}@conformance>`
      expect(await post(odoo, ticket, { ...COMMENT, body: 'x', message_id })).toMatchObject({ message_id })
      const named = [['message_id', '=', message_id]]
      expect(await searchRead(odoo.rpc, 'mail.message', named, ['res_id'])).toMatchObject([{ res_id: ticket }])
    },
  },
  {
    promise: 'what cannot be posted is refused',
    async run(odoo) {
      const { ticket, team, open } = await desk(odoo)
      const second = await ticketIn(odoo, team, open)
      const said = async (ids: number[], kwargs: object): Promise<string> =>
        (await refusal(odoo.rpc('helpdesk.ticket', 'message_post', [ids], { body: 'x', ...kwargs }))).message
      expect(await said([ticket], { model: 'y' })).toContain('Those values are not supported')
      expect(await said([ticket, second], {})).toContain('Expected singleton: helpdesk.ticket')
      expect(await said([99_999_999], {})).toContain('Record does not exist or has been deleted.')
    },
  },
  {
    promise: 'files that wait in the composer move to the record with the message',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const file = {
        name: 'photo.png',
        datas: 'aGk=',
        mimetype: 'image/png',
        res_model: 'mail.compose.message',
        res_id: 0,
      }
      const attachment = await createOne(odoo.rpc, 'ir.attachment', file)
      const message = await post(odoo, ticket, { ...COMMENT, body: 'x', attachment_ids: [attachment] })
      expect(message['attachment_ids']).toEqual([attachment])
      const moved = await readOne(odoo.rpc, 'ir.attachment', attachment, ['res_model', 'res_id', 'name', 'mimetype'])
      expect(moved).toMatchObject({
        res_model: 'helpdesk.ticket',
        res_id: ticket,
        name: 'photo.png',
        mimetype: 'image/png',
      })
    },
  },
  {
    promise: 'who answers follows from then on, who writes a note does not',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      await post(odoo, ticket, { ...NOTE, body: 'x' })
      expect(await followers(odoo, ticket)).toEqual([])
      await post(odoo, ticket, { ...COMMENT, body: 'x' })
      const { partner_id } = await readOne(odoo.rpc, 'res.users', 2, ['partner_id'])
      expect(await followers(odoo, ticket)).toEqual([idOf(partner_id)])
    },
  },
  {
    promise: 'without the addon a follower is mailed an answer, address or not, but no note; named recipients always',
    only: 'without the addon',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const reachable = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('A'), email: 'a@example.org' })
      const mute = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('B') })
      const archived = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('C'), active: false })
      const partner_ids = [reachable, mute, archived]
      await odoo.rpc('helpdesk.ticket', 'message_subscribe', [[ticket]], { partner_ids })
      await post(odoo, ticket, { ...NOTE, body: 'x' })
      expect(await recipients(odoo, ticket)).toEqual([])
      await post(odoo, ticket, { ...COMMENT, body: 'x' })
      expect((await recipients(odoo, ticket)).sort((a, b) => a - b)).toEqual([reachable, mute])
      await odoo.rpc('helpdesk.ticket', 'message_unsubscribe', [[ticket]], { partner_ids })
      await post(odoo, ticket, { ...NOTE, body: 'x', partner_ids: [reachable] })
      expect((await recipients(odoo, ticket)).filter((id) => id === reachable)).toHaveLength(2)
    },
  },
  {
    promise: 'the contact on a ticket alone is mailed nothing by an answer posted over RPC',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K'), email: 'k@example.org' })
      const ticket = await ticketIn(odoo, team, open, { partner_id: customer, partner_email: 'k@example.org' })
      await post(odoo, ticket, { ...COMMENT, body: 'x' })
      expect(await recipients(odoo, ticket)).toEqual([])
    },
  },
  {
    promise: 'colleagues who read in Odoo are told in the inbox, others by mail',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const groups = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user']
      const inbox = await userWith(odoo, groups, { notification_type: 'inbox', email: 'i@example.org' })
      const byMail = await userWith(odoo, groups, { notification_type: 'email', email: 'm@example.org' })
      const partner_ids = [inbox.partner, byMail.partner]
      const message = await post(odoo, ticket, { ...NOTE, body: 'x', partner_ids })
      const told = await searchRead(
        odoo.rpc,
        'mail.notification',
        [['mail_message_id', '=', message.id]],
        ['res_partner_id', 'notification_type'],
      )
      const byPartner = Object.fromEntries(told.map((row) => [idOf(row['res_partner_id']), row['notification_type']]))
      expect(byPartner).toEqual({ [inbox.partner]: 'inbox', [byMail.partner]: 'email' })
      expect(await recipients(odoo, ticket)).toEqual([byMail.partner])
    },
  },
  {
    promise: 'a closing stage that helpdesk_mgmt ships mails the customer, and makes a mail even without one',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const done = await refById(odoo, 'helpdesk_mgmt.helpdesk_ticket_stage_done')
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K'), email: 'k@example.org' })
      const known = await ticketIn(odoo, team, open, { partner_id: customer })
      const unknown = await ticketIn(odoo, team, open)
      await odoo.rpc('helpdesk.ticket', 'write', [[known]], { vals: { stage_id: done } })
      await odoo.rpc('helpdesk.ticket', 'write', [[unknown]], { vals: { stage_id: done } })
      expect(await recipients(odoo, known)).toEqual([customer])
      expect(await mailsAbout(odoo, 'helpdesk.ticket', unknown)).toMatchObject([{ recipient_ids: [], email_to: false }])
      const domain = [
        ['model', '=', 'helpdesk.ticket'],
        ['res_id', '=', unknown],
        ['message_type', '=', 'email_outgoing'],
      ]
      expect(await searchRead(odoo.rpc, 'mail.message', domain, ['id'])).toHaveLength(1)
    },
  },
  {
    promise: 'an own closing stage without a template mails nobody, nor does any stage set without tracking',
    async run(odoo) {
      const { team, open, closing } = await desk(odoo)
      const done = await refById(odoo, 'helpdesk_mgmt.helpdesk_ticket_stage_done')
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K'), email: 'k@example.org' })
      const own = await ticketIn(odoo, team, open, { partner_id: customer })
      await odoo.rpc('helpdesk.ticket', 'write', [[own]], { vals: { stage_id: closing } })
      expect(await recipients(odoo, own)).toEqual([])
      const shown = await readOne(odoo.rpc, 'helpdesk.ticket', own, ['closed', 'closed_date', 'last_stage_update'])
      expect(shown).toMatchObject({ closed: true, closed_date: expect.any(String) as unknown })
      const silent = await ticketIn(odoo, team, open, { partner_id: customer })
      await odoo.rpc('helpdesk.ticket', 'write', [[silent]], { vals: { stage_id: done }, context: SILENT })
      expect(await recipients(odoo, silent)).toEqual([])
    },
  },
  {
    promise: 'a change of stage is told in the chatter unless tracking is off',
    async run(odoo) {
      const { team, open, closing } = await desk(odoo)
      const told = async (context: object): Promise<number> => {
        const ticket = await ticketIn(odoo, team, open)
        await odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals: { stage_id: closing }, context })
        const row = await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['message_ids'])
        return (row['message_ids'] as number[]).length
      }
      expect([await told({}), await told(SILENT)]).toEqual([1, 0])
    },
  },
  {
    promise: 'a new ticket without a stage of its own takes the first common one, not its team’s',
    async run(odoo) {
      const { team } = await desk(odoo)
      const ticket = await createOne(odoo.rpc, 'helpdesk.ticket', { name: 'x', description: 'd', team_id: team })
      const row = await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['stage_id', 'user_id', 'number', 'display_name'])
      expect(idOf(row['stage_id'])).toBe(await refById(odoo, 'helpdesk_mgmt.helpdesk_ticket_stage_new'))
      // The company assigns new tickets to whoever makes them.
      expect(idOf(row['user_id'])).toBe(2)
      expect(row['number']).toMatch(/^HT\d{5,}$/)
      expect(row['display_name']).toBe(`${String(row['number'])} - x`)
    },
  },
  {
    promise: 'a new ticket says so and makes its maker follow, unless it is made in silence',
    async run(odoo) {
      const values = { name: 'x', description: 'd' }
      const loud = await createOne(odoo.rpc, 'helpdesk.ticket', values, {})
      const { message_ids } = await readOne(odoo.rpc, 'helpdesk.ticket', loud, ['message_ids'])
      expect(message_ids).toHaveLength(1)
      expect(await followers(odoo, loud)).toHaveLength(1)
      const silent = await createOne(odoo.rpc, 'helpdesk.ticket', values)
      expect(await readOne(odoo.rpc, 'helpdesk.ticket', silent, ['message_ids'])).toMatchObject({ message_ids: [] })
      expect(await followers(odoo, silent)).toEqual([])
    },
  },
  {
    promise: 'whoever is assigned follows and is told, unless it is done without tracking',
    async run(odoo) {
      const { team, open } = await desk(odoo)
      const groups = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user']
      const agent = await userWith(odoo, groups, { email: 'agent@example.org' })
      const assigned = async (context: object): Promise<[number[], number[]]> => {
        const ticket = await ticketIn(odoo, team, open)
        await odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals: { user_id: agent.id }, context })
        return [await followers(odoo, ticket), await recipients(odoo, ticket)]
      }
      expect(await assigned({})).toEqual([[agent.partner], [agent.partner]])
      expect(await assigned(SILENT)).toEqual([[], []])
    },
  },
  {
    promise: "a loaded message stands in the chatter as the buyer's and tells nobody",
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const { partner_id } = await readOne(odoo.rpc, 'res.users', 2, ['partner_id'])
      await odoo.rpc('helpdesk.ticket', 'message_subscribe', [[ticket]], { partner_ids: [idOf(partner_id)] })
      const contact = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('Buyer'), active: false })
      const row = buyersMessage(odoo, ticket, contact)
      const id = await loadOne(odoo.rpc, 'mail.message', row)
      const shown = await readOne(odoo.rpc, 'mail.message', id, [
        ...FIELDS,
        'model',
        'res_id',
        'record_name',
        'notification_ids',
      ])
      expect(shown).toMatchObject({
        ...{ body: '<p>Wo?</p>', message_type: 'email', email_from: false, message_id: row['message_id'] },
        ...{ date: '2026-11-01 12:00:00', model: 'helpdesk.ticket', res_id: ticket, notification_ids: [] },
        record_name: expect.stringContaining('Ticket') as unknown,
      })
      expect(idOf(shown['author_id'])).toBe(contact)
      expect(await recipients(odoo, ticket)).toEqual([])
      expect(await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['message_ids'])).toMatchObject({ message_ids: [id] })
    },
  },
  {
    promise: 'a loaded message without author is the user’s own',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const id = await loadOne(odoo.rpc, 'mail.message', {
        ...{ model: 'helpdesk.ticket', res_id: String(ticket), body: '<p>n</p>', message_type: 'notification' },
        message_id: `<${odoo.fresh('r')}@conformance>`,
      })
      const { partner_id } = await readOne(odoo.rpc, 'res.users', 2, ['partner_id'])
      const shown = await readOne(odoo.rpc, 'mail.message', id, FIELDS)
      expect(shown).toMatchObject({ author_id: partner_id, subtype_id: false })
    },
  },
  {
    promise: 'an answer can be edited, emptied and deleted; its write_date moves and a deleted one is gone',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const { id } = await post(odoo, ticket, { ...COMMENT, body: 'first' })
      const write = (vals: object): Promise<unknown> => odoo.rpc('mail.message', 'write', [[id]], { vals })
      await write({ body: '<p>second</p>' })
      expect(await readOne(odoo.rpc, 'mail.message', id, ['body'])).toMatchObject({ body: '<p>second</p>' })
      await write({ body: '' })
      expect(await readOne(odoo.rpc, 'mail.message', id, ['body'])).toMatchObject({ body: '' })
      await odoo.rpc('mail.message', 'unlink', [[id]])
      expect(await searchRead(odoo.rpc, 'mail.message', [['id', '=', id]], ['id'])).toEqual([])
    },
  },
  {
    promise: 'an activity is loaded by the external id of its model and shows on its record, in silence without a mail',
    async run(odoo) {
      const { ticket } = await desk(odoo)
      const groups = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user']
      const agent = await userWith(odoo, groups, { email: 'agent@example.org' })
      const id = await loadOne(odoo.rpc, 'mail.activity', {
        ...{ id: `__conformance__.${odoo.fresh('act')}`, 'res_model_id/id': 'helpdesk_mgmt.model_helpdesk_ticket' },
        ...{ res_id: String(ticket), 'user_id/.id': String(agent.id), summary: 'Nicht gesendet', note: '<p>n</p>' },
      })
      const fields = ['res_model', 'res_id', 'summary', 'note', 'user_id', 'res_name', 'date_deadline']
      const shown = await readOne(odoo.rpc, 'mail.activity', id, fields)
      expect(shown).toMatchObject({
        res_model: 'helpdesk.ticket',
        res_id: ticket,
        summary: 'Nicht gesendet',
        note: '<p>n</p>',
      })
      expect(idOf(shown['user_id'])).toBe(agent.id)
      expect(await readOne(odoo.rpc, 'helpdesk.ticket', ticket, ['activity_ids'])).toMatchObject({ activity_ids: [id] })
      expect(await recipients(odoo, ticket)).toEqual([])
    },
  },
]
