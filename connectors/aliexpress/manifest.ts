import type { Manifest } from '../../src/kit/connector.ts'

const outside =
  'AliExpress seller rules of 2017 (alifaq.org, ssopdot.com/blog/34856): no pulling of trade off the platform'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

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
    rules: {
      link: both(outside),
      'mail-address': both(outside),
      'phone-number': both(outside),
      messenger: both(outside),
      'messenger-name': both(outside),
      'off-platform': both(outside),
    },
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
