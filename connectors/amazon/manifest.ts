import type { Manifest } from '../../src/kit/connector.ts'

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
