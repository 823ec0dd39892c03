import { idList } from '../domain.ts'
import { accessError } from '../errors.ts'
import { Env } from '../env.ts'
import {
  bool,
  char,
  datetime,
  float,
  integer,
  many2one,
  select,
  text,
  type Method,
  type Model,
  type Models,
  type Values,
} from '../model.ts'
import { internalUserOf } from '../models/users.ts'
import { isGuarded } from '../notify.ts'
import { groupsOf, type Rights } from '../rights.ts'
import { ACCOUNT, asService } from './service.ts'
import { CASE_ACCESS, CASE_RULES } from './case-rights.ts'
import { CASE, caseBatch, caseModels } from './cases.ts'
import { activitiesTake } from './activities.ts'
import { decisionOpen, decisionSettle, trackingBatch, withTracking } from './decisions.ts'
import { factModels, withFacts } from './facts.ts'
import { mirrorBatch } from './mirror.ts'
import { deadlinesBatch } from './deadlines.ts'
import { markOrders } from './orders.ts'
import { withMessages } from './messages.ts'
import { receiptBatch } from './receipts.ts'
import { ADDON_VERSION } from './seed.ts'

const FEATURES = [
  'info',
  'orders_mark',
  'receipt_batch',
  'case_batch',
  'tracking_batch',
  'activities_take',
  'decision_open',
  'decision_orders',
  'decision_settle',
  'mirror_batch',
  'deadlines_batch',
]
const SERVICE_FIELDS = [
  'mc_account_id',
  'mc_marketplace',
  'mc_conversation',
  'mc_order_ref',
  'mc_url',
  'mc_waiting_since',
  'mc_answer_by',
]

/** A method that the service alone may call; it runs with all rights and without a sound. */
const forService = (args: readonly string[], run: (su: Env, values: Values) => unknown): Method => ({
  on: 'model',
  args,
  run: (env, _ids, values) => run(asService(env), values),
})

const account: Model = {
  label: 'Marketplace Account',
  module: 'marketplace_care',
  order: 'marketplace, label, name',
  recName: 'label',
  // Two accounts on one marketplace may bear the same label.
  nameOf: (_env, { label, name }) => (label === name ? String(name) : `${String(label)} (${String(name)})`),
  fields: {
    label: char({ required: true }),
    marketplace: char({ readonly: true }),
    name: char({ required: true, readonly: true, label: 'Technical Name' }),
    active: bool({ default: true }),
    answer_rule: text({ readonly: true }),
    begins_conversations: bool({ readonly: true }),
    answer_warn_hours: float({ label: 'Remind Before', readonly: true, default: 4 }),
  },
  unique: { fields: ['name'], message: 'There is already an account of this name.' },
  methods: {
    info: forService([], (su) => ({
      version: ADDON_VERSION,
      uuid: parameter(su, 'database.uuid') ?? false,
      neutralized: parameter(su, 'database.is_neutralized') !== undefined,
      helpdesk: 'oca',
      features: FEATURES,
    })),
    mirror_batch: forService(['batch'], (su, { batch }) => mirrorBatch(su, batch)),
    receipt_batch: forService(['batch'], (su, { batch }) => receiptBatch(su, batch)),
    deadlines_batch: forService(['batch'], (su, { batch }) => deadlinesBatch(su, batch)),
    orders_mark: forService(['rows'], (su, { rows }) => markOrders(su, rows)),
    case_batch: forService(['rows'], (su, { rows }) => caseBatch(su, rows)),
    tracking_batch: forService(['rows'], (su, { rows }) => trackingBatch(su, rows)),
    activities_take: forService(['rows'], (su, { rows }) => activitiesTake(su, rows)),
    decision_open: forService(['limit?', 'begins?'], (su, values) => decisionOpen(su, values)),
    decision_settle: forService(['rows'], (su, { rows }) => decisionSettle(su, rows)),
  },
}

/** `marketplace_care` and its glue to OCA's helpdesk, on top of the standard models. */
export function withAddon(models: Models): Models {
  const { 'helpdesk.ticket': ticket, 'sale.order': order, 'stock.picking': picking, 'mail.mail': mail } = models
  if (ticket === undefined || order === undefined || picking === undefined || mail === undefined) return models
  return {
    ...models,
    ...caseModels,
    ...factModels,
    [ACCOUNT]: account,
    'helpdesk.ticket': guarded({
      ...ticket,
      fields: {
        ...ticket.fields,
        mc_account_id: many2one(ACCOUNT, { label: 'Marketplace Account', readonly: true }),
        mc_marketplace: char({ label: 'Marketplace', related: 'mc_account_id.marketplace' }),
        mc_conversation: char({ label: 'Conversation', readonly: true }),
        mc_order_ref: char({ label: 'Marketplace Order', readonly: true }),
        mc_url: char({ label: 'Marketplace Page', readonly: true }),
        mc_waiting_since: datetime({ label: 'Waiting Since', readonly: true }),
        mc_answer_by: datetime({ label: 'Answer By', readonly: true }),
        mc_deadline_state: select(DEADLINE_STATES, { label: 'Deadline', compute: deadlineState }),
        mc_answer_rule: text({ label: 'Rule', related: 'mc_account_id.answer_rule' }),
        mc_case_count: caseCount('ticket_id'),
      },
    }),
    'sale.order': withFacts(
      withMessages({
        ...order,
        fields: {
          ...order.fields,
          mc_account_id: many2one(ACCOUNT, { label: 'Marketplace Account', readonly: true }),
          mc_order_ref: char({ label: 'Marketplace Order', readonly: true }),
          mc_case_count: caseCount('sale_order_id'),
        },
      }),
    ),
    'stock.picking': withTracking(picking),
    'mail.mail': { ...mail, prepare: spareBuyers },
  }
}

/** Of returns and the like, as far as the user may see them. */
const caseCount = (field: string) =>
  integer({
    label: 'Marketplace Cases',
    groups: ['base.group_user'],
    compute: (env, row) => new Env(env.base, env.uid, env.context).search(CASE, [[field, '=', row.id]]).length,
  })

const DEADLINE_STATES = [
  ['waiting', 'Waits for Us'],
  ['soon', 'Soon Due'],
  ['late', 'Late'],
] as const

function deadlineState(env: Env, { mc_waiting_since: since, mc_answer_by: by, mc_account_id: account }: Values) {
  if (!since) return false
  const hours = Number(env.value(ACCOUNT, account, 'answer_warn_hours'))
  const left = by
    ? Date.parse(`${String(by).replace(' ', 'T')}Z`) - Date.parse(env.store.now.replace(' ', 'T') + 'Z')
    : Infinity
  return left > hours * 3_600_000 ? 'waiting' : left > 0 ? 'soon' : 'late'
}

/** Nobody but the service and administrators says which marketplace a ticket is of, and such a ticket has no address. */
function guarded(ticket: Model): Model {
  return {
    ...ticket,
    prepare(env, values, given) {
      checkFields(env, [], given)
      if (typeof given['mc_account_id'] === 'number') values['partner_email'] = false
      ticket.prepare?.(env, values, given)
    },
    checkWrite(env, ids, values) {
      checkFields(env, ids, values)
      ticket.checkWrite?.(env, ids, values)
      if (values['partner_email'] && ids.some((id) => isGuarded(env, 'helpdesk.ticket', id))) {
        values['partner_email'] = false
      }
    },
  }
}

function checkFields(env: Env, ids: readonly number[], values: Values): void {
  const touched = SERVICE_FIELDS.filter((name) => name in values)
  if (touched.length === 0 || env.su || groupsOf(env, env.uid).has('base.group_system')) return
  if (touched.some((name) => values[name]) || ids.some((id) => isGuarded(env, 'helpdesk.ticket', id))) {
    throw accessError('What a ticket says of its marketplace is not changed by hand.')
  }
}

/** The last barrier: a mail on a marketplace's ticket goes to colleagues only, and if there are none, to nobody. */
function spareBuyers(env: Env, values: Values): void {
  const message = Number(values['mail_message_id'])
  const model = String(env.value('mail.message', message, 'model'))
  if (model !== 'helpdesk.ticket' || !isGuarded(env, model, Number(env.value('mail.message', message, 'res_id'))))
    return
  const [command] = (values['recipient_ids'] ?? []) as [number, number, unknown][]
  const kept = idList(command?.[2]).filter((partner) => internalUserOf(env, partner) !== undefined)
  values['recipient_ids'] = [[6, 0, kept]]
  values['email_to'] = false
  if (kept.length === 0) values['state'] = 'cancel'
}

function parameter(su: Env, key: string): unknown {
  const id = su.find('ir.config_parameter', [['key', '=', key]])
  return id === undefined ? undefined : su.value('ir.config_parameter', id, 'value')
}

const READ_BY_SERVICE =
  'sale.order sale.order.line stock.picking stock.picking.type stock.move account.move account.move.line account.payment payment.transaction delivery.carrier ' +
  'res.partner res.company res.users res.currency res.country crm.team product.product uom.uom mail.message mail.message.subtype ' +
  'mail.activity mail.activity.type ir.attachment helpdesk.ticket helpdesk.ticket.stage helpdesk.ticket.team helpdesk.ticket.channel ' +
  'helpdesk.ticket.category helpdesk.ticket.tag'

/** Rights with the addon: its groups, and reading for its service. */
export function withAddonRights(rights: Rights): Rights {
  const service = 'marketplace_care.group_service'
  const read = READ_BY_SERVICE.split(' ').map((model) => [model, { ...rights.access[model], [service]: 'r' }] as const)
  return {
    groups: {
      ...rights.groups,
      'marketplace_care.group_user': { label: 'Marketplace Care/User', implies: ['base.group_user'] },
      'marketplace_care.group_manager': {
        label: 'Marketplace Care/Administrator',
        implies: ['marketplace_care.group_user'],
      },
      [service]: {
        label: 'Marketplace Care / Service',
        implies: ['base.group_user', 'account.group_account_readonly'],
      },
    },
    access: {
      ...rights.access,
      ...Object.fromEntries(read),
      [ACCOUNT]: { 'base.group_user': 'r', 'marketplace_care.group_manager': 'rwd' },
      ...CASE_ACCESS,
    },
    rules: [
      ...rights.rules,
      { model: 'helpdesk.ticket', group: service, on: 'rwcd', domain: () => [[1, '=', 1]] },
      ...CASE_RULES,
    ],
  }
}
