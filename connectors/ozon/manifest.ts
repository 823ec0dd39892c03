import type { Manifest } from '../../src/kit/connector.ts'

const rules = 'docs.ozon.ru/global/en/policies/communication'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

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
    rules: {
      link: both(`${rules}: no links outside Ozon`),
      'mail-address': both(`${rules}: no other contact channels`),
      'phone-number': both(`${rules}: no telephone numbers`),
      messenger: both(`${rules}: no other contact channels`),
      'off-platform': both(`${rules}: no other channels`),
      marketing: both(`${rules}: no advertising`),
      gift: both(`${rules}: no advertising`),
      'cancel-pressure': both(`${rules}: no asking to cancel`),
      'personal-data': both(`${rules}: no collecting, copying, storing or passing on of customers' personal data`),
    },
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
