import { write } from './crud.ts'
import { idList } from './domain.ts'
import type { Env } from './env.ts'
import { many2many, many2one, type Models } from './model.ts'
import { post } from './chatter.ts'
import { isGuarded, subscribe } from './notify.ts'

const TICKET = 'helpdesk.ticket'
const CASE = 'marketplace.care.case'

/** OCA `helpdesk_mgmt_merge`. */
export const merge: Models = {
  'helpdesk.ticket.merge': {
    label: 'Helpdesk Ticket Merge',
    module: 'helpdesk_mgmt_merge',
    fields: {
      ticket_ids: many2many(TICKET, { label: 'Tickets to Merge', required: true }),
      user_id: many2one('res.users', { label: 'Assigned to' }),
      dst_ticket_id: many2one(TICKET, { label: 'Merge into an existing ticket' }),
    },
    methods: {
      merge_tickets: {
        on: 'records',
        args: [],
        run: (env, ids) => mergeTickets(env, Number(ids[0])),
      },
    },
  },
}

/** Moves followers and messages (notifications stay) into one ticket and archives the others; both sides say so in public. */
function mergeTickets(env: Env, wizard: number): object {
  const target = Number(env.value('helpdesk.ticket.merge', wizard, 'dst_ticket_id'))
  const merged = idList(env.value('helpdesk.ticket.merge', wizard, 'ticket_ids')).filter((id) => id !== target)
  write(env, TICKET, [target], { user_id: env.value('helpdesk.ticket.merge', wizard, 'user_id') })
  inherit(env.sudo(), merged, target)
  for (const ticket of merged) {
    subscribe(env, TICKET, target, idList(env.value(TICKET, ticket, 'message_partner_ids')))
    report(env, ticket, `This helpdesk ticket has been merged to ${link(env, target)}`)
  }
  report(env, target, `This helpdesk ticket has been merged from ${merged.map((id) => link(env, id)).join(', ')}`)
  const messages = env.sudo().search('mail.message', [
    ['model', '=', TICKET],
    ['res_id', 'in', merged],
    ['message_type', '!=', 'notification'],
  ])
  write(env.sudo(), 'mail.message', messages, { res_id: target })
  write(env, TICKET, merged, { active: false })
  return { type: 'ir.actions.act_window', res_model: TICKET, res_id: target }
}

/** With the addon a ticket that takes a conversation in is that conversation's from now, and so are its cases. */
function inherit(su: Env, merged: readonly number[], target: number): void {
  if (su.base.models[CASE] !== undefined) {
    write(su, CASE, su.search(CASE, [['ticket_id', 'in', merged]]), { ticket_id: target })
  }
  const source = merged.find((id) => isGuarded(su, TICKET, id))
  if (source === undefined || isGuarded(su, TICKET, target)) return
  const names = ['mc_account_id', 'mc_conversation', 'mc_order_ref', 'mc_url']
  const values = Object.fromEntries(names.map((name) => [name, su.value(TICKET, source, name)]))
  write(su.with({ tracking_disable: true }), TICKET, [target], { ...values, partner_email: false })
}

/** A public comment of whoever merges; a note where the ticket is a marketplace's and the addon knows it. */
function report(env: Env, ticket: number, words: string): void {
  post(env, TICKET, [ticket], {
    body: `<p>${words}</p>`,
    body_is_html: true,
    message_type: 'comment',
    subtype_xmlid: isGuarded(env, TICKET, ticket) ? 'mail.mt_note' : 'mail.mt_comment',
  })
}

function link(env: Env, ticket: number): string {
  const number = String(env.value(TICKET, ticket, 'number'))
  return `<a href="#" data-oe-model="${TICKET}" data-oe-id="${String(ticket)}">${number}</a>`
}
