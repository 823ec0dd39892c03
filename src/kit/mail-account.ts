import type { CredentialCheck, Manifest, MessageRules, OpenConnector } from './connector.ts'

const MIB = 1024 * 1024

/** What mail servers and buyers' programs take without trouble; the sum of all files has to stay below what servers take. */
export const MAIL_FILE_TYPES: readonly string[] = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/tiff',
  'image/heic',
  'text/plain',
  'text/csv',
  'text/calendar',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/zip',
  'video/mp4',
]

/** An answer by mail to anybody: no marketplace sets rules, servers do (25 MB with the third that encoding adds). */
export const anyMailRules: MessageRules = {
  textMaxChars: 100_000,
  attachmentMaxBytes: 16 * MIB,
  attachmentsMax: 10,
  attachmentTypes: MAIL_FILE_TYPES,
}

/** Opens an account that has nothing but its mails: there is no key of its own to prove. */
export const openByMail = (detail: string): (() => OpenConnector) => {
  const found: CredentialCheck = { detail }
  return () => ({ check: () => Promise.resolve(found) })
}

/** Reasons for what a mailbox cannot do. */
export function missingByMail(label: string, apart: Manifest['missing'] = {}): Manifest['missing'] {
  return {
    'messages.close': 'A mail cannot be closed: a ticket is closed on our side only.',
    'tracking.push': `${label} has no interface for it here.`,
    'returns.pull': `${label} has no interface for it here.`,
    'returns.decide': `${label} has no interface for it here.`,
    'conversations.start': 'Only mails that came in are answered.',
    'money.return': `${label} has no interface for it here.`,
    'quality.pull': `${label} has no interface for it here.`,
    'webhook.verify': 'A mailbox is read; nobody calls.',
    'privacy.deletions': `${label} has no interface for it here.`,
    ...apart,
  }
}
