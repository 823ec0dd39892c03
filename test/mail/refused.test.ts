import { expect, test } from 'vitest'
import { connectFault, RecipientRefused, sendFault } from '../../src/mail/faults.ts'

const smtp = { host: 'mail.example.com', port: 25, secure: false }

/** What a refusal means, as the client reports it. */
function refusal(response: string, command: string): string {
  const responseCode = Number(response.slice(0, 3))
  const error = Object.assign(new Error(response), { code: 'EENVELOPE', response, responseCode, command })
  const fault = sendFault(error, command === 'DATA' ? 'message-read' : 'before-message', smtp, [
    'maria@example.org',
    'maria',
  ])
  return fault instanceof RecipientRefused
    ? 'nobody has the address'
    : `${fault.kind}${fault.systemic ? ' for all' : ''}`
}

test.each([
  ['550 5.1.1 User unknown', 'RCPT TO', 'nobody has the address'],
  ['550 No such user here', 'RCPT TO', 'nobody has the address'],
  ['551 User not local', 'RCPT TO', 'nobody has the address'],
  ['553 5.1.3 Bad address syntax', 'RCPT TO', 'nobody has the address'],
  ['556 5.1.10 Domain takes no mail', 'RCPT TO', 'nobody has the address'],
  ['550 5.2.1 Mailbox disabled', 'RCPT TO', 'nobody has the address'],
  ['550 5.1.1 Unknown, found out late', 'DATA', 'nobody has the address'],
  ['550-5.1.1 The account does not exist\r\n550 5.1.1 maria@example.org', 'RCPT TO', 'nobody has the address'],
  ['552 5.2.2 Mailbox full', 'RCPT TO', 'permanent'],
  ['550 5.2.2 Mailbox full', 'RCPT TO', 'permanent'],
  ['550 5.7.1 Blocked for spam', 'RCPT TO', 'permanent'],
  ['554 Refused', 'RCPT TO', 'permanent'],
  ['550 Looks like spam', 'DATA', 'permanent'],
  ['554 5.7.1 Message refused', 'DATA', 'permanent'],
  ['550 5.1.8 Sender has no domain', 'MAIL FROM', 'permanent for all'],
  ['550 <maria@example.org>: Recipient address rejected: User unknown', 'RCPT TO', 'nobody has the address'],
  ['550 Your IP is on a blacklist', 'RCPT TO', 'permanent'],
  ['550 Rejected by policy', 'RCPT TO', 'permanent'],
  // Who does not let us send says nothing of the buyer: all of an account's mails would fail for good.
  ['550 relaying denied', 'RCPT TO', 'retryable'],
  ['550 relay not permitted', 'RCPT TO', 'retryable'],
  ['554 5.7.1 <maria@example.org>: Relay access denied', 'RCPT TO', 'retryable'],
  ['550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'RCPT TO', 'retryable'],
  ["553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'RCPT TO', 'retryable'],
  ['550 authentication required', 'RCPT TO', 'retryable'],
  ['550 5.1.1 <relay@example.org> unknown', 'RCPT TO', 'nobody has the address'],
  ['450 4.2.0 Greylisted', 'RCPT TO', 'retryable'],
  ['451 4.7.1 Try again later', 'DATA', 'retryable'],
])('%o to %s: %s', (response, command, meaning) => {
  expect(refusal(response, command)).toBe(meaning)
})

test('what is kept of a refusal holds no address', () => {
  const error = Object.assign(new Error('x'), {
    ...{ code: 'EENVELOPE', response: '550 5.1.1 <maria@example.org> unknown', responseCode: 550, command: 'RCPT TO' },
  })
  const fault = sendFault(error, 'before-message', smtp, ['maria@example.org', 'maria'])
  expect(fault).toMatchObject({ code: '550 5.1.1' })
  expect(fault.message).not.toMatch(/maria/)
})

test.each(['hunter2', 'aHVudGVyMg==', 'AHNob3AAaHVudGVyMg=='])(
  'a server that repeats the password (%s) does not bring it into our words',
  (said) => {
    const response = `535 5.7.8 Login ${said} failed`
    const error = Object.assign(new Error(response), {
      code: 'EAUTH',
      response,
      responseCode: 535,
      command: 'AUTH PLAIN',
    })
    const fault = connectFault(error, { ...smtp, user: 'shop', password: 'hunter2' })
    expect(fault).toMatchObject({ kind: 'misconfigured' })
    expect(fault.message).toContain('535 5.7.8')
    expect(fault.message).not.toContain(said)
  },
)
