import { simpleParser } from 'mailparser'
import PostalMime, { type Address } from 'postal-mime'
import { htmlToPlain } from '../../src/domain/text.ts'
import { parseMail } from '../../src/mail/mime/parse.ts'
import type { Reading } from '../../test/mail/mime/hostile/judge.ts'

export const READERS = ['postal-mime', 'mailparser', 'ours'] as const
export type ReaderName = (typeof READERS)[number]

/** Each reader at its best for this purpose: forwarded mails as files, nothing made that is not asked for. */
export const readers: Readonly<Record<ReaderName, (bytes: Buffer) => Promise<Reading>>> = {
  'postal-mime': async (bytes) => {
    const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true })
    return {
      text: wordsOf(mail.text, mail.html),
      subject: mail.subject ?? '',
      from: mail.from === undefined ? [] : flat([mail.from]),
      files: mail.attachments.map(({ filename, content }) => ({
        filename: filename ?? '',
        bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
      })),
    }
  },
  mailparser: async (bytes) => {
    const mail = await simpleParser(bytes, { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true })
    return {
      text: wordsOf(mail.text, mail.html === false ? undefined : mail.html),
      subject: mail.subject ?? '',
      from: (mail.from?.value ?? [])
        .flatMap((one) => one.group ?? [one])
        .map(({ address }) => ({ address: address ?? '' })),
      files: mail.attachments.map(({ filename, content }) => ({ filename: filename ?? '', bytes: content })),
    }
  },
  ours: (bytes) => parseMail(bytes, {}),
}

const flat = (addresses: readonly Address[]): { address: string }[] =>
  addresses.flatMap((one) => (one.group === undefined ? [{ address: one.address }] : flat(one.group)))

/** A mail of HTML alone is read by its HTML. */
const wordsOf = (text: string | undefined, html: string | undefined): string =>
  text === undefined || text.trim() === '' ? htmlToPlain(html ?? '') : text
