import { z } from 'zod'
import { Misconfigured } from '../domain/errors.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { flag, id, ids, many2one, time } from './records.ts'

/** What differs between the helpdesks, as data. */
export interface Helpdesk {
  readonly kind: 'oca' | 'enterprise'
  readonly teamModel: string
  readonly stageModel: string
  readonly channelModel: string | undefined
  /** Field of a stage that means "closing". */
  readonly closingField: string
  /** Field of a stage that names the mail sent on reaching it. */
  readonly mailField: string
  /** Field of the ticket that links orders, if the module for it is there. */
  readonly ordersField: string | undefined
  /** When a ticket was closed. */
  readonly closedDateField: string
  readonly userGroup: string
  readonly managerGroup: string
}

/** OCA `helpdesk_mgmt`. */
const OCA: Helpdesk = {
  kind: 'oca',
  teamModel: 'helpdesk.ticket.team',
  stageModel: 'helpdesk.ticket.stage',
  channelModel: 'helpdesk.ticket.channel',
  closingField: 'closed',
  mailField: 'mail_template_id',
  ordersField: 'sale_order_ids',
  closedDateField: 'closed_date',
  userGroup: 'Helpdesk Access Levels / User',
  managerGroup: 'Helpdesk Access Levels / Helpdesk Manager',
}

/** Odoo Enterprise `helpdesk`, by its public documentation: not tried on Enterprise. */
const ENTERPRISE: Helpdesk = {
  kind: 'enterprise',
  teamModel: 'helpdesk.team',
  stageModel: 'helpdesk.stage',
  channelModel: undefined,
  closingField: 'fold',
  mailField: 'template_id',
  ordersField: 'sale_order_id',
  closedDateField: 'close_date',
  userGroup: 'Helpdesk / User',
  managerGroup: 'Helpdesk / Administrator',
}

export const TICKET = 'helpdesk.ticket'

/** Which helpdesk this Odoo has, told by the ticket's fields; undefined = none. */
export async function findHelpdesk(bridge: OdooBridge): Promise<Helpdesk | undefined> {
  const fields = await bridge.fields(TICKET)
  const found = fields.has('ticket_ref') ? ENTERPRISE : fields.has('stage_id') ? OCA : undefined
  if (found?.ordersField === undefined || fields.has(found.ordersField)) return found
  return { ...found, ordersField: undefined }
}

/** @throws Misconfigured where there is none that the user can see */
export async function helpdeskOf(bridge: OdooBridge): Promise<Helpdesk> {
  const helpdesk = await findHelpdesk(bridge)
  if (helpdesk !== undefined) return helpdesk
  throw new Misconfigured(
    `Odoo has no helpdesk, or the service user cannot see it. No conversation becomes a ticket. Install helpdesk_mgmt (OCA) or Odoo's Helpdesk and give the user the group ${OCA.userGroup}, then: marketplace-care doctor`,
  )
}

export const stageRow = z.object({
  id,
  sequence: z.number(),
  team_ids: ids,
  closed: flag.optional(),
  fold: flag.optional(),
  mail_template_id: many2one.optional(),
  template_id: many2one.optional(),
})
export type Stage = z.infer<typeof stageRow>

export const isClosing = (helpdesk: Helpdesk, stage: Stage): boolean =>
  (helpdesk.kind === 'oca' ? stage.closed : stage.fold) === true
export const sendsMail = (helpdesk: Helpdesk, stage: Stage): boolean =>
  (helpdesk.kind === 'oca' ? stage.mail_template_id : stage.template_id) != null

export const ticketRow = z.object({
  id,
  create_date: time,
  active: flag,
  stage_id: many2one,
  team_id: many2one,
  user_id: many2one,
  /** OCA only. */
  closed: flag.optional(),
})
export type TicketRow = z.infer<typeof ticketRow>

/** Tickets that stand in a closing stage. */
export const closedDomain = (helpdesk: Helpdesk): Domain => [[`stage_id.${helpdesk.closingField}`, '=', true]]
