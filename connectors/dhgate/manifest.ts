import type { Manifest } from '../../src/kit/connector.ts'

/** DHgate; contact data and links in messages are watched and punished. */
export const manifest: Manifest = {
  label: 'DHgate',
  baseUrl: 'https://api.dhgate.com/dop/router',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  requestsPerSecond: 1,
  textRules: { links: 'forbidden', mailAddresses: 'forbidden', phoneNumbers: 'forbidden', ownSites: ['dhgate.com'] },
  messagePollSeconds: 300,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
