import { expect, test } from 'vitest'
import type { DeliveryReport } from '../../src/domain/mail.ts'
import { type MailWorld, mailWorld, plain, SHOP } from './mail-world.ts'

const report = (about: string, change: Partial<DeliveryReport> = {}): DeliveryReport => ({
  outcome: 'failed',
  about,
  recipient: 'maria@example.org',
  status: '5.1.1',
  diagnostic: '550 5.1.1 no such user',
  ...change,
})

/** One answered question. */
async function answered(): Promise<{ world: MailWorld; first: string; sent: string; ticketId: number }> {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  await world.run('reply')
  const ticketId = (await world.store.ledger.conversation(SHOP, await world.conversationOf(first)))?.ticket?.id ?? 0
  return { world, first, sent: world.sink.mails()[0]?.messageId ?? '', ticketId }
}

const daemon = { from: 'mailer-daemon@mx.example', text: 'This is the mail system.' }

test('an answer that came back has failed with the server’s reason, once, and its ticket is open', async () => {
  const { world, first, sent, ticketId } = await answered()
  await world.clerk.closesTicket({ ticketId })
  world.arrives({ ...daemon, report: report(sent) })
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ received: 1, mirrored: 0, set_aside: 1 })
  world.arrives({ ...daemon, text: 'Once more.', report: report(sent) })
  await world.run('mirror')
  const [failed, ...others] = await world.store.outbox.list({ state: 'failed' })
  expect(others).toEqual([])
  expect(failed?.reason).toContain('550 5.1.1')
  expect(failed?.reason).not.toContain('maria')
  const [ticket] = (await world.rpc('helpdesk.ticket', 'read', [[ticketId]], { fields: ['closed'] })) as {
    closed: boolean
  }[]
  expect(ticket?.closed).toBe(false)
  const told = (await world.chatterOf(first))
    .map(({ body }) => plain(body))
    .filter((body) => body.includes('gave') || body.includes('zurückgegeben'))
  expect(told).toHaveLength(1)
  expect((await world.listed()).map(({ state }) => state).toSorted()).toEqual(['message', 'report', 'report'])
})

test('sent again after a report, the same report changes nothing', async () => {
  const { world, sent } = await answered()
  world.arrives({ ...daemon, report: report(sent) })
  await world.run('mirror')
  const [failed] = await world.store.outbox.list({ state: 'failed' })
  await world.store.outbox.resolve(failed?.id ?? ('' as never), 'not-sent', 'test')
  await world.run('reply')
  expect(world.sink.mails()).toHaveLength(2)
  await world.store.ledger.mails.again(SHOP, {})
  await world.run('mirror')
  expect(await world.store.outbox.list({ state: 'failed' })).toEqual([])
})

test('a delay, and a report that fits nothing, are listed only', async () => {
  const { world, sent } = await answered()
  world.arrives({ ...daemon, report: report(sent, { outcome: 'delayed', status: '4.4.1', diagnostic: null }) })
  world.arrives({ ...daemon, report: report('<somebody@else.example>') })
  await world.run('mirror')
  expect(await world.store.outbox.list({ state: 'failed' })).toEqual([])
  const details = (await world.listed()).flatMap(({ state, detail }) => (state === 'report' ? [detail] : []))
  expect(details.toSorted()).toEqual(['delayed: 4.4.1', 'failed: 550 5.1.1 no such user (fits no mail of ours)'])
})

test('a report whose sender is not who he says fails nothing', async () => {
  const { world, sent } = await answered()
  world.arrives({ ...daemon, dmarc: 'fail', report: report(sent) })
  await world.run('mirror')
  expect(await world.store.outbox.list({ state: 'failed' })).toEqual([])
})

test('a report ends the doubt about an answer of which nobody knew', async () => {
  const world = await mailWorld()
  const first = world.arrives({ text: 'Hallo' }) ?? ''
  await world.run('mirror')
  await world.answers(first, '<p>Ja.</p>')
  world.sink.fail({ kind: 'lose-answer' }, 1)
  await world.run('reply')
  world.arrives({ ...daemon, report: report(world.sink.mails()[0]?.messageId ?? '') })
  await world.run('mirror')
  expect(await world.store.outbox.list({ state: 'unknown' })).toEqual([])
  expect(await world.store.outbox.list({ state: 'failed' })).toHaveLength(1)
})
