import type { OdooBridge } from './bridge.ts'
import type { Helpdesk } from './flavour.ts'
import { findHelpdesk, TICKET } from './flavour.ts'
import { readableModels } from './inspect.ts'
import type { RightsFinding } from './ports.ts'
import { ADDON, type Surroundings } from './surroundings.ts'

type Operation = RightsFinding['operation']

interface Need {
  readonly model: string
  readonly operations: readonly Operation[]
  /** The group that gives it. */
  readonly group: string
  /** Group without which record rules hide some of the records though the model may be read. */
  readonly sees?: string
  /** Fields that Odoo shows to some groups only: one that is missing refuses the whole read. */
  readonly fields?: readonly string[]
}

const SERVICE = 'Marketplace Care / Service'
const SALES = 'Sales / User: All Documents'
const STOCK = 'Inventory / User'
/** Shown in developer mode; the groups above it (Invoicing) give it too. */
const ACCOUNTING = 'Show Accounting Features - Readonly'

const READ: readonly Need[] = [
  { model: 'res.partner', operations: ['read'], group: 'Role / User' },
  { model: 'res.users', operations: ['read'], group: 'Role / User' },
  { model: 'mail.message', operations: ['read'], group: 'Role / User' },
  { model: 'sale.order', operations: ['read'], group: SALES, sees: 'sales_team.group_sale_salesman_all_leads' },
  { model: 'sale.order.line', operations: ['read'], group: SALES },
  { model: 'stock.picking', operations: ['read'], group: STOCK },
  { model: 'stock.move', operations: ['read'], group: STOCK },
  { model: 'product.product', operations: ['read'], group: 'Role / User' },
  { model: 'account.move', operations: ['read'], group: ACCOUNTING, fields: ['invoice_payments_widget'] },
  { model: 'account.move.line', operations: ['read'], group: ACCOUNTING },
  { model: 'account.payment', operations: ['read'], group: ACCOUNTING },
]

/** What the service does by itself where no addon does it. */
const WRITE = (helpdesk: Helpdesk): readonly Need[] => [
  {
    model: TICKET,
    operations: ['read', 'create', 'write'],
    group: helpdesk.userGroup,
    sees: helpdesk.kind === 'oca' ? 'helpdesk_mgmt.group_helpdesk_user' : 'helpdesk.group_helpdesk_user',
  },
  { model: helpdesk.teamModel, operations: ['read'], group: helpdesk.userGroup },
  { model: helpdesk.stageModel, operations: ['read'], group: helpdesk.userGroup },
  { model: 'res.partner', operations: ['create', 'write'], group: 'Contact / Creation' },
  { model: 'mail.message', operations: ['create'], group: 'Role / User' },
  { model: 'mail.activity', operations: ['create'], group: 'Role / User' },
  { model: 'ir.attachment', operations: ['read', 'create'], group: 'Role / User' },
  // A note on an order wants the right to write the order (tried).
  { model: 'sale.order', operations: ['write'], group: SALES },
]

/** What the service user may do, model by model; models that this Odoo does not have are left out. */
export async function readRights(surroundings: Surroundings): Promise<readonly RightsFinding[]> {
  const { bridge } = surroundings
  const helpdesk = await findHelpdesk(bridge)
  const byAddon = await surroundings.has('mirror_batch')
  const needs = [...READ, ...(helpdesk === undefined ? [] : byAddon ? withAddon(helpdesk) : WRITE(helpdesk))]
  const uid = await bridge.connect()
  const readable = await readableModels(bridge, [...new Set(needs.map(({ model }) => model))])
  const may = async (model: string, operation: Operation): Promise<boolean> =>
    (operation === 'read' && readable.has(model)) || (await bridge.call(model, 'has_access', [[], operation])) === true
  const findings: RightsFinding[] = []
  for (const { model, operations, group, sees, fields = [] } of needs) {
    // What can be read is there; what cannot may be missing altogether.
    if (!readable.has(model) && (await bridge.fields(model)).size === 0) continue
    const wholly = fields.length === 0 || (await hasFields(bridge, model, fields))
    const inGroup =
      byAddon || sees === undefined || (await bridge.call('res.users', 'has_group', [[uid], sees])) === true
    for (const operation of operations) {
      const ok = inGroup && wholly && (await may(model, operation))
      findings.push({ model, operation, ok, group: byAddon && group !== SERVICE ? `${SERVICE}, or ${group}` : group })
    }
  }
  return findings
}

async function hasFields(bridge: OdooBridge, model: string, wanted: readonly string[]): Promise<boolean> {
  const visible = await bridge.fields(model)
  return wanted.every((field) => visible.has(field))
}

const withAddon = (helpdesk: Helpdesk): readonly Need[] => [
  { model: ADDON, operations: ['read'], group: SERVICE },
  { model: TICKET, operations: ['read'], group: SERVICE },
  { model: helpdesk.stageModel, operations: ['read'], group: SERVICE },
]
