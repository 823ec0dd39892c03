import type { Manifest } from '../../src/kit/connector.ts'

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
