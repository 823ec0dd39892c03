import type { Manifest } from '../../src/kit/connector.ts'

/** A mailbox of the seller, whoever writes to it. */
export const manifest: Manifest = {
  label: 'Mailbox',
  allowedHosts: [],
  capabilities: [],
  missing: {},
  textRules: { links: 'allowed', mailAddresses: 'allowed', phoneNumbers: 'allowed' },
  messagePollSeconds: 30,
  relayDomains: [],
  ordersByName: true,
  notifyBy: 'none',
}
