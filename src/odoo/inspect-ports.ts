import type { Instant } from '../domain/time.ts'
import type { OrderHead } from './ports.ts'

/** Who the service is in Odoo. */
export interface ServiceUser {
  readonly login: string
  readonly email: string | null
  /** IANA names; null = not set. */
  readonly timeZone: string | null
  readonly companyTimeZone: string | null
  /** Has Odoo's settings group: more than the service needs. */
  readonly administrator: boolean
}

/** Mails to customers that Odoo sends by itself; what is undefined could not be read. */
export interface OwnMails {
  /** The company mails the customer when a delivery is done. */
  readonly onDelivery: boolean | undefined
  /** The company sends a text message then. */
  readonly smsOnDelivery: boolean | undefined
  /** Names of quotation templates whose mail leaves when an order is confirmed. */
  readonly quotationTemplates: readonly string[] | undefined
  /** Stages with a mail template in which a ticket of our team can be put; `own` = the team's, else everybody's. */
  readonly stages: readonly { readonly name: string; readonly own: boolean }[] | undefined
  /** What automatons posted to customers on orders and deliveries in the last 30 days, newest first, 20 at most. */
  readonly lately: readonly { readonly model: string; readonly id: number; readonly at: Instant }[] | undefined
}

/** An order as the rules of ownership see it. */
export interface RecentOrder extends OrderHead {
  /** Made in Odoo's own web shop, which mails its confirmation by itself. */
  readonly byWebsite: boolean
}

/** One look at Odoo for `doctor`: what was read once is not read again. */
export interface Inspection {
  /** Version of each installed module; undefined = the user may not see them. */
  modules(): Promise<ReadonlyMap<string, string> | undefined>
  user(): Promise<ServiceUser>
  /** Whether the team of marketplace tickets is there. */
  hasTeam(): Promise<boolean>
  /** @param options what this Odoo has: quotation templates (sale_management), stages that ask for a rating (helpdesk_mgmt_rating) */
  ownMails(options: { readonly quotationTemplates: boolean; readonly ratings: boolean }): Promise<OwnMails>
  /** The newest confirmed or cancelled orders, 500 at most. */
  recentOrders(): Promise<readonly RecentOrder[]>
}
