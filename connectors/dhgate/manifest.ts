import type { Manifest } from '../../src/kit/connector.ts'

const cards =
  'DHgate notice of July 2022 (maijiaw.com/article/527894): cards for contact data, WhatsApp and WeChat in messages'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** DHgate; contact data and links in messages are watched and punished. */
export const manifest: Manifest = {
  label: 'DHgate',
  baseUrl: 'https://api.dhgate.com/dop/router',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  requestsPerSecond: 1,
  textRules: {
    links: 'forbidden',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['dhgate.com'],
    rules: {
      link: both(cards),
      'mail-address': both(cards),
      'phone-number': both(cards),
      messenger: both(cards),
      'messenger-name': both(cards),
      'off-platform': both(`${cards}; private PayPal or bank data`),
      'personal-data': both(`${cards}; asking for them leads there too`),
    },
  },
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
