import { randomBytes } from 'node:crypto'
import { idList } from '../domain.ts'
import { userError } from '../errors.ts'
import type { Env } from '../env.ts'
import {
  bool,
  char,
  date,
  datetime,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  reference,
  select,
  text,
  type Model,
  type Models,
} from '../model.ts'
import { groupsOf } from '../rights.ts'
import type { Row } from '../store.ts'
import { formatted } from './base.ts'

const MESSAGE_TYPES = [
  ['email', 'Incoming Email'],
  ['comment', 'Comment'],
  ['email_outgoing', 'Outgoing Email'],
  ['notification', 'System notification'],
  ['auto_comment', 'Automated Targeted Notification'],
  ['out_of_office', 'Out-of-office'],
  ['user_notification', 'User Specific Notification'],
] as const

const NOTIFICATION_STATES = [
  ['ready', 'Ready to Send'],
  ['process', 'Processing'],
  ['pending', 'Sent'],
  ['sent', 'Delivered'],
  ['bounce', 'Bounced'],
  ['exception', 'Exception'],
  ['canceled', 'Cancelled'],
] as const

const message: Model = {
  label: 'Message',
  module: 'mail',
  order: 'id desc',
  recName: 'record_name',
  fields: {
    subject: char(),
    date: datetime({ default: (env: Env) => env.store.now }),
    body: html({ label: 'Contents', default: '' }),
    attachment_ids: many2many('ir.attachment'),
    model: char({ label: 'Related Document Model' }),
    res_id: reference({ label: 'Related Document ID' }),
    record_name: char({
      compute: (env, row) =>
        typeof row['model'] === 'string' && row['model'] in env.base.models
          ? env.nameOf(row['model'], Number(row['res_id']))
          : false,
    }),
    message_type: select(MESSAGE_TYPES, { label: 'Type', required: true, default: 'comment' }),
    subtype_id: many2one('mail.message.subtype'),
    mail_activity_type_id: many2one('mail.activity.type'),
    is_internal: bool({ label: 'Employee Only' }),
    email_from: char({ label: 'From' }),
    author_id: many2one('res.partner'),
    partner_ids: many2many('res.partner', { label: 'Recipients' }),
    notification_ids: one2many('mail.notification', 'mail_message_id'),
    notified_partner_ids: many2many('res.partner', {
      compute: (env, row) =>
        idList(env.get('mail.message', row, 'notification_ids')).map((id) =>
          Number(env.value('mail.notification', id, 'res_partner_id')),
        ),
    }),
    message_id: char({ label: 'Message-Id' }),
    reply_to: char(),
    email_layout_xmlid: char(),
    email_add_signature: bool({ default: true }),
    mail_ids: one2many('mail.mail', 'mail_message_id', { label: 'Mails', groups: ['base.group_system'] }),
  },
  prepare(env, values, given) {
    values['message_id'] ||= newMessageId(String(values['model'] || 'private'), Number(values['res_id']))
    if (given['email_from'] === undefined) {
      values['author_id'] ??= env.partner
      values['email_from'] = emailOf(env, Number(values['author_id']))
    }
    values['reply_to'] ??= values['email_from']
  },
  checkWrite(env, _ids, values) {
    const moved = 'model' in values || 'res_id' in values
    if (moved && !env.su && !groupsOf(env, env.uid).has('base.group_system')) {
      throw userError("Only administrators can modify 'model' and 'res_id' fields.")
    }
  },
}

/** `mail`: messages, who is told of them, mails that leave, activities. What posting does: chatter.ts. */
export const mail: Models = {
  'mail.message': message,
  'mail.message.subtype': {
    label: 'Message subtypes',
    module: 'mail',
    order: 'sequence, id',
    fields: {
      name: char({ required: true }),
      res_model: char(),
      internal: bool(),
      default: bool({ default: true }),
      sequence: integer({ default: 1 }),
    },
  },
  'mail.blacklist': {
    label: 'Mail Blacklist',
    module: 'mail',
    recName: 'email',
    fields: { email: char({ required: true, label: 'Email Address' }), active: bool({ default: true }) },
    prepare: (_env, values) => {
      values['email'] = String(values['email']).toLowerCase()
    },
  },
  'mail.followers': {
    label: 'Document Followers',
    module: 'mail',
    order: 'id',
    unlogged: true,
    nameOf: (env, row) => env.nameOf('res.partner', Number(row['partner_id'])),
    fields: {
      res_model: char({ required: true }),
      res_id: reference(),
      partner_id: many2one('res.partner', { required: true, cascade: true }),
      subtype_ids: many2many('mail.message.subtype'),
      name: char({ related: 'partner_id.name' }),
      email: char({ related: 'partner_id.email' }),
      is_active: bool({ related: 'partner_id.active' }),
    },
  },
  'mail.notification': {
    label: 'Message Notifications',
    module: 'mail',
    order: 'id',
    unlogged: true,
    nameOf: (env, row) => env.nameOf('res.partner', Number(row['res_partner_id'])),
    fields: {
      author_id: many2one('res.partner'),
      mail_message_id: many2one('mail.message', { required: true, cascade: true, label: 'Message' }),
      mail_mail_id: many2one('mail.mail', { label: 'Mail' }),
      res_partner_id: many2one('res.partner', { cascade: true, label: 'Recipient' }),
      notification_type: select(
        [
          ['inbox', 'Inbox'],
          ['email', 'Email'],
        ],
        { required: true, default: 'inbox' },
      ),
      notification_status: select(NOTIFICATION_STATES, {
        default: 'ready',
      }),
      is_read: bool(),
      read_date: datetime(),
      failure_type: select([]),
    },
  },
  'mail.mail': {
    label: 'Outgoing Mails',
    module: 'mail',
    order: 'id desc',
    recName: 'subject',
    fields: {
      mail_message_id: many2one('mail.message', { required: true, cascade: true, label: 'Message' }),
      subject: char({ related: 'mail_message_id.subject' }),
      body: html({ related: 'mail_message_id.body' }),
      model: char({ related: 'mail_message_id.model' }),
      res_id: reference({ related: 'mail_message_id.res_id' }),
      message_type: select(MESSAGE_TYPES, { related: 'mail_message_id.message_type', required: true }),
      email_from: char({ related: 'mail_message_id.email_from' }),
      author_id: many2one('res.partner', { related: 'mail_message_id.author_id' }),
      body_html: text(),
      email_to: text(),
      email_cc: char(),
      recipient_ids: many2many('res.partner', { label: 'To (Partners)' }),
      state: select(['outgoing', 'sent', 'received', 'exception', 'cancel'], { default: 'outgoing' }),
      failure_type: select([]),
      failure_reason: text(),
      auto_delete: bool(),
      is_notification: bool(),
    },
  },
  'mail.template': {
    label: 'Email Templates',
    module: 'mail',
    order: 'user_id, name, id',
    fields: {
      name: char(),
      model: char(),
      subject: char(),
      body_html: html(),
      email_to: char(),
      partner_to: char(),
      use_default_to: bool(),
      active: bool({ default: true }),
      user_id: many2one('res.users'),
    },
  },
  'mail.activity.type': {
    label: 'Activity Type',
    module: 'mail',
    order: 'sequence, id',
    fields: { name: char({ required: true }), sequence: integer({ default: 10 }), active: bool({ default: true }) },
  },
  'mail.activity': {
    label: 'Activity',
    module: 'mail',
    order: 'date_deadline ASC, id ASC',
    recName: 'summary',
    nameOf: (env, row) =>
      typeof row['summary'] === 'string'
        ? row['summary']
        : env.nameOf('mail.activity.type', Number(row['activity_type_id'])),
    fields: {
      res_model_id: many2one('ir.model', { label: 'Document Model', cascade: true }),
      res_model: char({ label: 'Related Document Model', readonly: true }),
      res_id: reference({ label: 'Related Document ID' }),
      res_name: char({ compute: (env, row) => env.nameOf(String(row['res_model']), Number(row['res_id'])) }),
      activity_type_id: many2one('mail.activity.type', {
        default: (env: Env) => env.ref('mail.mail_activity_data_todo'),
      }),
      summary: char(),
      note: html(),
      date_deadline: date({ label: 'Due Date', required: true, default: (env: Env) => env.store.now.slice(0, 10) }),
      automated: bool({ readonly: true }),
      user_id: many2one('res.users', { label: 'Assigned to', default: (env: Env) => env.uid }),
      state: select(['overdue', 'today', 'planned', 'done'], { compute: activityState }),
      active: bool({ default: true }),
    },
    prepare(env, values) {
      values['res_model'] = env.value('ir.model', values['res_model_id'], 'model')
    },
  },
}

function activityState(env: Env, row: Row): string {
  const today = env.store.now.slice(0, 10)
  const due = String(row['date_deadline'])
  return due === today ? 'today' : due < today ? 'overdue' : 'planned'
}

/** As Odoo writes it: the id tells the record on which the message was written. */
function newMessageId(model: string, id: number): string {
  return `<${randomBytes(8).toString('hex')}-openerp-${String(id)}-${model}@sandbox>`
}

export function emailOf(env: Env, partner: number): string | false {
  return formatted(env.value('res.partner', partner, 'name'), env.value('res.partner', partner, 'email'))
}
