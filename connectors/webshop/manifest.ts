import type { Manifest } from '../../src/kit/connector.ts'

const byMail = 'The own shop has no message channel: its buyers write by mail.'
const inOdoo = 'The own shop is Odoo itself: there is nobody else to tell.'

const own = {
  reply: 'off',
  notification: 'off',
  source: "the shop's own channel: it may say how it is reached",
} as const

/** The own shop: its orders are in Odoo already and its notifications leave by mail. */
export const manifest: Manifest = {
  label: 'Web shop',
  allowedHosts: [],
  capabilities: ['notify.send'],
  missing: {
    'messages.pull': byMail,
    'messages.reply': byMail,
    'messages.close': byMail,
    'tracking.push': inOdoo,
    'returns.pull': inOdoo,
    'returns.decide': inOdoo,
    'quality.pull': inOdoo,
    'webhook.verify': inOdoo,
    'privacy.deletions': inOdoo,
  },
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
  notifyBy: 'mail',
}
