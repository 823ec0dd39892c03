import { expect } from 'vitest'
import { createClerk } from '../../../../src/demo/clerk.ts'
import { conversationId } from '../../../../src/domain/ids.ts'
import { instant } from '../../../../src/domain/time.ts'
import { createOne, idOf, load, mailsAbout, readOne, searchRead, userWith } from '../help.ts'
import type { Case, Subject } from '../subject.ts'
import {
  batch,
  bridgeOf,
  chatterOf,
  message,
  messageToPlace,
  mirrored,
  placeOf,
  ticketToMake,
  type BridgeWorld,
} from './bridge-world.ts'

/** A case on the service's bridge, which is closed at its end. */
const onBridge =
  (run: (world: BridgeWorld) => Promise<void>): ((odoo: Subject) => Promise<void>) =>
  async (odoo) => {
    const world = await bridgeOf(odoo)
    try {
      await run(world)
    } finally {
      await world.close()
    }
  }

const locateOne = async (
  { bridge, account }: BridgeWorld,
  conversation: string,
  known: Parameters<typeof bridge.tickets.locate>[1][number]['known'],
  messages: readonly string[] = [],
) => {
  const sought = { id: conversationId(conversation), known, messages: messages.map(message) }
  return (await bridge.tickets.locate(account.name, [sought])).get(conversationId(conversation))
}

/** Conversations in Odoo, as the service's bridge places and finds them. */
export const bridgeTickets: readonly Case[] = [
  {
    promise: 'a conversation becomes one ticket with the buyer as author, and doing it again adds nothing',
    run: onBridge(async (world) => {
      const { bridge, odoo } = world
      const conversation = odoo.fresh('k')
      const first = await bridge.tickets.place(batch(world, [conversation]))
      expect(first.refused).toEqual([])
      const ticket = placeOf(first.tickets, conversation)
      expect(ticket).toMatchObject({ model: 'helpdesk.ticket', active: true, closed: false, assigned: null })
      const fields = ['name', 'description', 'partner_email', 'create_date', 'closed', 'user_id', 'team_id']
      const row = await readOne(odoo.rpc, 'helpdesk.ticket', ticket.id, fields)
      expect(row).toMatchObject({
        ...{ name: `Kaufland ${conversation}: Frage zum Produkt`, description: '<p>Marktplatz: Kaufland</p>' },
        ...{ partner_email: false, closed: false, user_id: false },
        create_date: ticket.createDate.slice(0, 19).replace('T', ' '),
      })
      const chatter = await chatterOf(odoo, ticket.id)
      expect(chatter).toMatchObject([
        {
          ...{ body: '<p>Wo bleibt mein Paket?</p>', message_type: 'email', email_from: false, is_internal: false },
          ...{ date: '2026-11-01 12:00:00', subtype_id: [expect.any(Number), 'Discussions'] },
          message_id: expect.stringMatching(/@marketplace-care>$/) as unknown,
        },
      ])
      const author = idOf(chatter[0]?.['author_id'])
      expect(await readOne(odoo.rpc, 'res.partner', author, ['name', 'email', 'active'])).toMatchObject({
        ...{ name: 'Anna Müller', email: false, active: false },
      })
      const again = await bridge.tickets.place(batch(world, [conversation]))
      expect([...again.messages]).toEqual([...first.messages])
      expect(placeOf(again.tickets, conversation).id).toBe(ticket.id)
      expect(await chatterOf(odoo, ticket.id)).toEqual(chatter)
      expect(await mailsAbout(odoo, 'helpdesk.ticket', ticket.id)).toEqual([])
    }),
  },
  {
    promise: 'many conversations at once, follow-ups, notes of others and files find their tickets',
    run: onBridge(async (world) => {
      const { bridge, odoo } = world
      const conversations = Array.from({ length: 12 }, () => odoo.fresh('k'))
      const placed = await bridge.tickets.place(batch(world, conversations))
      expect([placed.tickets.size, placed.messages.size, placed.refused]).toEqual([12, 12, []])
      const [conversation = ''] = conversations
      const { id: ticketId } = placeOf(placed.tickets, conversation)
      const bytes = new Uint8Array([137, 80, 78, 71])
      const second = messageToPlace(conversation, `${conversation}-2`, {
        ticketId,
        at: instant('2026-11-02T09:30:00Z'),
        files: [
          { name: '../../etc/photo.png', mimeType: 'image/png', bytes },
          { name: 'page.html', mimeType: 'text/html', bytes },
        ],
      })
      const note = messageToPlace(conversation, `${conversation}-3`, {
        ticketId,
        bodyHtml: '<p>Bitte antworten Sie.</p>',
        author: { kind: 'named', name: 'Kaufland Kundenservice' },
      })
      const more = await bridge.tickets.place({ ...batch(world, []), messages: [second, note] })
      expect([more.messages.size, more.refused]).toEqual([2, []])
      const chatter = await chatterOf(odoo, ticketId)
      expect(chatter.map((row) => [row['message_type'], row['date'], row['is_internal']])).toEqual([
        ['email', '2026-11-01 12:00:00', false],
        ['email', '2026-11-02 09:30:00', false],
        ['notification', '2026-11-01 12:00:00', true],
      ])
      expect(chatter[2]).toMatchObject({ author_id: false, email_from: 'Kaufland Kundenservice' })
      const fields = ['name', 'mimetype', 'datas', 'res_model', 'res_id']
      const files = await searchRead(odoo.rpc, 'ir.attachment', [['id', 'in', chatter[1]?.['attachment_ids']]], fields)
      // What a browser would run is kept as plain text.
      expect(files.map((row) => row['mimetype']).sort()).toEqual(['image/png', 'text/plain'])
      const stands = { datas: 'iVBORw==', res_model: 'helpdesk.ticket', res_id: ticketId }
      expect(files).toMatchObject([stands, stands])
    }),
  },
  {
    promise: 'hostile text is mirrored harmless and whole',
    run: onBridge(async (world) => {
      const { bridge, odoo } = world
      const conversation = odoo.fresh('k ü/№')
      const long = 'ä'.repeat(100_000)
      const bodyHtml = `<p>😀 \u202eabc {{x}} &lt;script&gt; \u0000 ${long}</p><script>alert(1)</script>`
      const placed = await bridge.tickets.place({
        ...batch(world, []),
        tickets: [ticketToMake(conversation, { name: 'a\u0000b\r\nc', buyer: { id: 'x y', name: 'Eve\r\nBcc: all' } })],
        messages: [
          messageToPlace(conversation, `${conversation}\u0000"1"`, {
            bodyHtml,
            author: { kind: 'buyer', id: 'x y', name: 'Eve\r\nBcc: all' },
          }),
        ],
      })
      expect(placed.refused).toEqual([])
      const ticket = placeOf(placed.tickets, conversation)
      const row = await readOne(odoo.rpc, 'helpdesk.ticket', ticket.id, ['name'])
      expect(row['name']).toMatch(/^a ?b c$/)
      const [said] = await chatterOf(odoo, ticket.id)
      const body = String(said?.['body'])
      expect(body).toContain(long)
      expect(body).toContain('😀 \u202eabc {{x}} &lt;script&gt;')
      expect(body).not.toContain('alert')
      expect(said?.['author_id']).toEqual([expect.any(Number), 'Eve Bcc: all'])
    }),
  },
  {
    promise: 'a conversation is found by what the ledger knows, else by its messages; a reissued id is not believed',
    run: onBridge(async (world) => {
      const { odoo } = world
      const conversation = odoo.fresh('k')
      const ticket = await mirrored(world, conversation)
      const known = { model: ticket.model, id: ticket.id, createDate: ticket.createDate }
      expect(await locateOne(world, conversation, known)).toEqual(ticket)
      expect(await locateOne(world, conversation, null, [`${conversation}-1`])).toEqual(ticket)
      expect(await locateOne(world, conversation, null)).toBeUndefined()
      const other = { ...known, createDate: instant('2020-01-01T00:00:00Z') }
      expect(await locateOne(world, conversation, other)).toBeUndefined()
      await odoo.rpc('helpdesk.ticket', 'action_archive', [[ticket.id]])
      expect(await locateOne(world, conversation, known)).toMatchObject({ active: false })
      await odoo.rpc('helpdesk.ticket', 'unlink', [[ticket.id]])
      expect(await locateOne(world, conversation, known, [`${conversation}-1`])).toBeUndefined()
      const anew = await mirrored(world, conversation)
      expect(anew.id).toBeGreaterThan(ticket.id)
    }),
  },
  {
    promise: 'a ticket that was merged away is followed to where it is now',
    run: onBridge(async (world) => {
      const { odoo, bridge, account, start } = world
      const [one, two] = [odoo.fresh('k'), odoo.fresh('k')]
      const away = await mirrored(world, one)
      const target = await mirrored(world, two)
      await createClerk(odoo.rpc).answers({ key: odoo.fresh('a'), ticketId: away.id, html: '<p>Moment.</p>' })
      const context = { active_ids: [away.id, target.id] }
      const values = { ticket_ids: [[6, 0, [away.id, target.id]]], dst_ticket_id: target.id, user_id: false }
      const wizard = await createOne(odoo.rpc, 'helpdesk.ticket.merge', values, context)
      await odoo.rpc('helpdesk.ticket.merge', 'merge_tickets', [[wizard]], { context })
      const known = { model: away.model, id: away.id, createDate: away.createDate }
      expect(await locateOne(world, one, known, [`${one}-1`])).toMatchObject({ id: target.id, active: true })
      expect(await locateOne(world, two, null, [`${two}-1`])).toMatchObject({ id: target.id })
      // What the merge itself says is no answer; the answer written before it belongs to its own conversation.
      const { answers } = await bridge.answers.since(undefined, start)
      expect(answers.filter((answer) => [away.id, target.id].includes(answer.ticketId))).toMatchObject([
        { bodyHtml: '<p>Moment.</p>', ticketId: away.id },
      ])
      expect((await bridge.tickets.identify([away.id])).get(away.id)).toMatchObject({ account: account.name })
    }),
  },
  {
    promise: 'which conversation a ticket mirrors is told by the ticket, of foreign tickets nothing',
    run: onBridge(async (world) => {
      const { bridge, odoo, account } = world
      const conversation = odoo.fresh('k')
      const ticket = await mirrored(world, conversation)
      const foreign = await createOne(odoo.rpc, 'helpdesk.ticket', { name: 'x', description: 'd' })
      const found = await bridge.tickets.identify([ticket.id, foreign])
      expect([...found]).toEqual([[ticket.id, { account: account.name, conversation, createDate: ticket.createDate }]])
    }),
  },
  {
    promise: 'closing and reopening move the stage, unarchive, and mail nobody',
    run: onBridge(async (world) => {
      const { bridge, odoo } = world
      const conversation = odoo.fresh('k')
      const ticket = await mirrored(world, conversation)
      const known = { model: ticket.model, id: ticket.id, createDate: ticket.createDate }
      await bridge.tickets.close([ticket.id])
      expect(await locateOne(world, conversation, known)).toMatchObject({ closed: true })
      await odoo.rpc('helpdesk.ticket', 'action_archive', [[ticket.id]])
      await bridge.tickets.reopen([ticket.id])
      expect(await locateOne(world, conversation, known)).toMatchObject({ closed: false, active: true })
      expect(await mailsAbout(odoo, 'helpdesk.ticket', ticket.id)).toEqual([])
      const { message_ids } = await readOne(odoo.rpc, 'helpdesk.ticket', ticket.id, ['message_ids'])
      expect(message_ids).toHaveLength(1)
    }),
  },
  {
    promise: 'tickets that an agent closed are told once, and again when they changed',
    run: onBridge(async (world) => {
      const { bridge, odoo, start } = world
      const [left, closed] = [await mirrored(world, odoo.fresh('k')), await mirrored(world, odoo.fresh('k'))]
      await createClerk(odoo.rpc).closesTicket({ ticketId: closed.id })
      const first = await bridge.tickets.closedSince(undefined, start)
      const mine = first.tickets.filter((ticket) => ticket.id === closed.id || ticket.id === left.id)
      expect(mine).toMatchObject([{ id: closed.id, closed: true }])
    }),
  },
  {
    promise: 'agents are told of a new message in the inbox, or by an activity where they read mails',
    run: onBridge(async (world) => {
      const { bridge, odoo } = world
      const groups = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user']
      const inbox = await userWith(odoo, groups, { notification_type: 'inbox', email: 'i@example.org' })
      const byMail = await userWith(odoo, groups, { notification_type: 'email', email: 'm@example.org', lang: 'de_DE' })
      const conversation = odoo.fresh('k')
      const tell = [inbox.id, byMail.id]
      const placed = await bridge.tickets.place({
        ...batch(world, []),
        tickets: [ticketToMake(conversation)],
        messages: [messageToPlace(conversation, `${conversation}-1`, { tell })],
      })
      const { id } = placeOf(placed.tickets, conversation)
      const messageId = placed.messages.get(message(`${conversation}-1`))
      const told = await searchRead(
        odoo.rpc,
        'mail.notification',
        [['mail_message_id', '=', messageId]],
        [...['res_partner_id', 'notification_type', 'is_read']],
      )
      expect(told).toMatchObject([{ notification_type: 'inbox', is_read: false }])
      expect(idOf(told[0]?.['res_partner_id'])).toBe(inbox.partner)
      const domain = [
        ['res_model', '=', 'helpdesk.ticket'],
        ['res_id', '=', id],
      ]
      const activities = await searchRead(odoo.rpc, 'mail.activity', domain, ['user_id', 'summary'])
      expect(activities).toMatchObject([{ summary: 'Der Käufer hat geschrieben' }])
      expect(idOf(activities[0]?.['user_id'])).toBe(byMail.id)
      expect(await mailsAbout(odoo, 'helpdesk.ticket', id)).toEqual([])
    }),
  },
  {
    promise: 'a customer with an address never reads by mail what an agent answers on the ticket of the marketplace',
    run: onBridge(async (world) => {
      const { bridge, odoo } = world
      const conversation = odoo.fresh('k')
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K'), email: 'k@example.org' })
      const client_order_ref = odoo.fresh('MK')
      await createOne(odoo.rpc, 'sale.order', { partner_id: customer, client_order_ref })
      const [order = null] = await bridge.orders.byRef([client_order_ref as never], { byName: false })
      expect(order).toMatchObject({ clientOrderRef: client_order_ref, partnerId: customer, parcels: [] })
      const placed = await bridge.tickets.place({
        ...batch(world, []),
        tickets: [ticketToMake(conversation, { order })],
        messages: [messageToPlace(conversation, `${conversation}-1`)],
      })
      const { id } = placeOf(placed.tickets, conversation)
      const row = await readOne(odoo.rpc, 'helpdesk.ticket', id, ['sale_order_ids', 'partner_id', 'partner_email'])
      expect(row).toMatchObject({ sale_order_ids: [order?.id], partner_email: false })
      // Only the addon keeps Odoo from mailing a customer who is named on the ticket.
      expect(row['partner_id'] === false ? undefined : idOf(row['partner_id'])).toBe(odoo.addon ? customer : undefined)
      const hand = createClerk(odoo.rpc)
      await hand.answers({ key: odoo.fresh('a'), ticketId: id, html: '<p>Ihr Paket ist da.</p>' })
      await bridge.tickets.close([id])
      await bridge.tickets.reopen([id])
      await hand.closesTicket({ ticketId: id })
      expect(await mailsAbout(odoo, 'helpdesk.ticket', id)).toEqual([])
    }),
  },
  {
    promise: 'with the addon not even a follower, a named recipient or a stage with a template mails the buyer',
    only: 'with the addon',
    run: onBridge(async (world) => {
      const { odoo } = world
      const ticket = await mirrored(world, odoo.fresh('k'))
      const customer = await createOne(odoo.rpc, 'res.partner', { name: odoo.fresh('K'), email: 'k@example.org' })
      const vals = { partner_id: customer, partner_email: 'k@example.org' }
      await odoo.rpc('helpdesk.ticket', 'write', [[ticket.id]], { vals })
      expect(await readOne(odoo.rpc, 'helpdesk.ticket', ticket.id, ['partner_email'])).toMatchObject({
        partner_email: false,
      })
      await odoo.rpc('helpdesk.ticket', 'message_subscribe', [[ticket.id]], { partner_ids: [customer] })
      const post = { body: 'x', message_type: 'comment', subtype_xmlid: 'mail.mt_comment', partner_ids: [customer] }
      await odoo.rpc('helpdesk.ticket', 'message_post', [[ticket.id]], post)
      const [done] = await searchRead(odoo.rpc, 'helpdesk.ticket.stage', [['mail_template_id', '!=', false]], ['id'])
      await odoo.rpc('helpdesk.ticket', 'write', [[ticket.id]], { vals: { stage_id: done?.id } })
      const mails = await mailsAbout(odoo, 'helpdesk.ticket', ticket.id)
      expect(mails.flatMap((mail) => mail['recipient_ids'] as number[])).not.toContain(customer)
      const shown = await readOne(odoo.rpc, 'helpdesk.ticket', ticket.id, [
        'mc_marketplace',
        'mc_conversation',
        'message_partner_ids',
      ])
      expect(shown).toMatchObject({ mc_marketplace: 'kaufland' })
      expect(shown['message_partner_ids']).not.toContain(customer)
    }),
  },
  {
    promise: 'a batch that was cut off half way is finished by the next one',
    only: 'without the addon',
    run: onBridge(async (world) => {
      const { bridge, odoo, account } = world
      const conversation = odoo.fresh('k')
      // The ticket was made under its external id, then the connection broke.
      const xmlid = `__mc__.${account.name}.t.${conversation}`
      const { ids } = await load(odoo.rpc, 'helpdesk.ticket', [{ id: xmlid, name: 'half', description: 'd' }])
      const placed = await bridge.tickets.place(batch(world, [conversation]))
      expect(placeOf(placed.tickets, conversation).id).toBe((ids as number[])[0])
      expect(await chatterOf(odoo, (ids as number[])[0] ?? 0)).toHaveLength(1)
    }),
  },
]
