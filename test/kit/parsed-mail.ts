import type { ParsedMail } from '../../src/domain/mail.ts'
import { instant } from '../../src/domain/time.ts'
import type { MailSurroundings } from '../../src/kit/mail-channel.ts'

/** A mail of a person as it was read, with what a test changes of it. */
export function parsedMail(changes: Partial<ParsedMail> & { readonly words?: string } = {}): ParsedMail {
  const { words = 'Where is my parcel?', ...rest } = changes
  return {
    messageId: '<1@buyer.example>',
    inReplyTo: [],
    references: [],
    from: [{ address: 'kim@buyer.example', name: 'Kim Sample' }],
    sender: null,
    replyTo: [],
    to: [{ address: 'service@shop.example' }],
    cc: [],
    deliveredTo: ['service@shop.example'],
    subject: 'Question',
    date: instant('2026-11-20T10:00:00Z'),
    headers: new Map(),
    text: words,
    reply: words,
    trimmed: false,
    html: null,
    files: [],
    troubles: [],
    report: null,
    automatic: null,
    proof: { dmarc: 'none', detail: null },
    ...rest,
  }
}

export const surroundings: MailSurroundings = {
  ownAddresses: ['service@shop.example'],
  ownDomains: ['shop.example'],
  receivedAt: instant('2026-11-20T10:00:01Z'),
}
