import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { Manifest, MessageRules } from '../../src/kit/connector.ts'
import { missingByMail } from '../../src/kit/mail-account.ts'

const MIB = 1024 * 1024

const care =
  'inference: an answer goes to Customer Care, which passes it on to the customer; partners have no contact of their own'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** What goes with an answer to Care. Limits are not known: BEHAVIOR.md, answers. */
export const messageRules: MessageRules = {
  textMaxChars: 10_000,
  attachmentMaxBytes: 5 * MIB,
  attachmentsMax: 5,
  attachmentTypes: ['application/pdf', 'image/png', 'image/jpeg'],
}

/** Zalando Partner Program; mails go to Zalando's Customer Care, never to a buyer. */
export const manifest: Manifest = {
  label: 'Zalando',
  transport: 'mail',
  allowedHosts: [],
  capabilities: ['messages.pull', 'messages.reply'],
  missing: missingByMail('Zalando', {
    'tracking.push': 'Not built yet: order lines are set to shipped in zDirect or by the shop.',
    'returns.pull': 'Not built yet: returns are in zDirect.',
    'returns.decide': 'Zalando knows no rejecting or clarifying; receiving a return is not built yet.',
    'conversations.start': 'Buyers are written to by Zalando alone, and Partner Care is asked by its own form.',
    'notify.send': 'Zalando tells its buyers itself.',
    'privacy.deletions': 'Not built yet: the list of buyers who asked for erasure needs keys of the Orders interface.',
  }),
  messageRules,
  textRules: {
    links: 'tracking',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['zalando.de', 'zalando.com'],
    linkHosts: CARRIER_HOSTS,
    rules: {
      link: both(care),
      'mail-address': both(care),
      'phone-number': both(care),
      messenger: both(care),
    },
  },
  answerRule: {
    hours: 24,
    days: 'every',
    timeZone: 'Europe/Berlin',
    source: "Zalando's delivery SLA as quoted at folloagency.com",
    certainty: 'L',
    seen: '2026-11',
  },
  messagePollSeconds: 60,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
