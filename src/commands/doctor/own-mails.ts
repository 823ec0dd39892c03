import type { AccountName } from '../../domain/ids.ts'
import type { NotificationKind } from '../../domain/notification.ts'
import { verdictFor, collectPolicy } from '../../domain/policy.ts'
import { ownerOf } from '../../domain/ownership.ts'
import type { OwnMails, RecentOrder } from '../../odoo/inspect-ports.ts'
import type { Probe } from './examination.ts'
import { counted, type Finding, report } from './finding.ts'
import { ordersSeen } from './orders.ts'
import { onOdoo, type Patient } from './patient.ts'

const AREA = "Odoo's own mails"
const EXAMPLES = 3

/** Mails that Odoo sends to customers by itself: each that doubles one of ours, or reaches a marketplace's buyer, is told. */
export function ownMailProbes(patient: Patient): readonly Probe[] {
  const place = { area: AREA, title: 'own mails' }
  return [{ ...place, run: () => onOdoo(patient, place, ({ addon }) => findings(patient, addon !== undefined)) }]
}

async function findings(patient: Patient, byAddon: boolean): Promise<Finding[]> {
  const { inspection } = patient
  const modules = await inspection.modules()
  const mails = await inspection.ownMails({
    quotationTemplates: modules?.has('sale_management') ?? true,
    ratings: modules?.has('helpdesk_mgmt_rating') ?? false,
  })
  const found = [
    ...deliveryFindings(mails, patient),
    ...(modules?.has('stock_sms') === false ? [] : textFindings(mails)),
    ...quotationFindings(mails, patient),
    ...(modules?.has('website_sale') === true ? await websiteFindings(patient) : []),
    ...(byAddon ? [] : stageFindings(mails)),
    ...latelyFindings(mails, patient),
  ]
  const { good } = report(AREA)
  return [
    ...(found.length === 0 ? [good('own mails', 'none found that would double ours')] : found),
    ...unread(mails, modules),
  ]
}

/** Accounts that tell their buyers of this themselves. */
const tellers = ({ accounts }: Patient, kind: NotificationKind): readonly AccountName[] =>
  accounts
    .filter(({ manifest }) => manifest.notifyBy === 'mail')

    .filter(({ account }) => (account.notify as readonly string[]).includes(kind))
    .map(({ account }) => account.name)

/** Accounts of marketplaces where the buyer must not be told of this by the seller. */
function forbidding({ accounts, registry }: Patient, kind: NotificationKind): readonly AccountName[] {
  const policy = collectPolicy(registry)
  return accounts
    .filter(({ account }) => account.ordersRef !== undefined || account.ordersTeam !== undefined)
    .filter(({ account }) => !['allow', 'must'].includes(verdictFor(policy, account.connector, kind).verdict))
    .map(({ account }) => account.name)
}

interface Doubled {
  readonly title: string
  readonly detail: string
  readonly kind: NotificationKind
  readonly remedy: string
}

/** An error where an account of ours tells the same; a warning where it only may reach somebody who should not get it. */
function doubled({ title, detail, kind, remedy }: Doubled, patient: Patient): Finding {
  const { bad, doubtful } = report(AREA)
  const twice = tellers(patient, kind)
  if (twice.length > 0) {
    return bad(
      title,
      `${detail}; ${twice.join(', ')} ${twice.length === 1 ? 'sends' : 'send'} ${kind} too: the buyer gets both`,
      remedy,
    )
  }
  const wrongly = forbidding(patient, kind)
  const whom =
    wrongly.length === 0 ? '' : `; orders of ${wrongly.join(', ')} are among them, where the seller must not write this`
  return doubtful(title, `${detail}${whom}`, remedy)
}

function deliveryFindings({ onDelivery }: OwnMails, patient: Patient): Finding[] {
  if (onDelivery !== true) return []
  return [
    doubled(
      {
        title: 'delivery mail',
        detail: 'Odoo mails the customer when a delivery is done',
        kind: 'shipped',
        remedy:
          'Odoo: Inventory → Configuration → Settings → Shipping → Email Confirmation: switch it off. Or take shipped out of NOTIFY.',
      },
      patient,
    ),
  ]
}

/** Switched on by installing stock_sms, which comes by itself with Inventory (tried). */
function textFindings({ smsOnDelivery }: OwnMails): Finding[] {
  if (smsOnDelivery !== true) return []
  return [
    report(AREA).doubtful(
      'delivery text message',
      'Odoo sends a text message to the customer when a delivery is done and a phone number is known',
      'Odoo: Inventory → Configuration → Settings → Shipping → SMS Confirmation: switch it off. No marketplace wants it.',
    ),
  ]
}

function quotationFindings({ quotationTemplates = [] }: OwnMails, patient: Patient): Finding[] {
  if (quotationTemplates.length === 0) return []
  const names = quotationTemplates.slice(0, EXAMPLES).join(', ')
  return [
    doubled(
      {
        title: 'quotation templates',
        detail: `${counted(quotationTemplates.length, 'quotation template')} (${names}) mail the customer when an order is confirmed`,
        kind: 'order_confirmed',
        remedy:
          'Odoo: Sales → Configuration → Quotation Templates: take the confirmation mail out. Or take order_confirmed out of NOTIFY.',
      },
      patient,
    ),
  ]
}

/** Odoo's own web shop mails the confirmation of every paid order; there is no switch for it. */
async function websiteFindings(patient: Patient): Promise<Finding[]> {
  const { orders, candidates } = await ordersSeen(patient)
  const ours = orders.filter((order: RecentOrder) => {
    const owner = order.byWebsite ? ownerOf(order, candidates) : undefined
    return owner?.kind === 'owner' && owner.account.notify.includes('order_confirmed')
  })
  if (ours.length === 0) return []
  const names = ours.slice(0, EXAMPLES).map(({ name }) => name)
  return [
    report(AREA).bad(
      'web shop',
      `Odoo's web shop mails the confirmation of its paid orders by itself (e.g. ${names.join(', ')}), and so does the account they belong to`,
      'Take order_confirmed out of NOTIFY of that account: one of the two is enough.',
    ),
  ]
}

function stageFindings({ stages = [] }: OwnMails): Finding[] {
  const { bad, doubtful } = report(AREA)
  const names = (own: boolean): string =>
    stages
      .filter((stage) => stage.own === own)
      .map(({ name }) => name)
      .join(', ')
  return [
    ...(names(true) === ''
      ? []
      : [
          bad(
            'stages of our team',
            `${names(true)}: reaching it mails the customer, and a marketplace's buyer must not be mailed`,
            'Odoo: Helpdesk → Configuration → Stages: take the e-mail template out of these stages.',
          ),
        ]),
    ...(names(false) === ''
      ? []
      : [
          doubtful(
            'stages for all teams',
            `${names(false)}: an agent can choose it for a marketplace's ticket; with no address there Odoo makes a mail that fails`,
            'Give these stages the teams they belong to (Helpdesk → Configuration → Stages), or install the addon, which shows the own stages alone.',
          ),
        ]),
  ]
}

/** Proof instead of settings: whatever made them. */
function latelyFindings({ lately = [] }: OwnMails, patient: Patient): Finding[] {
  const { doubtful } = report(AREA)
  const words: Readonly<Record<string, string>> = { 'sale.order': 'orders', 'stock.picking': 'deliveries' }
  return [...Map.groupBy(lately, ({ model }) => model)].map(([model, sent]) => {
    const kind = model === 'sale.order' ? 'order_confirmed' : 'shipped'
    const twice = tellers(patient, kind)
    const newest = sent[0]?.at.slice(0, 10) ?? ''
    return doubtful(
      `sent on ${words[model] ?? model}`,
      `Odoo wrote to customers by itself on ${words[model] ?? model} in the last 30 days (newest ${newest})${twice.length === 0 ? '' : `, while ${twice.join(', ')} tells ${kind}`}`,
      'Open the newest one in Odoo and see who sent it: a template, an automation rule (Settings → Technical), or another program.',
      { name: `sent on ${model}` },
    )
  })
}

/** What least rights do not show is said, not passed over. */
function unread(mails: OwnMails, modules: ReadonlyMap<string, string> | undefined): Finding[] {
  const closed = [
    mails.onDelivery === undefined ? "the company's delivery mail" : undefined,
    mails.quotationTemplates === undefined ? 'quotation templates' : undefined,
    mails.stages === undefined ? 'helpdesk stages' : undefined,
    mails.lately === undefined ? 'messages on orders' : undefined,
    modules === undefined ? 'installed modules' : undefined,
    modules?.has('base_automation') === true ? 'automation rules' : undefined,
  ].filter((what) => what !== undefined)
  if (closed.length === 0) return []
  const detail = `the service user may not see ${closed.join(', ')}: look at them yourself`
  return [report(AREA).note('not seen', detail, { name: 'own mails not seen' })]
}
