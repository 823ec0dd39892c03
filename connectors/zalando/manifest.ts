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
