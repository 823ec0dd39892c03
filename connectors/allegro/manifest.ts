import { CARRIER_HOSTS } from '../../src/domain/lint/carrier-hosts.ts'
import type { Manifest } from '../../src/kit/connector.ts'

const terms = 'Allegro terms of 20 October 2025 (telepolis.pl 2025-09-23, spolecznosc.allegro.pl FAQ 24 September 2025)'
const both = (source: string) => ({ reply: 'deny', notification: 'deny', source }) as const

/** Allegro; messages go through its message centre, mails to a buyer through a relay address. */
export const manifest: Manifest = {
  label: 'Allegro',
  baseUrl: 'https://api.allegro.pl',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  requestsPerSecond: 1,
  textRules: {
    links: 'tracking',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['allegro.pl', 'allegro.cz', 'allegro.sk', 'allegro.hu'],
    linkHosts: CARRIER_HOSTS,
    rules: {
      link: both('own caution: answers are free, so tracking links pass; other links lead off Allegro'),
      'mail-address': both('own caution: mails go through relay addresses'),
      'phone-number': both('own caution: contact data lead off Allegro'),
      review: {
        reply: 'hint',
        notification: 'deny',
        source: `${terms}: please-rate texts are blocked; answers are exempt (allegro-api issue 12176)`,
      },
      'rating-pressure': both(
        'Allegro rules since July 2021: no requests to change a rating (telepolis.pl 2025-09-23)',
      ),
      thanks: { reply: 'off', notification: 'deny', source: `${terms}: no thank-you for buying` },
    },
  },
  answerRule: {
    hours: 24,
    days: 'every',
    timeZone: 'Europe/Warsaw',
    source: 'texts of the seller panel of 2020 on answers to messages and discussions',
    certainty: 'L',
    seen: '2026-11',
  },
  messagePollSeconds: 60,
  relayDomains: ['allegromail.pl'],
  ordersByName: false,
  notifyBy: 'none',
}
