import type { Env } from '../env.ts'
import {
  bool,
  char,
  datetime,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  select,
  type Models,
  type Values,
} from '../model.ts'

/** OCA `helpdesk_mgmt` with `helpdesk_mgmt_sale`. */
export const helpdesk: Models = {
  'helpdesk.ticket': {
    label: 'Helpdesk Ticket',
    module: 'helpdesk_mgmt',
    order: 'priority desc, sequence, number desc, id desc',
    recName: 'number',
    searchNames: ['number', 'name'],
    nameOf: (_env, row) => `${String(row['number'])} - ${String(row['name'])}`,
    thread: { post: 'read', createdSubtype: 'helpdesk_mgmt.hlp_tck_created' },
    fields: {
      number: char({ label: 'Ticket number', default: '/', readonly: true }),
      name: char({ label: 'Title', required: true }),
      description: html({ required: true }),
      user_id: many2one('res.users', { label: 'Assigned user', default: autoAssigned }),
      user_ids: many2many('res.users', { related: 'team_id.user_ids', label: 'Users' }),
      stage_id: many2one('helpdesk.ticket.stage'),
      partner_id: many2one('res.partner', { label: 'Contact' }),
      commercial_partner_id: many2one('res.partner', { related: 'partner_id.commercial_partner_id' }),
      partner_name: char(),
      partner_email: char({ label: 'Email' }),
      last_stage_update: datetime({ default: (env: Env) => env.store.now }),
      assigned_date: datetime(),
      closed_date: datetime(),
      closed: bool({ related: 'stage_id.closed' }),
      unattended: bool({ related: 'stage_id.unattended' }),
      tag_ids: many2many('helpdesk.ticket.tag', { label: 'Tags' }),
      company_id: many2one('res.company', { required: true, default: 1 }),
      channel_id: many2one('helpdesk.ticket.channel'),
      category_id: many2one('helpdesk.ticket.category'),
      team_id: many2one('helpdesk.ticket.team'),
      priority: select(
        [
          ['0', 'Low'],
          ['1', 'Medium'],
          ['2', 'High'],
          ['3', 'Very High'],
        ],
        { default: '1' },
      ),
      attachment_ids: one2many('ir.attachment', 'res_id', { inverseModel: 'res_model', label: 'Media Attachments' }),
      color: integer({ label: 'Color Index' }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      duplicate_id: many2one('helpdesk.ticket', { label: 'Duplicate of' }),
      sale_order_ids: many2many('sale.order', { label: 'Sales orders' }),
    },
    prepare(env, values, given) {
      if (values['number'] === '/') {
        values['number'] = `HT${String(env.store.nextId('sequence:helpdesk.ticket')).padStart(5, '0')}`
      }
      if (given['user_id']) values['assigned_date'] ??= env.store.now
      if (!given['stage_id']) values['stage_id'] = firstStage(env, values['team_id'])
    },
    written(env, ids, values) {
      const changed: Values = {}
      if (values['stage_id']) {
        changed['last_stage_update'] = env.store.now
        if (env.value('helpdesk.ticket.stage', values['stage_id'], 'closed') === true) {
          changed['closed_date'] = env.store.now
        }
      }
      if (values['user_id']) changed['assigned_date'] = env.store.now
      if (Object.keys(changed).length === 0) return
      for (const id of ids) {
        const row = env.row('helpdesk.ticket', id)
        if (row !== undefined) env.store.put('helpdesk.ticket', { ...row, ...changed })
      }
    },
  },
  'helpdesk.ticket.team': {
    label: 'Helpdesk Ticket Team',
    module: 'helpdesk_mgmt',
    order: 'sequence',
    recName: 'complete_name',
    thread: { post: 'write', activities: 'none' },
    fields: {
      name: char({ required: true }),
      complete_name: char({ compute: (_env, row) => row['name'] }),
      sequence: integer({ default: 10 }),
      user_ids: many2many('res.users', { label: 'Members' }),
      user_id: many2one('res.users', { label: 'Team Leader' }),
      active: bool({ default: true }),
      company_id: many2one('res.company', { default: 1 }),
      show_in_portal: bool({ default: true }),
      ticket_ids: one2many('helpdesk.ticket', 'team_id'),
      alias_name: char(),
    },
  },
  'helpdesk.ticket.stage': {
    label: 'Helpdesk Ticket Stage',
    module: 'helpdesk_mgmt',
    order: 'sequence, id',
    fields: {
      name: char({ label: 'Stage Name', required: true }),
      description: html(),
      sequence: integer({ default: 1 }),
      active: bool({ default: true }),
      unattended: bool(),
      closed: bool(),
      close_from_portal: bool(),
      mail_template_id: many2one('mail.template', { label: 'Email Template' }),
      fold: bool({ label: 'Folded in Kanban' }),
      company_id: many2one('res.company', { default: 1 }),
      team_ids: many2many('helpdesk.ticket.team', { label: 'Helpdesk Teams' }),
    },
  },
  'helpdesk.ticket.channel': {
    label: 'Helpdesk Ticket Channel',
    module: 'helpdesk_mgmt',
    order: 'sequence, id',
    fields: {
      name: char({ required: true }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      company_id: many2one('res.company', { default: 1 }),
    },
  },
  'helpdesk.ticket.category': {
    label: 'Helpdesk Ticket Category',
    module: 'helpdesk_mgmt',
    order: 'sequence, id',
    fields: {
      name: char({ required: true }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      company_id: many2one('res.company', { default: 1 }),
    },
  },
  'helpdesk.ticket.tag': {
    label: 'Helpdesk Ticket Tag',
    module: 'helpdesk_mgmt',
    order: 'id',
    fields: {
      name: char(),
      color: integer(),
      active: bool({ default: true }),
      company_id: many2one('res.company', { default: 1 }),
    },
  },
}

/** With the company's "auto assign" a ticket falls to whoever makes it. */
function autoAssigned(env: Env): number | false {
  return env.value('res.company', 1, 'helpdesk_mgmt_ticket_auto_assign') === true ? env.uid : false
}

/** The first stage that is the team's or everybody's: not the team's own, where a common one stands before it. */
function firstStage(env: Env, team: unknown): number | false {
  const su = env.sudo()
  const own = [['team_ids', 'in', [team]]]
  // The addon's team has its own stages alone.
  if (team === su.ref('marketplace_care_helpdesk_mgmt.team')) return su.find('helpdesk.ticket.stage', own) ?? false
  const common = ['team_ids', '=', false]
  return su.find('helpdesk.ticket.stage', typeof team === 'number' ? ['|', ...own, common] : []) ?? false
}
