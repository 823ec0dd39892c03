import type { Manifest, MessageRules } from '../../src/kit/connector.ts'

/** What Corner Shop takes as an answer: BEHAVIOR.md, answers and files. */
export const messageRules: MessageRules = {
  textMaxChars: 2000,
  attachmentMaxBytes: 2 * 1024 * 1024,
  attachmentsMax: 3,
  attachmentTypes: ['application/pdf', 'image/jpeg', 'image/png'],
}

/** Corner Shop. Facts and their sources: BEHAVIOR.md. */
export const manifest: Manifest = {
  label: 'Corner Shop',
  baseUrl: 'https://api.cornershop.example/v1',
  allowedHosts: [],
  capabilities: ['messages.pull', 'messages.reply'],
  missing: {
    'messages.close': 'not built yet: close conversations in the seller portal.',
    'tracking.push': 'not built yet: enter tracking numbers in the seller portal.',
    'returns.pull': 'not built yet: see returns in the seller portal.',
    'returns.decide': 'not built yet: decide returns in the seller portal.',
    'conversations.start': 'not built yet: begin conversations in the seller portal.',
    'money.return': 'not built yet: pay back in the seller portal.',
    'notify.send': 'not built yet.',
    'quality.pull': 'not built yet: see the seller portal.',
    'webhook.verify': 'not built yet: conversations are polled.',
    'privacy.deletions': 'not built yet.',
  },
  tokens: true,
  requestWindow: { requests: 120, seconds: 60 },
  messageRules,
  textRules: {
    links: 'forbidden',
    mailAddresses: 'forbidden',
    phoneNumbers: 'forbidden',
    ownSites: ['cornershop.example'],
  },
  messagePollSeconds: 60,
  relayDomains: [],
  ordersByName: false,
  notifyBy: 'none',
}
