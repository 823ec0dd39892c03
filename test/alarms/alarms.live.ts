import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALARM_KINDS } from '../../src/domain/alarm.ts'
import { type Around, startAround } from './around.ts'
import { accountAlarms } from './stories/account.ts'
import { conversationAlarms } from './stories/conversations.ts'
import { databaseAlarms } from './stories/database.ts'
import { mailAlarms } from './stories/mails.ts'

/**
 * Services in processes of their own, side by side; each alarm is provoked outside, seen in a real mailbox and at a webhook once, brought to
 * its end, and its all-clear seen there too.
 */
let around: Around | undefined
beforeAll(async () => {
  around = await startAround()
})
afterAll(() => around?.close())

function shared(): Around {
  if (around === undefined) throw new Error('The mail servers did not start.')
  return around
}
describe.concurrent('an account', () => {
  accountAlarms(shared)
})
describe.concurrent('conversations', () => {
  conversationAlarms(shared)
})
describe.concurrent('mails', () => {
  mailAlarms(shared)
})
describe.concurrent('the database', () => {
  databaseAlarms(shared)
})

test('every alarm there is was told by mail and by webhook, and its end', async () => {
  const heard = await Promise.all(
    shared()
      .operators()
      .map((operator) => operator.heard()),
  )
  const all = new Set(heard.flatMap((some) => [...some]))
  // A flood is over after a day without one: that is tried with a clock that moves (test/flows/mail-flood.live.ts).
  const kinds = ALARM_KINDS.filter((kind) => kind !== 'mail_flood')
  expect([...all].toSorted()).toEqual(kinds.flatMap((kind) => [`${kind} cleared`, `${kind} open`]).toSorted())
})

test('nothing was told twice', () => {
  for (const operator of shared().operators()) {
    // On a busy machine a job may well have no success for the few seconds of ALERT_AFTER here, more than once.
    const calls = operator.calls().filter((call) => !call.startsWith('No success'))
    expect(calls.toSorted()).toEqual([...new Set(calls)].toSorted())
  }
})
