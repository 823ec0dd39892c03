import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { mimeBytes } from '../../src/mail/mime-bytes.ts'

/** A mail as it arrives at a shop. */
export interface BuyersMail {
  readonly from: string
  /** ASCII, lines ended by CRLF. */
  readonly raw: Buffer
}

export interface Series {
  /** Makes the mails of this run differ from those of others. */
  readonly run: string
  /** The shop's address. */
  readonly to: string
  readonly at: (n: number) => Date
}

const LINES = [
  'Guten Tag, mein Paket ist noch immer nicht da. Können Sie bitte nachsehen, wo es bleibt?',
  'Laut Sendungsverfolgung liegt es seit drei Tagen im Paketzentrum und bewegt sich nicht.',
  'Ich brauche es spätestens bis Freitag, denn es soll ein Geschenk für meine Schwester sein.',
  'Falls das nicht möglich ist, würde ich gern wissen, wie ich die Bestellung ändern kann.',
] as const
/** Every so many mails one answers to the one before it, of the same buyer. */
const ANSWERS_EVERY = 5

/**
 * Mail `n` of a series: 3 to 30 kB; in turn text with a quote, text and HTML with a quote, HTML alone as an office program writes it, and
 * with a photo or a document; four of five from a buyer who never wrote before. The same series gives the same mails.
 */
export function buyersMail(n: number, { run, to, at }: Series): BuyersMail {
  const isAnswer = n % ANSWERS_EVERY === ANSWERS_EVERY - 1
  const buyer = isAnswer ? n - 1 : n
  const domain = `buyers-${run}.example`
  const from = `buyer${String(buyer)}@${domain}`
  const messageId = (mail: number): string => `<${String(mail)}.${run}@${domain}>`
  const words = [0, 1, 2].map((line) => LINES[(n + line) % LINES.length] ?? '')
  const mail = new MailComposer({
    from: `Kim Beispiel ${String(buyer)} <${from}>`,
    to,
    subject: isAnswer ? `Re: Frage ${String(n - 1)} zu meiner Bestellung` : `Frage ${String(n)} zu meiner Bestellung`,
    messageId: messageId(n),
    ...(isAnswer ? { inReplyTo: messageId(n - 1), references: messageId(n - 1) } : {}),
    date: at(n),
    ...FORMS[n % FORMS.length]?.(n, [`Frage ${String(n)}.`, ...words, 'Viele Grüße', `Kim Beispiel ${String(buyer)}`]),
    baseBoundary: createHash('sha256').update(messageId(n)).digest('hex').slice(0, 32),
    boundaryPrefix: 'part',
    newline: 'win',
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { from, raw: Buffer.concat([Buffer.from(wayOf(n, domain)), mimeBytes(mail.compile())]) }
}

/** What servers on the way wrote. */
function wayOf(n: number, domain: string): string {
  const signature = createHash('sha512')
    .update(`${domain}${String(n)}`)
    .digest('base64')
  return [
    `Received: from mout.${domain} (mout.${domain} [192.0.2.17])`,
    `\tby mx.shop.example (Postfix) with ESMTPS id ${String(n)}`,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=2026;`,
    `\th=to:subject:message-id:date:from:mime-version;`,
    `\tb=${signature.slice(0, 70)}`,
    `X-Mailer: Mail 16.0 (${String(n)})`,
    '',
  ].join('\r\n')
}

type Form = (n: number, lines: readonly string[]) => Pick<ComposerOptions, 'text' | 'html' | 'attachments'>
type ComposerOptions = NonNullable<ConstructorParameters<typeof MailComposer>[0]>

/** Between two numbers, the same for the same mail. */
const between = (n: number, least: number, most: number): number => least + ((n * 7919) % (most - least + 1))

const quoted = (n: number, paragraphs: number): readonly string[] =>
  Array.from({ length: paragraphs }, (_, line) => LINES[(n + line) % LINES.length] ?? '')

const textWith = (lines: readonly string[], quote: readonly string[]): string =>
  [...lines, '', 'Am 02.11.2026 um 10:00 schrieb Shop:', ...quote.map((line) => `> ${line}`)].join('\n')

const inGmail = (lines: readonly string[], quote: readonly string[]): string =>
  `<div dir="ltr">${lines.map((line) => `<div>${line}</div>`).join('')}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">` +
  `Am Mo., 2. Nov. 2026 um 10:00 Uhr schrieb Shop:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">` +
  `${quote.map((line) => `<p>${line}</p>`).join('')}</blockquote></div>`

const inOutlook = (lines: readonly string[], quote: readonly string[]): string =>
  `<html><head><style>p.MsoNormal{margin:0;font-size:11.0pt;font-family:"Calibri",sans-serif}</style></head><body lang="DE">` +
  lines.map(normal).join('') +
  `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0"><p class="MsoNormal"><b>Von:</b> Shop<br>` +
  `<b>Gesendet:</b> Montag, 2. November 2026 10:00<br><b>Betreff:</b> Ihre Bestellung</p></div>${quote.map(normal).join('')}</body></html>`

const normal = (line: string): string =>
  `<p class="MsoNormal"><span style="font-size:11.0pt;color:#1F497D">${line}<o:p></o:p></span></p>`

/** Bytes that look like a compressed file's. */
function content(n: number, bytes: number): Buffer {
  const pieces = Array.from({ length: Math.ceil(bytes / 64) }, (_, piece) =>
    createHash('sha512')
      .update(`${String(n)}.${String(piece)}`)
      .digest(),
  )
  return Buffer.concat(pieces).subarray(0, bytes)
}

const FORMS: readonly Form[] = [
  (n, lines) => ({ text: textWith(lines, quoted(n, between(n, 15, 60))) }),
  (n, lines) => {
    const quote = quoted(n, between(n, 10, 100))
    return { text: textWith(lines, quote), html: inGmail(lines, quote) }
  },
  (n, lines) => ({ html: inOutlook(lines, quoted(n, between(n, 15, 130))) }),
  (n, lines) => ({
    text: lines.join('\n'),
    html: inGmail(lines, quoted(n, 5)),
    attachments: [
      { filename: 'schaden.jpg', content: content(n, between(n, 4_000, 18_000)), contentType: 'image/jpeg' },
    ],
  }),
  (n, lines) => ({
    text: textWith(lines, quoted(n, 10)),
    attachments: [
      { filename: 'rechnung.pdf', content: content(n, between(n, 2_000, 15_000)), contentType: 'application/pdf' },
    ],
  }),
]
