import { expect, test } from 'vitest'
import otto from '../../connectors/otto/index.ts'
import webshop from '../../connectors/webshop/index.ts'
import type { MailboxSettings } from '../../src/domain/account.ts'
import { manifestOf } from '../../src/kit/manifest-of.ts'

const mailbox = { host: 'mail.example' } as unknown as MailboxSettings

test('a web shop without a mailbox sends notifications and nothing else, and doctor says why', () => {
  const { capabilities, missing } = manifestOf(webshop, { own: {} })
  expect(capabilities).toEqual(['notify.send'])
  expect(missing['messages.pull']).toMatch(/IMAP_URL/)
})

test('a web shop with a mailbox reads and answers its buyers too', () => {
  expect(manifestOf(webshop, { own: {}, mailbox }).capabilities).toEqual([
    'messages.pull',
    'messages.reply',
    'notify.send',
  ])
})

test('the time for answers at OTTO is what the account says', () => {
  const own = otto.config.parse({ ANSWER_HOURS: '48' })
  expect(manifestOf(otto, { own, mailbox }).answerRule).toMatchObject({ hours: 48, days: 'working', holidaysOf: 'DE' })
  expect(manifestOf(otto, { own: otto.config.parse({}), mailbox }).answerRule?.hours).toBe(24)
})
