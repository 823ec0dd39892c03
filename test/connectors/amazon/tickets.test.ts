import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import amazon from '../../../connectors/amazon/index.ts'
import { channel } from '../../../connectors/amazon/channel.ts'
import type { OpenAccount } from '../../../src/flows/context.ts'
import { runJob } from '../../../src/flows/passes.ts'
import type { RawMail } from '../../../src/ledger/mail-ports.ts'
import { mailIdentity } from '../../../src/mail/mime/identity.ts'
import { parseMail } from '../../../src/mail/mime/parse.ts'
import type { MailReader } from '../../../src/mail/ports.ts'
import { mailWorld, SHOP } from '../../flows/mail-world.ts'
import { mailFixtures } from '../mail-fixtures.ts'

const reader: MailReader = {
  read: (bytes, options) => parseMail(bytes, options),
  shownHtml: ({ html }) => html ?? '',
}

test('the mails of one language end each in one place, and what they tell of returns and claims stands beside them', async () => {
  const world = await mailWorld()
  const { shop } = world
  if (shop.mail === undefined) throw new Error('the account has no mailbox')
  const mailbox = { ...shop.mail.mailbox, authservId: 'mx.shop.example' }
  const opened: OpenAccount = { ...shop, manifest: amazon.manifest, mail: { mailbox, channel } }
  const fixtures = mailFixtures('amazon').filter(({ lang }) => lang === 'it')
  const mails = fixtures.map(({ path }, index): RawMail => {
    const bytes = readFileSync(path)
    return { uid: index + 1, receivedAt: world.clock.now(), bytes, identity: mailIdentity(bytes) }
  })
  const cursor = { folder: 'INBOX', uidValidity: '1', uid: mails.length, modSeq: null }
  await world.store.ledger.mails.keep(SHOP, cursor, mails)

  await runJob('mirror', [opened], { ...world.ports, mailReader: reader, fetchMail: () => Promise.resolve() })

  const counts = await world.store.ledger.mails.counts(SHOP)
  const by = (kind: string) => fixtures.filter(({ expect: { kind: expected } }) => expected === kind).length
  expect(Object.fromEntries(counts.map(({ state, mails: number }) => [state, number]))).toEqual({
    message: by('message'),
    aside: by('aside'),
    report: by('rejected'),
  })
  const cases = await world.store.ledger.cases.list({ which: 'open', limit: 100 })
  const told = fixtures.flatMap(({ expect: { case: facts } }) => (facts === undefined ? [] : [facts]))
  const closed = new Set(told.filter((facts) => facts['state'] === 'closed').map((facts) => facts['id']))
  const open = told.filter((facts) => !closed.has(facts['id'])).map((facts) => String(facts['id']))
  expect(cases.map(({ facts }) => String(facts.id)).toSorted()).toEqual(open.toSorted())
  expect(cases.every(({ ticket }) => ticket !== null)).toBe(true)
})
