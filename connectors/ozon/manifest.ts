import type { Manifest } from '../../src/kit/connector.ts'

/** Ozon; the chat is the only channel, contact data and outside links are punished. */
export const manifest: Manifest = {
  label: 'Ozon',
  baseUrl: 'https://api-seller.ozon.ru',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  requestsPerSecond: 5,
  textRules: {
    links: 'forbidden',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['ozon.ru', 'ozon.com'],
  },
  messagePollSeconds: 60,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
