import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { Manifest } from '../../src/kit/connector.ts'

const guidelines = 'Amazon communication guidelines, Seller Central help G1701'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** Amazon.de and its European neighbours; buyers are reached by mail through a relay address that ends in `marketplace.amazon.<country>`. */
export const manifest: Manifest = {
  label: 'Amazon',
  baseUrl: 'https://sellingpartnerapi-eu.amazon.com',
  allowedHosts: [],
  capabilities: [],
  missing: {},
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
