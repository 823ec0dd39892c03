import type { CaseAction } from '../../src/domain/case.ts'
import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { CaseActionRule, Manifest, MessageRules } from '../../src/kit/connector.ts'

const MIB = 1024 * 1024

const tickets =
  'inference from the seller guidelines, section 2 (body not readable): contact runs in the ticket, no advertising'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** What Kaufland takes as an answer: BEHAVIOR.md, answers. */
export const messageRules: MessageRules = {
  textMaxChars: 65_535,
  attachmentMaxBytes: 12 * MIB,
  // No number is stated; more than this is unusual in an answer and slow to upload.
  attachmentsMax: 10,
  attachmentTypes: [
    'text/plain',
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/tiff',
    'application/pdf',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/msword',
  ],
}

/** Words that Kaufland wants with money that goes back, the usual one first: BEHAVIOR.md, money. */
export const refundReasons = [
  'other_refund',
  'delivery_damage',
  'delivery_delay',
  'incomplete_delivery',
  'incorrect_delivery',
  'defect',
  'refund_postage_fee',
  'refund_return_postage_fee',
] as const
export const cancelReasons = [
  'GeneralAdjustment',
  'BuyerCancelled',
  'NoInventory',
  'DelayedInventory',
  'ShippingAddressUndeliverable',
  'UndeliverableRegion',
  'NoReactionBuyer',
  'MerchandiseNotReceived',
  'WrongCatalogData',
  'WrongPrice',
] as const

/** What a decision on a unit of a return does: BEHAVIOR.md, returns. */
const caseActions: Record<CaseAction, CaseActionRule> = {
  accept: {
    text: 'none',
    paysBuyer: true,
    startsConversation: false,
    source: 'Seller API 2.27.0: the unit becomes return_accepted; merchantcentral.de: the refund is started by it',
  },
  clarify: {
    text: 'required',
    textMaxChars: messageRules.textMaxChars,
    paysBuyer: false,
    startsConversation: true,
    source: 'Seller API 2.27.0: a problem with goods that were received; Kaufland opens a ticket with the words',
  },
  reject: {
    text: 'required',
    textMaxChars: messageRules.textMaxChars,
    paysBuyer: false,
    startsConversation: true,
    source: 'Seller API 2.27.0: the unit becomes return_rejected; Kaufland opens a ticket with the words',
  },
  repair: {
    text: 'none',
    paysBuyer: false,
    startsConversation: false,
    source: 'Seller API 2.27.0: the unit becomes return_in_repair',
  },
}

/** Events that are subscribed: each makes us look for returns at once. There is none about conversations. */
export const pushedEvents = ['return_new', 'return_status_changed', 'return_unit_status_changed'] as const

/** Kaufland Global Marketplace, Seller API v2. Facts and their sources: BEHAVIOR.md. */
export const manifest: Manifest = {
  label: 'Kaufland',
  baseUrl: 'https://sellerapi.kaufland.com/v2',
  allowedHosts: [],
  capabilities: [
    'messages.pull',
    'messages.reply',
    'messages.close',
    'tracking.push',
    'returns.pull',
    'returns.decide',
    'conversations.start',
    'money.return',
    'webhook.verify',
  ],
  missing: {
    'notify.send': 'Kaufland informs the buyer of the order itself.',
    'quality.pull': 'The API has no service ratings: see them in the seller portal.',
    'privacy.deletions': 'The API tells nothing about deletion requests.',
  },
  // Kaufland allows 111 a second for all programs of a seller together; this leaves most of it to the others.
  requestsPerSecond: 30,
  messageRules,
  textRules: {
    links: 'tracking',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['kaufland.de', 'kaufland.at', 'kaufland.cz', 'kaufland.sk', 'kaufland.pl', 'kaufland.fr', 'kaufland.it'],
    linkHosts: CARRIER_HOSTS,
    rules: {
      link: both(`${tickets}; carriers' tracking passes: no source names it`),
      'mail-address': both(tickets),
      'phone-number': both(tickets),
      messenger: both(tickets),
      marketing: { reply: 'hint', notification: 'deny', source: tickets },
      gift: { reply: 'hint', notification: 'deny', source: tickets },
    },
  },
  answerRule: {
    hours: 48,
    days: 'working',
    holidaysOf: 'DE',
    timeZone: 'Europe/Berlin',
    source: 'kauflandglobalmarketplace.com, customer enquiries and customer service KPIs',
    certainty: 'C',
    seen: '2026-11',
  },
  caseActions,
  moneyReasons: { refund: refundReasons, cancel: cancelReasons },
  interimAnswers: true,
  pushes: {
    events: pushedEvents,
    source: 'Seller API 2.27.0, subscriptions; signature not documented: BEHAVIOR.md, pushes',
  },
  messagePollSeconds: 30,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
