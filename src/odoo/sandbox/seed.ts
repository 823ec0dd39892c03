import { ADMIN_GROUPS } from './access.ts'
import { create } from './crud.ts'
import type { Env } from './env.ts'
import { nameRecord } from './load.ts'
import type { Values } from './model.ts'
import { BASE_VIEWS } from './models/custom.ts'

export interface SeedUsers {
  readonly admin: SeedUser
  readonly service: SeedUser
  readonly agent: SeedUser
  /** External ids of the groups that the service's user has. */
  readonly serviceGroups: readonly string[]
}

export interface SeedUser {
  readonly login: string
  readonly password: string
}

/** A database as it is just after its creation: one company in euros, an administrator, an agent, a plain service user. */
export function seed(root: Env, users: SeedUsers): void {
  const env = root.with({ tracking_disable: true })
  for (const [model, { label }] of Object.entries(env.base.models)) {
    const id = add(env, 'ir.model', { model, name: label })
    const { module = 'base' } = env.base.models[model] ?? {}
    nameRecord(env, `${module}.model_${model.replaceAll('.', '_')}`, 'ir.model', id)
  }
  for (const [group, { label }] of Object.entries(env.base.rights.groups)) {
    const id = add(env, 'res.groups', { name: label }, group)
    const row = env.row('res.groups', id)
    if (row !== undefined) env.store.put('res.groups', { ...row, xmlid: group })
  }
  countries(env)
  company(env)
  people(env, users)
  chatter(env)
  helpdesk(env)
  for (const view of BASE_VIEWS)
    add(env, 'ir.ui.view', { name: view, model: 'helpdesk.ticket', mode: 'primary' }, `helpdesk_mgmt.${view}`)
  trade(env)
  add(env, 'ir.config_parameter', { key: 'database.uuid', value: '6f1c6f0e-0b5a-4f0e-9d0a-2b7a5c1d3e4f' })
  for (const name of MODULES) add(env, 'ir.module.module', { name, state: 'installed', latest_version: '19.0.1.0' })
}

const MODULES =
  'base mail sale sale_management sale_stock stock stock_delivery account helpdesk_mgmt helpdesk_mgmt_sale'.split(' ')
const AGENT_GROUPS = [
  'base.group_user',
  'helpdesk_mgmt.group_helpdesk_user',
  'sales_team.group_sale_salesman_all_leads',
]

function add(env: Env, model: string, values: Values, xmlid?: string): number {
  const id = create(env, model, values)
  if (xmlid !== undefined) nameRecord(env, xmlid, model, id)
  return id
}

function countries(env: Env): void {
  const names = {
    de: 'Germany',
    at: 'Austria',
    ch: 'Switzerland',
    fr: 'France',
    nl: 'Netherlands',
    us: 'United States',
  }
  for (const [code, name] of Object.entries(names)) {
    add(env, 'res.country', { name, code: code.toUpperCase() }, `base.${code}`)
  }
  for (const [code, name] of Object.entries({ en_US: 'English (US)', de_DE: 'German / Deutsch' })) {
    add(env, 'res.lang', { code, name, active: true }, `base.lang_${code.slice(0, 2)}`)
  }
  add(env, 'res.currency', { name: 'EUR', symbol: '€' }, 'base.EUR')
  add(env, 'res.currency', { name: 'USD', symbol: '$', active: false }, 'base.USD')
}

function company(env: Env): void {
  const address = { street: 'Lindenallee 12', zip: '50968', city: 'Köln', country_id: env.ref('base.de') }
  const contact = { email: 'service@beispiel-handel.example', phone: '+49 221 5550100', vat: 'DE123456789' }
  const name = 'Beispiel Handel GmbH'
  const partner = add(env, 'res.partner', { name, is_company: true, ...address, ...contact }, 'base.main_partner')
  const own = { website: 'https://beispiel-handel.example', company_registry: 'HRB 12345, Amtsgericht Köln' }
  const values = { name, partner_id: partner, currency_id: env.ref('base.EUR'), ...address, ...contact, ...own }
  add(env, 'res.company', values, 'base.main_company')
}

function people(env: Env, users: SeedUsers): void {
  const user = ({ login, password }: SeedUser, groups: readonly string[], values: Values): Values => ({
    ...{ login, password },
    group_ids: [[6, 0, groups.map((name) => env.ref(name))]],
    ...values,
  })
  const root = add(env, 'res.partner', { name: 'OdooBot', email: 'odoobot@example.com', active: false })
  const bot = user({ login: '__system__', password: '' }, ADMIN_GROUPS, { partner_id: root, active: false })
  add(env, 'res.users', bot, 'base.user_root')
  const admin = { name: 'Mitchell Admin', email: 'admin@example.com', tz: 'Europe/Brussels' }
  add(env, 'res.users', user(users.admin, ADMIN_GROUPS, admin), 'base.user_admin')
  const agent = { name: 'Marc Demo', email: 'marc.demo@example.com', tz: 'Europe/Brussels' }
  add(env, 'res.users', user(users.agent, AGENT_GROUPS, agent))
  // No address: Odoo would suggest it as a recipient.
  add(env, 'res.users', user(users.service, users.serviceGroups, { name: 'Marketplace Care' }))
}

function chatter(env: Env): void {
  add(env, 'mail.message.subtype', { name: 'Discussions', sequence: 0 }, 'mail.mt_comment')
  add(env, 'mail.message.subtype', { name: 'Note', internal: true, default: false, sequence: 100 }, 'mail.mt_note')
  add(env, 'mail.message.subtype', { name: 'Activities', internal: true, default: false }, 'mail.mt_activities')
  add(
    env,
    'mail.message.subtype',
    { name: 'Ticket Created', res_model: 'helpdesk.ticket' },
    'helpdesk_mgmt.hlp_tck_created',
  )
  const types = { todo: 'To-Do', email: 'Email', call: 'Call', upload_document: 'Document' }
  for (const [name, label] of Object.entries(types)) {
    add(env, 'mail.activity.type', { name: label }, `mail.mail_activity_data_${name}`)
  }
}

function helpdesk(env: Env): void {
  const template = add(
    env,
    'mail.template',
    { name: 'Helpdesk Closed Ticket Notification Email', model: 'helpdesk.ticket', use_default_to: true },
    'helpdesk_mgmt.closed_ticket_template',
  )
  const closing = { closed: true, fold: true, mail_template_id: template }
  const stages: [string, string, Values][] = [
    ['new', 'New', { unattended: true }],
    ['in_progress', 'In Progress', {}],
    ['awaiting', 'Awaiting', {}],
    ['done', 'Done', closing],
    ['cancelled', 'Cancelled', closing],
    ['rejected', 'Rejected', closing],
  ]
  for (const [index, [xmlid, name, values]] of stages.entries()) {
    const stage = { name, sequence: index + 1, company_id: false, ...values }
    add(env, 'helpdesk.ticket.stage', stage, `helpdesk_mgmt.helpdesk_ticket_stage_${xmlid}`)
  }
  for (const name of ['Web', 'Email', 'Phone', 'Other']) {
    add(env, 'helpdesk.ticket.channel', { name }, `helpdesk_mgmt.helpdesk_ticket_channel_${name.toLowerCase()}`)
  }
  add(env, 'helpdesk.ticket.team', { name: 'Helpdesk' })
}

function trade(env: Env): void {
  add(env, 'uom.uom', { name: 'Units' }, 'uom.product_uom_unit')
  add(env, 'crm.team', { name: 'Sales', sequence: 0 }, 'sales_team.team_sales_department')
  const stock = add(
    env,
    'stock.location',
    { name: 'Stock', usage: 'internal', company_id: 1 },
    'stock.stock_location_stock',
  )
  add(env, 'stock.location', { name: 'Customers', usage: 'customer' }, 'stock.stock_location_customers')
  add(env, 'stock.location', { name: 'Inventory adjustment', usage: 'inventory', company_id: 1 })
  add(env, 'stock.warehouse', { name: 'Beispiel Handel', code: 'WH', lot_stock_id: stock }, 'stock.warehouse0')
  add(env, 'stock.picking.type', { name: 'Receipts', code: 'incoming', sequence_code: 'IN' }, 'stock.picking_type_in')
  add(
    env,
    'stock.picking.type',
    { name: 'Delivery Orders', code: 'outgoing', sequence_code: 'OUT' },
    'stock.picking_type_out',
  )
  const journals: [string, string, string][] = [
    ['Customer Invoices', 'INV', 'sale'],
    ['Vendor Bills', 'BILL', 'purchase'],
    ['Miscellaneous Operations', 'MISC', 'general'],
    ['Bank', 'BNK1', 'bank'],
  ]
  for (const [name, code, type] of journals) add(env, 'account.journal', { name, code, type })
}
