import { expect, test } from 'vitest'
import { Misconfigured, Retryable } from '../../src/domain/errors.ts'
import { pauseAfter } from '../../src/mail/imap/mailboxes.ts'

test('a lost mailbox is looked for soon, then more and more seldom', () => {
  const lost = new Retryable('away', { systemic: true })
  expect([0, 1, 2, 3, 4, 5, 6, 7, 99].map((failures) => pauseAfter(lost, failures))).toEqual([
    250, 1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 60_000, 60_000,
  ])
  expect(pauseAfter(undefined, 0)).toBe(250)
})

test('a refused login is not tried again and again: that would lock the account', () => {
  expect(pauseAfter(new Misconfigured('the password has expired'), 1)).toBe(300_000)
})
