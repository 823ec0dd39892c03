import type { AnswerRule } from '../../src/domain/deadline.ts'
import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { Manifest, MessageRules } from '../../src/kit/connector.ts'
import { missingByMail } from '../../src/kit/mail-account.ts'

const MIB = 1024 * 1024

const terms = 'terms of OTTO Market, annex 9 section 10, as cited at dudes-partner.com: only what one order needs'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** What goes with an answer. OTTO's own limits are not known: BEHAVIOR.md, answers. */
export const messageRules: MessageRules = {
  textMaxChars: 10_000,
  attachmentMaxBytes: 5 * MIB,
  attachmentsMax: 5,
  attachmentTypes: ['application/pdf', 'image/png', 'image/jpeg'],
}

/** ANSWER_HOURS of an account replaces its hours. */
export const answerRule: AnswerRule = {
  hours: 24,
  days: 'working',
  holidaysOf: 'DE',
  timeZone: 'Europe/Berlin',
  source: 'an assumption, no public page of OTTO Market states a time',
  certainty: 'U',
  seen: 'never',
}

/** OTTO Market; buyers are reached by mail through the alias of their order. */
export const manifest: Manifest = {
  label: 'OTTO',
  transport: 'mail',
  allowedHosts: [],
  capabilities: ['messages.pull', 'messages.reply'],
  missing: missingByMail('OTTO', {
    'tracking.push': 'Not built yet: OTTO takes a shipment by its Shipments interface, which also makes the invoice.',
    'returns.pull': 'Not built yet: returns are in OTTO Partner Connect.',
    'returns.decide': 'Not built yet: returns are decided in OTTO Partner Connect.',
    'conversations.start':
      'Starting by mail needs the alias of the order and a permitted reason: until the order interface is read, use OTTO Partner Connect.',
    'notify.send':
      "OTTO tells its buyers itself. Only a delay is told from here, by mail to the order's alias (NOTIFY=delayed); the rest in OTTO Partner Connect.",
  }),
  messageRules,
  textRules: {
    links: 'tracking',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['otto.de', 'otto.market'],
    linkHosts: CARRIER_HOSTS,
    rules: {
      link: both(`${terms}; a changed shipment may be told, so tracking links pass`),
      'mail-address': both(terms),
      'phone-number': both(terms),
      messenger: both(terms),
      'off-platform': both(terms),
      marketing: both(terms),
      gift: both(terms),
      review: both(terms),
      'personal-data': {
        reply: 'hint',
        notification: 'deny',
        source: `${terms}; contact data for a delivery notice may be asked for`,
      },
    },
  },
  answerRule,
  messagePollSeconds: 60,
  relayDomains: ['customer.otto.market'],
  relayPer: 'order',
  ordersByName: false,
  notifyBy: 'none',
}
