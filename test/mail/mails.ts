import type { SmtpSettings } from '../../src/domain/account.ts'
import { instant } from '../../src/domain/time.ts'
import type { MailConnection, Mailer, OutgoingMail } from '../../src/mail/ports.ts'

export const silent = { warn: () => undefined, debug: () => undefined }

/** Settings for a server on this machine. */
export const smtpAt = (url: string): SmtpSettings => ({
  host: '127.0.0.1',
  port: Number(new URL(url).port),
  secure: false,
})

/** A mail with everything in it; what a test is about it names itself. */
export function aMail(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    from: 'Blumenhaus Weber <shop@example.com>',
    to: { name: 'Anna Müller', address: 'anna@example.org' },
    messageId: '<webshop.n.1f0c@example.com>',
    date: instant('2026-11-16T09:30:00.000Z'),
    subject: 'Ihre Bestellung S00042 ist bei uns eingegangen',
    text: 'Guten Tag Anna Müller,\n\nIhre Bestellung ist da.\n',
    html: '<p>Guten Tag Anna Müller,</p><p>Ihre Bestellung ist da.</p>',
    ...changes,
  }
}

/** Acquires, sends, gives back. */
export async function sendOne(mailer: Mailer, smtp: SmtpSettings, mail: OutgoingMail = aMail()) {
  const connection: MailConnection = await mailer.acquire(smtp)
  try {
    return await connection.send(mail)
  } finally {
    connection.release()
  }
}
