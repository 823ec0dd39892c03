import type { MailAddress, ParsedMail } from '../../../src/domain/mail.ts'
import { instant } from '../../../src/domain/time.ts'
import type { MailSurroundings } from '../../../src/kit/mail-channel.ts'

export const surroundings: MailSurroundings = {
  ownAddresses: ['service@shop.example'],
  ownDomains: ['shop.example'],
  receivedAt: instant('2026-11-22T12:00:00Z'),
}

export const address = (written: string, name?: string): MailAddress => ({
  address: written,
  ...(name === undefined ? {} : { name }),
})

interface Given extends Partial<Omit<ParsedMail, 'from' | 'headers'>> {
  readonly from?: string | readonly MailAddress[]
  readonly name?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A mail as it is after reading, for rules that need only some of it. */
export function mailOf({ from = 'abc@marketplace.amazon.de', name, headers = {}, ...given }: Given): ParsedMail {
  const text = given.text ?? ''
  return {
    messageId: '<1@example.com>',
    inReplyTo: [],
    references: [],
    from: typeof from === 'string' ? [address(from, name)] : from,
    sender: null,
    replyTo: [],
    to: [address('service@shop.example')],
    cc: [],
    deliveredTo: [],
    subject: '',
    date: instant('2026-11-21T09:00:00Z'),
    headers: new Map(Object.entries(headers).map(([header, value]) => [header, [value]])),
    text,
    reply: text,
    trimmed: false,
    html: null,
    files: [],
    troubles: [],
    report: null,
    automatic: null,
    proof: { dmarc: 'none', detail: null },
    ...given,
  }
}
