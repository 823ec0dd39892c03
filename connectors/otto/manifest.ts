import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { Manifest } from '../../src/kit/connector.ts'

const terms = 'terms of OTTO Market, annex 9 section 10, as cited at dudes-partner.com: only what one order needs'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** OTTO Market; buyers are reached by mail through the alias of their order. */
export const manifest: Manifest = {
  label: 'OTTO',
  baseUrl: 'https://api.otto.market',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  requestsPerSecond: 20,
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
    },
  },
  answerRule: {
    hours: 24,
    days: 'working',
    holidaysOf: 'DE',
    timeZone: 'Europe/Berlin',
    source: 'an assumption, no public page of OTTO Market states a time',
    certainty: 'U',
    seen: 'never',
  },
  messagePollSeconds: 60,
  relayDomains: ['customer.otto.market'],
  ordersByName: false,
  notifyBy: 'none',
}
