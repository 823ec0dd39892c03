import { z } from 'zod'
import { Misconfigured, Permanent } from '../domain/errors.ts'
import { plusMs } from '../domain/time.ts'
import { parsed, type OdooBridge } from './bridge.ts'
import { findHelpdesk, type Helpdesk } from './flavour.ts'
import { MESSAGE_ID_DOMAIN } from './naming.ts'
import type { Inspection, OwnMails, RecentOrder, ServiceUser } from './inspect-ports.ts'
import { flag, id, ids, many2one, odooTime, text, time } from './records.ts'
import { setupXmlid } from './setup.ts'
import type { Surroundings } from './surroundings.ts'

const DAY_MS = 86_400_000
/** How far back mails that Odoo sent by itself are looked for, and how many are enough to prove it. */
const LATELY_DAYS = 30
const LATELY_MAX = 20
/** The rules of ownership are tried on so many of the newest orders. */
const ORDERS_MAX = 500

const moduleRow = z.object({ id, name: z.string(), latest_version: text })
const userRow = z.object({ id, login: text, email: text, tz: text })
const companyRow = z.object({
  id,
  partner_id: many2one,
  stock_move_email_validation: flag.optional(),
  stock_text_confirmation: flag.optional(),
  stock_confirmation_type: text.optional(),
})
const zoneRow = z.object({ id, tz: text })
const templateRow = z.object({ id, name: text, mail_template_id: many2one })
const stageRow = z.object({
  id,
  name: text,
  team_ids: ids,
})
const messageRow = z.object({ id, model: text, res_id: z.number(), date: time })
const orderRow = z.object({
  id,
  name: text,
  client_order_ref: text,
  origin: text,
  team_id: many2one,
  website_id: many2one.optional(),
})

/** What `doctor` asks of Odoo: reads alone, with the rights of the service user. Nothing is asked twice in one inspection. */
export function createInspection(surroundings: Surroundings): Inspection {
  const { bridge } = surroundings
  const company = kept(() => readCompany(bridge))
  const team = kept(() => bridge.byXmlid(setupXmlid('team')))
  return {
    hasTeam: async () => (await team()) !== undefined,
    modules: kept(() => readModules(bridge)),
    user: () => readUser(bridge, company),
    ownMails: async (options) => readOwnMails(bridge, { helpdesk: await findHelpdesk(bridge), company, team }, options),
    recentOrders: kept(() => readOrders(bridge)),
  }
}

type CompanyRow = z.infer<typeof companyRow>

async function readCompany(bridge: OdooBridge): Promise<CompanyRow | undefined> {
  const [row] = await bridge.byIds('res.company', companyRow, [await bridge.companyId()])
  return row
}

/** Readable by every internal user; the field called "latest" holds the installed version. */
async function readModules(bridge: OdooBridge): Promise<ReadonlyMap<string, string> | undefined> {
  const rows = await allowed(() => bridge.rows('ir.module.module', moduleRow, [['state', '=', 'installed']]))
  return rows === undefined ? undefined : new Map(rows.map((row) => [row.name, row.latest_version ?? '']))
}

async function readUser(bridge: OdooBridge, company: () => Promise<CompanyRow | undefined>): Promise<ServiceUser> {
  const uid = await bridge.connect()
  const [user] = await bridge.byIds('res.users', userRow, [uid])
  const partner = (await company())?.partner_id?.id
  const [zone] = partner === undefined ? [] : await bridge.byIds('res.partner', zoneRow, [partner])
  return {
    login: user?.login ?? String(uid),
    email: user?.email ?? null,
    timeZone: user?.tz ?? null,
    companyTimeZone: zone?.tz ?? null,
    administrator: (await bridge.call('res.users', 'has_group', [[uid], 'base.group_system'])) === true,
  }
}

interface Place {
  readonly helpdesk: Helpdesk | undefined
  readonly company: () => Promise<CompanyRow | undefined>
  readonly team: () => Promise<number | undefined>
}

async function readOwnMails(
  bridge: OdooBridge,
  { helpdesk, company, team }: Place,
  { quotationTemplates, ratings }: Parameters<Inspection['ownMails']>[0],
): Promise<OwnMails> {
  const own = await allowed(company)
  return {
    onDelivery: own?.stock_move_email_validation,
    smsOnDelivery:
      own?.stock_text_confirmation === undefined
        ? undefined
        : own.stock_text_confirmation && own.stock_confirmation_type === 'sms',
    quotationTemplates: quotationTemplates ? await allowed(() => mailingQuotations(bridge)) : [],
    stages:
      helpdesk === undefined
        ? []
        : await allowed(async () => mailingStages(bridge, helpdesk, { team: await team(), ratings })),
    lately: await allowed(() => sentLately(bridge)),
  }
}

/** A quotation template with a mail sends it whenever such an order is confirmed (sale_management, `action_confirm`). */
async function mailingQuotations(bridge: OdooBridge): Promise<readonly string[]> {
  const domain = [['mail_template_id', '!=', false]]
  const rows = await bridge.rows('sale.order.template', templateRow, domain, {
    order: 'id',
    limit: LATELY_MAX,
    archived: 'hidden',
  })
  return rows.map(({ name }) => name ?? '')
}

/** Stages without a team are everybody's: an agent can put one of our tickets there, and its template writes to the customer. */
async function mailingStages(
  bridge: OdooBridge,
  helpdesk: Helpdesk,
  { team, ratings }: { readonly team: number | undefined; readonly ratings: boolean },
): Promise<OwnMails['stages']> {
  if (team === undefined) return []
  const mails = [helpdesk.mailField, ...(ratings ? ['rating_mail_template_id'] : [])].map((field) => [
    field,
    '!=',
    false,
  ])
  const domain = ['|', ['team_ids', 'in', [team]], ['team_ids', '=', false], ...mails.slice(1).map(() => '|'), ...mails]
  const rows = await bridge.rows(helpdesk.stageModel, stageRow, domain, { order: 'sequence, id', archived: 'hidden' })
  return rows.map((row) => ({ name: row.name ?? '', own: row.team_ids.includes(team) }))
}

/**
 * What Odoo's automatons posted to customers on orders and deliveries, whatever made them: a template posts a `notification` in the
 * discussion, a person writes a `comment`, and a note has an internal subtype.
 */
async function sentLately(bridge: OdooBridge): Promise<OwnMails['lately']> {
  const domain = [
    ['model', 'in', ['sale.order', 'stock.picking']],
    ['message_type', '=', 'notification'],
    ['subtype_id.internal', '=', false],
    ['partner_ids', '!=', false],
    ['date', '>=', odooTime(plusMs(bridge.clock.now(), -LATELY_DAYS * DAY_MS))],
    '!',
    ['message_id', '=like', `%@${MESSAGE_ID_DOMAIN}>`],
  ]
  const rows = await bridge.rows('mail.message', messageRow, domain, { order: 'id desc', limit: LATELY_MAX })
  return rows.map((row) => ({ model: row.model ?? '', id: row.res_id, at: row.date }))
}

async function readOrders(bridge: OdooBridge): Promise<readonly RecentOrder[]> {
  if ((await bridge.fields('sale.order')).size === 0) return []
  const domain = [['state', 'in', ['sale', 'done', 'cancel']]]
  const rows = await bridge.rows('sale.order', orderRow, domain, { order: 'id desc', limit: ORDERS_MAX })
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? '',
    clientOrderRef: row.client_order_ref,
    origin: row.origin,
    team: row.team_id,
    byWebsite: row.website_id != null,
  }))
}

/** What the user may not read stays undefined: `doctor` says so and goes on. */
async function allowed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Permanent || error instanceof Misconfigured) return undefined
    throw error
  }
}

/** Asks once; a failure is asked again. */
function kept<T>(read: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= read().catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}

/** Which of these models the user may read, in one call: Odoo answers a model that is closed or absent with its technical name. */
export async function readableModels(bridge: OdooBridge, models: readonly string[]): Promise<ReadonlySet<string>> {
  const shape = z.array(z.object({ model: z.string(), display_name: z.string() }))
  const answer = await allowed(() => bridge.call('ir.model', 'display_name_for', [models]))
  const rows = answer === undefined ? [] : parsed(shape, answer, 'ir.model.display_name_for')
  return new Set(rows.filter((row) => row.display_name !== row.model).map(({ model }) => model))
}
