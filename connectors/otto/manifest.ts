import type { Manifest } from '../../src/kit/connector.ts'

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
