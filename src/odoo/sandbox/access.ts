import type { Domain } from './domain.ts'
import type { Env } from './env.ts'
import type { Rights, Rule } from './rights.ts'

const everybody: Domain = [[1, '=', 1]]

/** Groups as Odoo 19 names them, with those they bring. */
const groups: Rights['groups'] = {
  'base.group_user': { label: 'Role / User', implies: [] },
  'base.group_portal': { label: 'Role / Portal', implies: [] },
  'base.group_erp_manager': { label: 'Access Rights', implies: ['base.group_user'] },
  'base.group_system': {
    label: 'Role / Administrator',
    implies: ['product.group_product_manager', 'base.group_partner_manager', 'base.group_erp_manager'],
  },
  'base.group_partner_manager': { label: 'Contact/Creation', implies: [] },
  'product.group_product_manager': { label: 'Products/Create', implies: [] },
  'helpdesk_mgmt.group_helpdesk_user_own': {
    label: 'Helpdesk Access Levels/User: Personal tickets',
    implies: ['base.group_user'],
  },
  'helpdesk_mgmt.group_helpdesk_user_team': {
    label: 'Helpdesk Access Levels/User: Team tickets',
    implies: ['helpdesk_mgmt.group_helpdesk_user_own'],
  },
  'helpdesk_mgmt.group_helpdesk_user': {
    label: 'Helpdesk Access Levels/User',
    implies: ['helpdesk_mgmt.group_helpdesk_user_team'],
  },
  'helpdesk_mgmt.group_helpdesk_manager': {
    label: 'Helpdesk Access Levels/Helpdesk Manager',
    implies: ['helpdesk_mgmt.group_helpdesk_user'],
  },
  'sales_team.group_sale_salesman': { label: 'Sales/User: Own Documents Only', implies: ['base.group_user'] },
  'sales_team.group_sale_salesman_all_leads': {
    label: 'Sales/User: All Documents',
    implies: ['sales_team.group_sale_salesman'],
  },
  'sales_team.group_sale_manager': {
    label: 'Sales/Administrator',
    implies: ['sales_team.group_sale_salesman_all_leads'],
  },
  'stock.group_stock_user': { label: 'Inventory/User', implies: ['base.group_user'] },
  'stock.group_stock_manager': { label: 'Inventory/Administrator', implies: ['stock.group_stock_user'] },
  'account.group_account_readonly': {
    label: 'Show Accounting Features - Readonly',
    implies: ['base.group_user'],
  },
  'account.group_account_invoice': { label: 'Accounting/Invoicing', implies: ['base.group_user'] },
  'account.group_account_manager': { label: 'Accounting/Administrator', implies: ['account.group_account_invoice'] },
}

const SHORT: Readonly<Record<string, string>> = {
  user: 'base.group_user',
  portal: 'base.group_portal',
  erp: 'base.group_erp_manager',
  system: 'base.group_system',
  contact: 'base.group_partner_manager',
  product: 'product.group_product_manager',
  desk_own: 'helpdesk_mgmt.group_helpdesk_user_own',
  desk: 'helpdesk_mgmt.group_helpdesk_user',
  desk_boss: 'helpdesk_mgmt.group_helpdesk_manager',
  sale: 'sales_team.group_sale_salesman',
  sale_boss: 'sales_team.group_sale_manager',
  stock: 'stock.group_stock_user',
  stock_boss: 'stock.group_stock_manager',
  read_account: 'account.group_account_readonly',
  account: 'account.group_account_invoice',
  account_boss: 'account.group_account_manager',
}

/** Model: who may what, `r`ead `w`rite `c`reate `d`elete; as `ir.model.access` of a real Odoo 19 has it. */
const TABLE: Readonly<Record<string, string>> = {
  'res.users': 'erp:rwcd portal:r user:r',
  'res.groups': 'erp:rwcd user:r',
  'res.partner': 'sale:r sale_boss:rwc account_boss:r contact:rwcd stock_boss:rwc portal:r user:r',
  'res.partner.category': 'contact:rwcd user:r',
  'res.company': 'erp:rwcd portal:r user:r',
  'res.country': 'contact:r system:rwcd portal:r user:r',
  'res.lang': 'system:rwcd portal:r user:r',
  'res.currency': 'account_boss:rwcd system:rwcd portal:r user:r',
  'ir.model': 'erp:rwcd',
  'ir.model.fields': 'erp:rwcd',
  'ir.ui.view': 'system:rwcd',
  'ir.model.data': 'erp:rwcd',
  'ir.config_parameter': 'system:rwcd',
  'ir.attachment': 'user:rwcd',
  'ir.module.module': 'system:rwcd user:r',
  'mail.message': 'portal:rwcd user:rwcd',
  'mail.message.subtype': 'system:rwcd portal:r user:r',
  'mail.followers': 'system:rwcd user:r',
  'mail.mail': 'system:rwcd',
  'mail.blacklist': 'system:rwcd',
  'mail.notification': 'system:rwcd portal:r user:rwc',
  'mail.activity': 'user:rwcd',
  'mail.activity.type': 'sale_boss:rwcd system:rwcd user:r',
  'mail.template': 'system:rwcd user:rwcd',
  'helpdesk.ticket': 'desk_boss:rwcd desk:rwc desk_own:rwc portal:r user:r',
  'helpdesk.ticket.team': 'desk_boss:rwcd portal:r user:r',
  'helpdesk.ticket.stage': 'desk_boss:rwcd portal:r user:r',
  'helpdesk.ticket.channel': 'desk_boss:rwcd user:r',
  'helpdesk.ticket.category': 'desk_boss:rwcd portal:r user:r',
  'helpdesk.ticket.tag': 'desk_boss:rwcd user:r',
  'helpdesk.ticket.merge': 'desk:rwcd',
  'product.product': 'product:rwcd stock:r user:r read_account:r',
  'product.pricelist': 'sale:r sale_boss:rwcd product:rwcd contact:r stock_boss:rwcd user:r',
  'uom.uom': 'sale:r product:rwcd system:rwcd user:r',
  'sale.order': 'account:rw stock:rw sale_boss:rwcd sale:rwc read_account:r portal:r',
  'sale.order.line': 'account:rw stock:rw sale:rwcd read_account:r portal:r',
  'sale.order.template': 'sale:r sale_boss:rwcd system:r',
  'crm.team': 'sale:r sale_boss:rwcd user:r',
  'sale.advance.payment.inv': 'sale:rwc',
  'stock.picking': 'sale:rwc sale_boss:rwcd account:rwc stock:rwcd portal:r read_account:r',
  'stock.move': 'sale:rwc sale_boss:rwcd account:rwc stock:rwc stock_boss:rwcd read_account:r',
  'stock.quant': 'stock:rwc user:r',
  'stock.location': 'sale:r sale_boss:r contact:r stock_boss:rwcd user:r',
  'stock.warehouse': 'sale:r stock_boss:rwcd user:r',
  'stock.picking.type': 'stock:r stock_boss:rwcd user:r',
  'delivery.carrier': 'sale:r sale_boss:rwcd contact:r stock:r stock_boss:rwcd system:r',
  'stock.return.picking': 'stock:rwc',
  'stock.return.picking.line': 'stock:rwcd',
  'account.move': 'sale:r account:rwcd account_boss:r portal:r read_account:r',
  'account.move.line': 'sale:r account:rwcd account_boss:r portal:r read_account:r',
  'account.payment': 'account:rwcd read_account:r',
  'payment.transaction': 'account:r system:rwcd',
  'account.bank.statement.line': 'account:r read_account:r',
  'account.payment.register': 'account:rwc',
  'account.move.reversal': 'account:rwc',
  'account.journal': 'sale:r account:r account_boss:rwcd stock_boss:rw read_account:r',
  'account.tax': 'sale:r account:r account_boss:rwcd user:r read_account:r',
}

const rules: readonly Rule[] = [
  {
    model: 'helpdesk.ticket',
    group: 'helpdesk_mgmt.group_helpdesk_user_own',
    on: 'rwcd',
    domain: (env) => ['|', ['user_id', '=', env.uid], '&', ['user_id', '=', false], ['team_id', 'in', ownTeams(env)]],
  },
  {
    model: 'helpdesk.ticket',
    group: 'helpdesk_mgmt.group_helpdesk_user_team',
    on: 'rwcd',
    domain: (env) => ['|', ['team_id', 'in', ownTeams(env)], ['team_id', '=', false]],
  },
  { model: 'helpdesk.ticket', group: 'helpdesk_mgmt.group_helpdesk_user', on: 'rwcd', domain: () => everybody },
  {
    model: 'helpdesk.ticket',
    group: 'base.group_user',
    on: 'rwcd',
    domain: (env) => ['|', ['partner_id', '=', env.partner], ['message_partner_ids', 'in', [env.partner]]],
  },
  ...['sale.order', 'sale.order.line'].flatMap((model): Rule[] => [
    {
      model,
      group: 'sales_team.group_sale_salesman',
      on: 'rwcd',
      domain: (env) => ownSales(env, model === 'sale.order' ? 'user_id' : 'order_id.user_id'),
    },
    { model, group: 'sales_team.group_sale_salesman_all_leads', on: 'rwcd', domain: () => everybody },
  ]),
  ...['account.move', 'account.move.line'].flatMap((model): Rule[] => {
    const type = model === 'account.move' ? 'move_type' : 'move_id.move_type'
    const customers = [type, 'in', ['out_invoice', 'out_refund']]
    return [
      { model, group: 'account.group_account_invoice', on: 'rwcd', domain: () => everybody },
      { model, group: 'account.group_account_readonly', on: 'r', domain: () => everybody },
      { model, group: 'sales_team.group_sale_salesman_all_leads', on: 'rwcd', domain: () => [customers] },
    ]
  }),
  {
    model: 'mail.activity',
    group: 'base.group_user',
    on: 'wd',
    domain: (env) => ['|', ['user_id', '=', env.uid], ['create_uid', '=', env.uid]],
  },
  {
    model: 'mail.notification',
    group: 'base.group_user',
    on: 'w',
    domain: (env) => [['res_partner_id', '=', env.partner]],
  },
]

function ownTeams(env: Env): readonly number[] {
  return env.sudo().search('helpdesk.ticket.team', [['user_ids', 'in', [env.uid]]])
}

const ownSales = (env: Env, field: string): Domain => ['|', [field, '=', env.uid], [field, '=', false]]

/** Rights without our addon. An administrator's user has the managers' groups of every app besides. */
export const RIGHTS: Rights = {
  groups,
  rules,
  access: Object.fromEntries(Object.entries(TABLE).map(([model, line]) => [model, lineOf(line)])),
}

function lineOf(line: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    line.split(' ').map((part) => {
      const [short = '', letters = ''] = part.split(':')
      return [SHORT[short] ?? short, letters]
    }),
  )
}

/** What the service's user needs where the addon is not (SEAMS: rights without the addon). */
export const SERVICE_GROUPS = [
  'base.group_user',
  'helpdesk_mgmt.group_helpdesk_user',
  'base.group_partner_manager',
  'sales_team.group_sale_salesman_all_leads',
  'stock.group_stock_user',
  'account.group_account_readonly',
] as const

/** Of the administrator and the superuser; the addon's manager group comes with them where it is. */
export const ADMIN_GROUPS = [
  'base.group_user',
  'base.group_system',
  'helpdesk_mgmt.group_helpdesk_manager',
  'sales_team.group_sale_manager',
  'stock.group_stock_manager',
  'account.group_account_manager',
  'account.group_account_readonly',
] as const
