import type { Manifest } from '../../src/kit/connector.ts'

const own = {
  reply: 'off',
  notification: 'off',
  source: "the shop's own channel: it may say how it is reached",
} as const

/** A mailbox of the seller, whoever writes to it. */
export const manifest: Manifest = {
  label: 'Mailbox',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  textRules: {
    links: 'allowed',
    mailAddresses: 'allowed',
    phoneNumbers: 'allowed',
    rules: {
      messenger: own,
      'messenger-name': own,
      'off-platform': own,
      gift: { reply: 'off', notification: 'deny', source: `${own.source}; § 7 UWG: a service mail stays neutral` },
      'rating-pressure': { reply: 'hint', notification: 'deny', source: '§ 7 UWG; no marketplace forbids it here' },
    },
  },
  messagePollSeconds: 30,
  relayDomains: [],
  ordersByName: true,
  notifyBy: 'none',
}
