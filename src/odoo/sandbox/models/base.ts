import { createHash } from 'node:crypto'
import { firstAddress } from '../../../domain/mail-address.ts'
import { idList } from '../domain.ts'
import { accessError, valueError } from '../errors.ts'
import type { Env } from '../env.ts'
import {
  binary,
  bool,
  char,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  reference,
  select,
  text,
  type Fields,
  type Models,
  type Values,
} from '../model.ts'
import { groupsOf, mayModel } from '../rights.ts'
import type { Row } from '../store.ts'

/** `base`: companies, contacts, countries, the registry of models and names. Users: users.ts. */
export const base: Models = {
  'res.company': {
    label: 'Companies',
    module: 'base',
    order: 'sequence, name',
    fields: {
      name: char({ required: true }),
      sequence: integer({ default: 10 }),
      active: bool({ default: true }),
      partner_id: many2one('res.partner', { required: true }),
      currency_id: many2one('res.currency', { required: true }),
      country_id: many2one('res.country'),
      street: char(),
      street2: char(),
      zip: char(),
      city: char(),
      email: char(),
      phone: char(),
      website: char(),
      vat: char({ label: 'Tax ID' }),
      company_registry: char(),
      logo: binary(),
      stock_move_email_validation: bool(),
      stock_text_confirmation: bool(),
      stock_confirmation_type: select([['sms', 'SMS']], { default: 'sms' }),
      helpdesk_mgmt_ticket_auto_assign: bool({ default: true }),
    },
  },
  'res.partner': {
    label: 'Contact',
    module: 'base',
    order: 'complete_name ASC, id DESC',
    searchNames: ['complete_name', 'email', 'ref'],
    nameOf: (env, row) => partnerName(env, row).replaceAll(/\s+\n/g, '\n'),
    thread: { post: 'write' },
    fields: partnerFields(),
    prepare(_env, values, given) {
      if (given['is_company'] === undefined) values['is_company'] = false
    },
  },
  'res.partner.category': {
    label: 'Partner Tags',
    module: 'base',
    order: 'name, id',
    fields: { name: char({ required: true }), active: bool({ default: true }) },
  },
  'res.country': {
    label: 'Country',
    module: 'base',
    order: 'name, id',
    fields: { name: char({ required: true }), code: char({ required: true }), phone_code: integer() },
  },
  'res.lang': {
    label: 'Languages',
    module: 'base',
    order: 'active desc,name',
    fields: { name: char({ required: true }), code: char({ required: true }), active: bool() },
  },
  'res.currency': {
    label: 'Currency',
    module: 'base',
    order: 'active desc, name',
    fields: { name: char({ required: true }), symbol: char({ required: true }), active: bool({ default: true }) },
  },
  'ir.model': {
    label: 'Models',
    module: 'base',
    order: 'model',
    fields: { model: char({ required: true }), name: char({ required: true, label: 'Model Description' }) },
    methods: {
      display_name_for: {
        on: 'model',
        args: ['models'],
        run: (env, _ids, args) => (args['models'] as string[]).map((model) => shownModel(env, model)),
      },
    },
  },
  'ir.model.data': {
    label: 'Model Data',
    module: 'base',
    order: 'module, model, name',
    nameOf: (env, row) => env.nameOf(String(row['model']), Number(row['res_id'])) || completeName(row),
    fields: {
      module: char({ required: true, default: '' }),
      name: char({ required: true }),
      model: char({ required: true }),
      res_id: reference(),
      complete_name: char({ compute: (_env, row) => completeName(row) }),
      noupdate: bool(),
    },
    methods: {
      check_object_reference: {
        on: 'model',
        args: ['module', 'xml_id', 'raise_on_access_error?'],
        run: checkReference,
      },
    },
    unique: { fields: ['module', 'name'], message: 'The operation cannot be completed: an external id is used twice' },
  },
  'ir.config_parameter': {
    label: 'System Parameter',
    module: 'base',
    order: 'key',
    recName: 'key',
    fields: { key: char({ required: true }), value: text({ required: true }) },
    methods: {
      get_param: {
        on: 'model',
        args: ['key', 'default?'],
        run(env, _ids, args) {
          env.checkModel('ir.config_parameter', 'read')
          const found = env.find('ir.config_parameter', [['key', '=', args['key']]])
          return found === undefined ? (args['default'] ?? false) : env.value('ir.config_parameter', found, 'value')
        },
      },
    },
  },
  'ir.module.module': {
    label: 'Module',
    module: 'base',
    order: 'application desc,sequence,name',
    fields: {
      name: char({ required: true }),
      shortdesc: char({ label: 'Module Name' }),
      state: select(['uninstallable', 'uninstalled', 'installed', 'to upgrade', 'to remove', 'to install']),
      latest_version: char(),
      application: bool(),
      sequence: integer({ default: 100 }),
    },
  },
  'ir.attachment': {
    label: 'Attachment',
    module: 'base',
    order: 'id desc',
    fields: {
      name: char({ required: true }),
      datas: binary({ label: 'File Content (base64)' }),
      mimetype: char({ readonly: true }),
      res_model: char({ label: 'Resource Model' }),
      res_id: reference({ label: 'Resource ID' }),
      res_field: char(),
      type: select(['url', 'binary'], { required: true, default: 'binary' }),
      url: char(),
      public: bool(),
      description: text(),
      company_id: many2one('res.company'),
      file_size: integer({ compute: (_env, row) => contentOf(row).length }),
      checksum: char({ compute: (_env, row) => createHash('sha1').update(contentOf(row)).digest('hex') }),
    },
    prepare: (env, values) => {
      values['mimetype'] = safeMimetype(env, values)
    },
  },
}

function partnerFields(): Fields {
  return {
    name: char(),
    complete_name: char({ compute: (env, row) => partnerName(env, row) }),
    active: bool({ default: true }),
    type: select(
      [
        ['contact', 'Contact'],
        ['invoice', 'Invoice'],
        ['delivery', 'Delivery'],
        ['other', 'Other'],
      ],
      { default: 'contact' },
    ),
    parent_id: many2one('res.partner', { label: 'Related Company' }),
    child_ids: one2many('res.partner', 'parent_id'),
    commercial_partner_id: many2one('res.partner', { compute: (env, row) => commercialPartner(env, row) }),
    is_company: bool(),
    company_id: many2one('res.company'),
    company_name: char(),
    commercial_company_name: char({ label: 'Company Name Entity', compute: (env, row) => commercialName(env, row) }),
    category_id: many2many('res.partner.category', { label: 'Tags' }),
    is_blacklisted: bool({ label: 'Blacklist', compute: (env, row) => isBlacklisted(env, row) }),
    message_bounce: integer({ label: 'Bounce' }),
    user_id: many2one('res.users', { label: 'Salesperson' }),
    user_ids: one2many('res.users', 'partner_id'),
    partner_share: bool({ compute: (env, row) => !hasInternalUser(env, row) }),
    lang: select(
      [
        ['en_US', 'English (US)'],
        ['de_DE', 'German / Deutsch'],
      ],
      { label: 'Language', default: (env: Env) => env.context['lang'] ?? 'en_US' },
    ),
    tz: select([], { label: 'Timezone' }),
    email: char(),
    email_normalized: char({ compute: (_env, row) => normalized(row['email']) }),
    contact_address: char({ label: 'Complete Address', compute: (env, row) => address(env, row) }),
    country_code: char({ related: 'country_id.code' }),
    email_formatted: char({ compute: (_env, row) => formatted(row['name'], row['email']) }),
    phone: char(),
    website: char(),
    street: char(),
    street2: char(),
    zip: char(),
    city: char(),
    country_id: many2one('res.country'),
    vat: char({ label: 'Tax ID' }),
    ref: char({ label: 'Reference' }),
    function: char({ label: 'Job Position' }),
    comment: html({ label: 'Notes' }),
    customer_rank: integer(),
  }
}

/** A child is shown with its parent; one without a name by its kind. */
function partnerName(env: Env, row: Row): string {
  const type = String(row['type'] || 'contact')
  const own = typeof row['name'] === 'string' ? row['name'] : ''
  const parent = env.value('res.partner', row['parent_id'], 'name')
  if (typeof parent !== 'string' || row['is_company'] === true) return own
  return `${parent}, ${own === '' ? type.charAt(0).toUpperCase() + type.slice(1) : own}`
}

function commercialPartner(env: Env, row: Row): number {
  if (row['is_company'] === true || typeof row['parent_id'] !== 'number') return row.id
  const parent = env.row('res.partner', row['parent_id'])
  return parent === undefined ? row.id : commercialPartner(env, parent)
}

function commercialName(env: Env, row: Row): unknown {
  const partner = env.row('res.partner', commercialPartner(env, row)) ?? row
  return (partner['is_company'] === true ? partner['name'] : partner['company_name']) || false
}

function isBlacklisted(env: Env, row: Row): boolean {
  const email = normalized(row['email'])
  return email !== false && env.sudo().find('mail.blacklist', [['email', '=', email]]) !== undefined
}

function hasInternalUser(env: Env, row: Row): boolean {
  return idList(env.get('res.partner', row, 'user_ids')).some((user) => groupsOf(env, user).has('base.group_user'))
}

/** As Odoo writes an address in most of Europe: street, town behind its code, country. */
function address(env: Env, row: Row): string {
  const company = row['is_company'] === true ? false : env.value('res.partner', commercialPartner(env, row), 'name')
  const above = typeof row['parent_id'] === 'number' ? company : row['company_name']
  const { street, street2, zip, city } = row
  const country = env.value('res.country', row['country_id'], 'name')
  const town = [zip, city].map((part) => part || '').join(' ')
  const lines = [...(above ? [above] : []), street || '', street2 || '', town, country || '']
  return lines.join('\n')
}

/** Of several addresses in one field the first valid one (tried). */
const normalized = (email: unknown): string | false =>
  (typeof email === 'string' ? firstAddress(email)?.toLowerCase() : undefined) ?? false

export const formatted = (name: unknown, email: unknown): string | false =>
  typeof email === 'string' && email !== '' ? `"${String(name || email)}" <${email}>` : false

/** A model that is closed to the user is shown like one that is not there: by its technical name. */
function shownModel(env: Env, model: string): Values {
  const open = env.base.models[model] !== undefined && mayModel(env, model, 'read')
  return { model, display_name: open ? env.model(model).label : model }
}

const completeName = (row: Row): string => `${String(row['module'])}.${String(row['name'])}`

function checkReference(env: Env, _ids: readonly number[], args: Values): unknown {
  const xmlid = `${String(args['module'])}.${String(args['xml_id'])}`
  const found = env.xmlid(xmlid)
  if (found === undefined) throw valueError(`External ID not found in the system: ${xmlid}`)
  const seen = mayModel(env, found.model, 'read') && env.search(found.model, [['id', '=', found.id]]).length === 1
  if (seen) return [found.model, found.id]
  if (args['raise_on_access_error'] === true) {
    throw accessError(`Not enough access rights on the external ID "${xmlid}"`)
  }
  return [found.model, false]
}

function contentOf(row: Row): Buffer {
  return Buffer.from(typeof row['datas'] === 'string' ? row['datas'] : '', 'base64')
}

const BY_ENDING: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  pdf: 'application/pdf',
  html: 'text/html',
  svg: 'image/svg+xml',
}

/** A page or drawing that a browser would run is plain text, unless an administrator or the system itself stores it. */
function safeMimetype(env: Env, values: Values): string {
  const ending = String(values['name'] ?? '')
    .split('.')
    .at(-1)
    ?.toLowerCase()
  const given = values['mimetype']
  const type =
    typeof given === 'string' && given !== '' ? given : (BY_ENDING[ending ?? ''] ?? 'application/octet-stream')
  const runs = type.includes('ht') || (type.includes('xml') && !type.startsWith('application/vnd.openxmlformats'))
  const trusted = groupsOf(env, env.uid).has('base.group_system') && env.context['attachments_mime_plainxml'] !== true
  return runs && !trusted ? 'text/plain' : type
}
