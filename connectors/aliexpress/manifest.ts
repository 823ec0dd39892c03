import type { Manifest } from '../../src/kit/connector.ts'

/** AliExpress (global platform); trade and talk outside the platform are punished. */
export const manifest: Manifest = {
  label: 'AliExpress',
  baseUrl: 'https://api-sg.aliexpress.com',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  requestsPerSecond: 2,
  textRules: {
    links: 'forbidden',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['aliexpress.com'],
  },
  messagePollSeconds: 300,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
