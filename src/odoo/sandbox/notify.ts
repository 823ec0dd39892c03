import { create } from './crud.ts'
import type { Env } from './env.ts'
import { escapeHtml } from './html.ts'
import type { Values } from './model.ts'
import { internalUserOf } from './models/users.ts'
import type { Row } from './store.ts'

/** A ticket that the addon knows as a marketplace's: Odoo itself mails its buyer in no way. */
export function isGuarded(env: Env, model: string, id: number): boolean {
  return env.model(model).fields['mc_account_id'] !== undefined && model === 'helpdesk.ticket'
    ? typeof env.value(model, id, 'mc_account_id') === 'number'
    : false
}

/** Makes partners follow a record; on a guarded ticket colleagues only. */
export function subscribe(env: Env, model: string, id: number, partners: readonly number[]): void {
  const guarded = isGuarded(env, model, id)
  const comment = env.ref('mail.mt_comment')
  for (const partner of partners) {
    if (guarded && internalUserOf(env, partner) === undefined) continue
    const there = [...env.rows('mail.followers').values()].some(
      (row) => row['res_model'] === model && row['res_id'] === id && row['partner_id'] === partner,
    )
    if (there) continue
    const followed = { res_model: model, res_id: id, partner_id: partner, subtype_ids: [[6, 0, [comment]]] }
    create(env.sudo(), 'mail.followers', followed)
  }
}

/** Tells partners of a message as each wants it: in Odoo's inbox, else by mail, whether there is an address or not. */
export function notify(env: Env, told: { readonly message: number; readonly partners: readonly number[] }): void {
  const su = env.sudo()
  const row = su.row('mail.message', told.message)
  if (row === undefined) return
  const guarded = isGuarded(env, String(row['model']), Number(row['res_id']))
  const partners = [...new Set(told.partners)].filter((partner) => {
    const active = su.value('res.partner', partner, 'active') === true
    return active && partner !== row['author_id'] && (!guarded || internalUserOf(su, partner) !== undefined)
  })
  const common = { mail_message_id: told.message, author_id: row['author_id'] }
  const byMail = partners.filter((partner) => {
    if (su.value('res.users', internalUserOf(su, partner), 'notification_type') !== 'inbox') return true
    create(su, 'mail.notification', { ...common, res_partner_id: partner, notification_type: 'inbox' })
    return false
  })
  const colleagues = byMail.filter((partner) => internalUserOf(su, partner) !== undefined)
  const others = byMail.filter((partner) => internalUserOf(su, partner) === undefined)
  for (const group of [colleagues, others]) {
    if (group.length > 0) mailTo(su, row, group, common)
  }
}

function mailTo(su: Env, message: Row, partners: readonly number[], common: Values): void {
  const mail = create(su, 'mail.mail', {
    mail_message_id: message.id,
    recipient_ids: [[6, 0, partners]],
    body_html: message['body'],
    is_notification: true,
    auto_delete: true,
  })
  for (const partner of partners) {
    const reachable = typeof su.value('res.partner', partner, 'email') === 'string'
    create(su, 'mail.notification', {
      ...common,
      mail_mail_id: mail,
      res_partner_id: partner,
      notification_type: 'email',
      notification_status: reachable ? 'ready' : 'exception',
      is_read: true,
    })
  }
}

/** An entry of the system in a record's chatter; nobody is told. */
export function log(env: Env, model: string, id: number, body: string, subtype = 'mail.mt_note'): number {
  return create(env.sudo(), 'mail.message', {
    model,
    res_id: id,
    body,
    message_type: 'notification',
    subtype_id: env.ref(subtype) ?? env.ref('mail.mt_note'),
  })
}

/** Fields whose change is told in the chatter. */
const TRACKED: Readonly<Record<string, readonly string[]>> = {
  'helpdesk.ticket': ['stage_id', 'user_id', 'duplicate_id'],
  'sale.order': ['state'],
  'stock.picking': ['state'],
  'account.move': ['state', 'payment_state'],
}

/** Tells what changed since `before`; a stage with a mail template mails the ticket's customer. */
export function track(env: Env, model: string, before: Row): void {
  const changed = (TRACKED[model] ?? []).filter((name) => before[name] !== env.value(model, before.id, name))
  if (changed.length === 0) return
  log(env, model, before.id, '')
  if (model === 'helpdesk.ticket' && changed.includes('stage_id')) mailStage(env.sudo(), before.id)
}

function mailStage(su: Env, ticket: number): void {
  const stage = su.value('helpdesk.ticket', ticket, 'stage_id')
  const template = su.value('helpdesk.ticket.stage', stage, 'mail_template_id')
  if (typeof template !== 'number' || isGuarded(su, 'helpdesk.ticket', ticket)) return
  const partner = su.value('helpdesk.ticket', ticket, 'partner_id')
  const email = su.value('helpdesk.ticket', ticket, 'partner_email')
  const subject = `The ticket ${String(su.value('helpdesk.ticket', ticket, 'number'))} has been closed.`
  const message = create(su, 'mail.message', {
    model: 'helpdesk.ticket',
    res_id: ticket,
    subject,
    body: `<p>${escapeHtml(subject)}</p>`,
    message_type: 'email_outgoing',
  })
  create(su, 'mail.mail', {
    mail_message_id: message,
    body_html: subject,
    // Without an address the mail is made all the same and fails.
    ...(typeof partner === 'number' ? { recipient_ids: [[6, 0, [partner]]] } : { email_to: email }),
    ...(typeof partner === 'number' || email !== false
      ? {}
      : { state: 'exception', failure_type: 'mail_email_missing' }),
  })
}
