import type { Manifest } from '../../src/kit/connector.ts'
import { anyMailRules, missingByMail } from '../../src/kit/mail-account.ts'

const inOdoo = 'The own shop is Odoo itself: there is nobody else to tell.'

const own = {
  reply: 'off',
  notification: 'off',
  source: "the shop's own channel: it may say how it is reached",
} as const

/** The own shop: its orders are in Odoo already, its notifications leave by mail, and a mailbox of its own may be read. */
export const manifest: Manifest = {
  label: 'Web shop',
  allowedHosts: [],
  // Messages only where the account names a mailbox.
  capabilities: ['messages.pull', 'messages.reply', 'notify.send'],
  missing: missingByMail('The own shop', {
    'tracking.push': inOdoo,
    'returns.pull': inOdoo,
    'returns.decide': inOdoo,
    'money.return': inOdoo,
    'quality.pull': inOdoo,
    'webhook.verify': inOdoo,
    'privacy.deletions': inOdoo,
  }),
  messageRules: anyMailRules,
  textRules: {
    links: 'allowed',
    mailAddresses: 'allowed',
    phoneNumbers: 'allowed',
    rules: {
      messenger: own,
      'messenger-name': own,
      'off-platform': own,
      'personal-data': own,
      gift: { reply: 'off', notification: 'deny', source: `${own.source}; § 7 UWG: a service mail stays neutral` },
      'rating-pressure': { reply: 'hint', notification: 'deny', source: '§ 7 UWG; no marketplace forbids it here' },
    },
  },
  messagePollSeconds: 30,
  relayDomains: [],
  ordersByName: true,
  notifyBy: 'mail',
}
