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
  answerRule: {
    hours: 24,
    days: 'every',
    timeZone: 'Asia/Shanghai',
    source: "sellers' pages; no page of AliExpress was found",
    certainty: 'U',
    seen: '2026-11',
  },
  messagePollSeconds: 300,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
