import { describe, expect, test } from 'vitest'
import type { DeliveryReport } from '../../../src/domain/mail.ts'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import { partsOf, plain, type TestPart, utf8 } from './hostile/build.ts'

const OWN = '<shop.a.TOKEN.1234@shop.example>'

const status = (fields: string): TestPart => ({
  head: 'Content-Type: message/delivery-status',
  body: `Reporting-MTA: dns; mx.example.net\n\n${fields}\n`,
})
const returned = (type: string): TestPart => ({
  head: `Content-Type: ${type}`,
  body: `From: service@shop.example\nMessage-ID: ${OWN}\nSubject: Re: Frage\n\nGuten Tag\n`,
})

const formal = (...parts: TestPart[]): Buffer =>
  Buffer.concat([
    utf8(
      'From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n',
    ),
    partsOf('b', [plain('This is the mail system.'), ...parts]),
  ])

const reportOf = async (bytes: Buffer): Promise<DeliveryReport | null> => (await parseMail(bytes, {})).report

describe('reports that keep to the form (RFC 3464)', () => {
  test('name the mail, the recipient and the reason', async () => {
    const fields =
      'Final-Recipient: rfc822; Kim@Example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <kim@example.org>:\n User unknown'
    expect(await reportOf(formal(status(fields), returned('message/rfc822')))).toEqual({
      outcome: 'failed',
      about: OWN,
      recipient: 'kim@example.org',
      status: '5.1.1',
      diagnostic: '550 5.1.1 <kim@example.org>: User unknown',
    })
  })

  test.each<[string, DeliveryReport['outcome']]>([
    ['failed', 'failed'],
    ['Delayed (will retry)', 'delayed'],
    ['delivered', 'delivered'],
    ['relayed', 'relayed'],
    ['expanded', 'relayed'],
  ])('action %s', async (action, outcome) => {
    const fields = `Final-Recipient: rfc822; kim@example.org\nAction: ${action}\nStatus: 4.0.0`
    expect(await reportOf(formal(status(fields), returned('text/rfc822-headers')))).toMatchObject({
      outcome,
      about: OWN,
    })
  })

  test('of several recipients the worst counts', async () => {
    const fields =
      'Final-Recipient: rfc822; a@example.org\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.2.2'
    expect(await reportOf(formal(status(fields), returned('message/rfc822-headers')))).toMatchObject({
      outcome: 'failed',
      recipient: 'b@example.org',
      status: '5.2.2',
    })
  })

  test('without the returned mail, say at least that it failed', async () => {
    const fields = 'Final-Recipient: rfc822; kim@example.org\nAction: failed\nStatus: 5.0.0'
    expect(await reportOf(formal(status(fields)))).toMatchObject({ outcome: 'failed', about: null })
  })

  test('keep what came back as a file, out of the words', async () => {
    const mail = await parseMail(formal(status('Action: failed'), returned('message/rfc822')), {})
    expect(mail.text).toBe('This is the mail system.')
    expect(mail.files.map(({ filename }) => filename)).toContain('Re_ Frage.eml')
  })
})

const COPY = `From: service@shop.example\nMessage-ID: ${OWN}\nSubject: Re: Frage\n\nGuten Tag`

describe('reports of servers that keep to no form', () => {
  test.each<[string, string, Partial<DeliveryReport>]>([
    [
      'qmail',
      `Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<kim@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <service@shop.example>\n${COPY}`,
      {
        outcome: 'failed',
        recipient: 'kim@example.org',
        status: '5.1.1',
        diagnostic: 'Sorry, no mailbox here by that name. (#5.1.1)',
      },
    ],
    [
      'Exim',
      `Return-Path: <>\nX-Failed-Recipients: kim@example.org\nAuto-Submitted: auto-replied\nFrom: Mail Delivery System <Mailer-Daemon@mx.example.net>\nSubject: Mail delivery failed: returning message to sender\n\nThis message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  kim@example.org\n    host mx.example.org [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<kim@example.org>:\n    550 5.7.1 rejected\n\n------ This is a copy of the message, including all the headers. ------\n\n${COPY}`,
      { outcome: 'failed', recipient: 'kim@example.org', status: '5.7.1', diagnostic: '550 5.7.1 rejected' },
    ],
    [
      'Exim, still trying',
      `Return-Path: <>\nFrom: Mailer-Daemon@mx.example.net\nSubject: Warning: message 1abc-0001 delayed 24 hours\n\nThe message has not yet been delivered.\n\n  kim@example.org\n\nMessage-ID: ${OWN}\n`,
      { outcome: 'delayed', recipient: 'kim@example.org' },
    ],
    [
      'Exchange',
      `Return-Path: <>\nFrom: postmaster@example.org\nSubject: Unzustellbar: Re: Frage\n\nFehler bei der Nachrichtenzustellung an folgende Empfänger:\n\nkim@example.org\n\nDiagnoseinformationen für Administratoren:\n\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\n\nOriginal message headers:\n\n${COPY}`,
      { outcome: 'failed', recipient: 'kim@example.org', status: '5.1.10' },
    ],
    [
      'Gmail by its words',
      `Return-Path: <>\nX-Failed-Recipients: kim@example.org\nIn-Reply-To: ${OWN}\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\n\n** Address not found **\n\nYour message wasn't delivered to kim@example.org because the address couldn't be found.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach does not exist.\n`,
      { outcome: 'failed', recipient: 'kim@example.org', status: '5.1.1' },
    ],
    [
      'Postfix, success asked for',
      `Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nIn-Reply-To: ${OWN}\nSubject: Successful Mail Delivery Report\n\n<kim@example.org>: delivery via mx.example.org: 250 2.0.0 Ok\n`,
      { outcome: 'delivered', recipient: 'kim@example.org' },
    ],
    [
      'GMX',
      `Return-Path: <>\nFrom: "GMX Mailer Daemon" <mailer-daemon@gmx.example>\nSubject: Mail delivery failed: returning message to sender\n\nThe following address failed:\n\n    kim@example.org:\n        SMTP error from remote server for RCPT TO command, host: mx.example.org reason: 552 mailbox full\n\n--- The header of the original message is following. ---\n\n${COPY}`,
      { outcome: 'failed', recipient: 'kim@example.org' },
    ],
  ])('%s', async (_, mail, expected) => {
    expect(await reportOf(utf8(mail))).toMatchObject({ about: OWN, ...expected })
  })
})

describe('no report', () => {
  test.each<[string, string]>([
    [
      'a buyer who writes about a mail',
      'From: kim@example.org\nSubject: Mail delivery failed?\n\nMeine Mail konnte nicht zugestellt werden.',
    ],
    ['a vacation note', 'Return-Path: <>\nFrom: kim@example.org\nSubject: Abwesenheit\n\nIch bin im Urlaub.'],
    ['a postmaster who asks', 'From: postmaster@example.org\nSubject: Bestellung\n\nWo bleibt unsere Bestellung?'],
    [
      'a read receipt',
      'From: kim@example.org\nSubject: Gelesen: Re: Frage\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nGelesen\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--',
    ],
  ])('%s', async (_, mail) => {
    expect(await reportOf(utf8(mail))).toBeNull()
  })
})
