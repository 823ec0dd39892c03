import type { Manifest } from '../../src/kit/connector.ts'

const byMail = 'The own shop has no message channel: its buyers write by mail.'
const inOdoo = 'The own shop is Odoo itself: there is nobody else to tell.'

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
  textRules: { links: 'allowed', mailAddresses: 'allowed', phoneNumbers: 'allowed' },
  messagePollSeconds: 30,
  relayDomains: [],
  ordersByName: true,
  notifyBy: 'mail',
}
