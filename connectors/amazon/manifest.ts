import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { Manifest, MessageRules } from '../../src/kit/connector.ts'

const guidelines = 'Amazon communication guidelines, Seller Central help G1701'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** What Amazon takes as an answer by mail: BEHAVIOR.md, answers. */
export const messageRules: MessageRules = {
  // Stated nowhere for mails: what Seller Central's own form takes.
  textMaxChars: 4000,
  // Up to 10 MB, stated for the message as a whole.
  attachmentMaxBytes: 10_000_000,
  attachmentsTotalMaxBytes: 10_000_000,
  // "One or more" is stated; the Messaging API takes five.
  attachmentsMax: 5,
  // The list is missing from every copy that was found: what an implementer sends, who turns JPEG into PNG before.
  attachmentTypes: [
    'application/pdf',
    'image/png',
    'text/plain',
    'application/msword',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'image/tiff',
    'image/bmp',
  ],
}

const inSellerCentral = 'not by mail: in Seller Central.'

/** Amazon.de and its European neighbours; buyers are reached by mail through a relay address that ends in `marketplace.amazon.<country>`. */
export const manifest: Manifest = {
  label: 'Amazon',
  transport: 'mail',
  allowedHosts: [],
  capabilities: ['messages.pull', 'messages.reply'],
  missing: {
    'messages.close': `A message is marked as needing no response ${inSellerCentral} The link of each message leads there.`,
    'tracking.push': `Shipments are confirmed by the Selling Partner API, which is not built, or ${inSellerCentral}`,
    'returns.pull': 'Amazon mails return requests and claims: they are read from its mails and cannot be asked for.',
    'returns.decide': `Returns, claims and cancellations are decided ${inSellerCentral}`,
    'conversations.start': `A seller starts a conversation by Amazon's templates, ${inSellerCentral}`,
    'money.return': `Refunds are issued ${inSellerCentral}`,
    'notify.send':
      'Amazon informs the buyer of the order itself. Only a delay is told from here, by mail to the relay address (NOTIFY=delayed).',
    'quality.pull': 'Amazon mails no ratings: see the account health in Seller Central.',
    'webhook.verify': 'Amazon pushes nothing but mails.',
    'privacy.deletions': 'Amazon mails no deletion requests.',
  },
  messageRules,
  textRules: {
    links: 'tracking',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: [
      'amazon.de',
      'amazon.com',
      'amazon.fr',
      'amazon.it',
      'amazon.es',
      'amazon.nl',
      'amazon.pl',
      'amazon.se',
      'amazon.com.be',
      'amazon.co.uk',
      'amazon.ie',
    ],
    linkHosts: CARRIER_HOSTS,
    rules: {
      link: both(`${guidelines}: no outside links but those needed to complete the order, such as tracking`),
      'mail-address': both(`${guidelines}; Messaging API: no mail addresses`),
      'phone-number': both(guidelines),
      messenger: both(`${guidelines}: no contact data`),
      'off-platform': both(`${guidelines}: no marketing, no outside links`),
      marketing: both(`${guidelines}: no marketing`),
      gift: both(`${guidelines}: no coupons`),
      review: both(
        'Solicitations API guide: a review is asked for only by the template of Amazon; BGH 10 July 2018, VI ZR 225/17',
      ),
      'rating-pressure': both(`${guidelines}: no asking for positive or changed reviews`),
      'cancel-pressure': both(`${guidelines}: the buyer is never asked to cancel`),
      'personal-data': {
        reply: 'hint',
        notification: 'deny',
        source: `${guidelines}: missing data of an order may be asked for`,
      },
      thanks: {
        reply: 'off',
        notification: 'deny',
        source: `${guidelines}: no messages that only thank or offer help`,
      },
      'auto-answer': {
        reply: 'hint',
        notification: 'deny',
        source: 'Seller Central help 200549770 and 202152030: an automatic answer does not count',
      },
      html: both('Messaging API: no HTML in texts'),
    },
  },
  answerRule: {
    hours: 24,
    days: 'every',
    timeZone: 'Europe/Berlin',
    source: 'Seller Central help 200549770 and 202152030, late response rate',
    certainty: 'C',
    seen: '2026-11',
  },
  messagePollSeconds: 60,
  relayDomains: ['marketplace.amazon.*'],
  ordersByName: false,
  notifyBy: 'none',
}
