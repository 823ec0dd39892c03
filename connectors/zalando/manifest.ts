import type { Manifest } from '../../src/kit/connector.ts'

/** Zalando Partner Program; mails go to Zalando's Customer Care, never to a buyer. */
export const manifest: Manifest = {
  label: 'Zalando',
  baseUrl: 'https://api.merchants.zalando.com',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  textRules: {
    links: 'tracking',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['zalando.de', 'zalando.com'],
  },
  messagePollSeconds: 60,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
