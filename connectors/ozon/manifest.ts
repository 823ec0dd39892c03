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
  answerRule: {
    hours: 24,
    days: 'every',
    timeZone: 'Europe/Moscow',
    source: 'seller rating, share of dialogs answered within 24 hours',
    certainty: 'U',
    seen: '2026-11',
  },
  messagePollSeconds: 60,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
