import type { Manifest } from '../../src/kit/connector.ts'
import { anyMailRules, missingByMail } from '../../src/kit/mail-account.ts'

const none = 'A mailbox has no orders, returns or figures of its own.'

const own = {
  reply: 'off',
  notification: 'off',
  source: "the shop's own channel: it may say how it is reached",
} as const

/** A mailbox of the seller, whoever writes to it. */
export const manifest: Manifest = {
  label: 'Mailbox',
  transport: 'mail',
  allowedHosts: [],
  capabilities: ['messages.pull', 'messages.reply'],
  missing: missingByMail('A mailbox', {
    'tracking.push': none,
    'returns.pull': none,
    'returns.decide': none,
    'money.return': none,
    'quality.pull': none,
    'privacy.deletions': none,
    'notify.send': 'Notifications of a shop leave by its web shop account.',
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
  notifyBy: 'none',
}
