import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { Manifest } from '../../src/kit/connector.ts'

const care =
  'inference: an answer goes to Customer Care, which passes it on to the customer; partners have no contact of their own'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

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
    linkHosts: CARRIER_HOSTS,
    rules: {
      link: both(care),
      'mail-address': both(care),
      'phone-number': both(care),
      messenger: both(care),
    },
  },
  answerRule: {
    hours: 24,
    days: 'every',
    timeZone: 'Europe/Berlin',
    source: "Zalando's delivery SLA as quoted at folloagency.com",
    certainty: 'L',
    seen: '2026-11',
  },
  messagePollSeconds: 60,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
