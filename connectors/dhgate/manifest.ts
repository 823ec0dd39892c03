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
  answerRule: {
    hours: 24,
    days: 'every',
    timeZone: 'Asia/Shanghai',
    source: 'DHgate rules for sellers on complaints about missing replies',
    certainty: 'L',
    seen: '2026-11',
  },
  messagePollSeconds: 300,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
