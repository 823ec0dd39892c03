import { expect, test } from 'vitest'
import { given } from './world.ts'

async function mirrored(options: Parameters<typeof given>[0] = {}) {
  const world = await given(options)
  const conversation = world.buyerWrites('Wann kommt mein Paket?')
  await world.pass('mirror')
  world.clock.pass(5)
  return { world, conversation }
}

test('an answer reaches the buyer once, as good plain text, and the chatter says so', async () => {
  const { world, conversation } = await mirrored()
  await world.agentAnswers(conversation, '<p>Guten Tag,</p><p>Ihr Paket ist <b>unterwegs</b>.</p>')
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ ok: true, planned: 1, delivered: 1, waiting: 0 })
  await world.pass('reply')
  await world.pass('mirror')
  expect(world.answersAtMarketplace(conversation)).toEqual(['Guten Tag,\n\nIhr Paket ist unterwegs.'])
  const receipts = (await world.chatter(conversation)).filter(({ message_id }) => message_id.includes('.r.'))
  expect(receipts).toHaveLength(1)
  expect(world.odoo.mails()).toEqual([])
})

test('our own answer is not mirrored back as somebody else’s', async () => {
  const { world, conversation } = await mirrored()
  await world.agentAnswers(conversation, '<p>Gern.</p>')
  await world.pass('reply')
  world.clock.pass(60)
  const result = await world.pass('mirror')
  expect(result.accounts[0]?.received).toBe(result.accounts[0]?.duplicates)
  expect((await world.chatter(conversation)).filter(({ message_type }) => message_type === 'notification')).toEqual(
    (await world.chatter(conversation)).filter(
      ({ message_id, message_type }) => message_type === 'notification' && !message_id.includes('kaufland-de.m'),
    ),
  )
})

test('a note never reaches the buyer', async () => {
  const { world, conversation } = await mirrored()
  await world.clerk.notes({
    key: 'note',
    ticketId: await world.ticket(conversation),
    html: '<p>Kunde ist schwierig.</p>',
  })
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ planned: 0 })
  expect(world.answersAtMarketplace(conversation)).toEqual([])
})

test('an answer whose confirmation was lost reaches the buyer once', async () => {
  const { world, conversation } = await mirrored()
  world.marketplace.fail({ method: 'POST', path: /messages/, times: 1, how: { kind: 'lose-answer' } })
  await world.agentAnswers(conversation, '<p>Ihr Paket ist unterwegs.</p>')
  for (let n = 0; n < 4; n += 1) {
    await world.pass('reply')
    world.clock.pass(130)
  }
  expect(world.answersAtMarketplace(conversation)).toEqual(['Ihr Paket ist unterwegs.'])
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ unknown: 0, waiting: 0 })
})

test('an answer that never arrived is sent again, only after it was looked for', async () => {
  const { world, conversation } = await mirrored()
  world.marketplace.fail({ method: 'POST', path: /messages/, times: 1, how: { kind: 'cut' } })
  await world.agentAnswers(conversation, '<p>Ihr Paket ist unterwegs.</p>')
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ unknown: 1, delivered: 0 })
  expect(world.answersAtMarketplace(conversation)).toEqual([])
  for (let n = 0; n < 4; n += 1) {
    world.clock.pass(130)
    await world.pass('reply')
  }
  expect(world.answersAtMarketplace(conversation)).toEqual(['Ihr Paket ist unterwegs.'])
})

test('an answer edited before it goes goes as edited; a deleted one does not go', async () => {
  const { world, conversation } = await mirrored({ marketplace: { replyHoldSeconds: 15 } })
  await world.clerk.answers({ key: 'a', ticketId: await world.ticket(conversation), html: '<p>Falsch</p>' })
  await world.clerk.answers({ key: 'b', ticketId: await world.ticket(conversation), html: '<p>Weg damit</p>' })
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ planned: 2, delivered: 0, waiting: 2 })
  await world.clerk.edits({ key: 'a', html: '<p>Richtig</p>' })
  await world.clerk.deletes({ key: 'b' })
  world.clock.pass(20)
  const result = await world.pass('reply')
  expect(result.accounts[0]).toMatchObject({ delivered: 1, suppressed: { deleted: 1 } })
  expect(world.answersAtMarketplace(conversation)).toEqual(['Richtig'])
})

test('an answer that the guard refuses comes back to its author, and a corrected one goes', async () => {
  const { world, conversation } = await mirrored()
  await world.agentAnswers(conversation, '<p>Schreiben Sie an service@lindenhof.example</p>')
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ delivered: 0, suppressed: { linter: 1 } })
  const activities = world.odoo.state.rows('mail.activity')
  expect(activities).toHaveLength(1)
  world.clock.pass(5)
  await world.agentAnswers(conversation, '<p>Wir kümmern uns darum.</p>')
  await world.pass('reply')
  expect(world.answersAtMarketplace(conversation)).toEqual(['Wir kümmern uns darum.'])
})

test('in shadow an answer is planned and told, but not sent', async () => {
  const { world, conversation } = await mirrored({ marketplace: { mode: 'shadow' } })
  await world.agentAnswers(conversation, '<p>Gern.</p>')
  expect((await world.pass('reply')).accounts[0]).toMatchObject({ planned: 1, suppressed: { shadow: 1 } })
  expect(world.answersAtMarketplace(conversation)).toEqual([])
  expect(
    (await world.chatter(conversation)).some(({ body }) => body.includes('Trial run') || body.includes('Probebetrieb')),
  ).toBe(true)
})

test('a ledger that was lost sends nothing a second time', async () => {
  const { world, conversation } = await mirrored()
  await world.agentAnswers(conversation, '<p>Gern.</p>')
  await world.pass('reply')
  const [effect] = await world.store.outbox.list({ state: 'done' })
  expect(await world.ports.odoo.receipts.done(effect === undefined ? [] : [effect])).toEqual(
    new Set([effect?.dedupeKey]),
  )
})

test('an answer edited after it was sent is not sent again; the chatter says which words the buyer has', async () => {
  const { world, conversation } = await mirrored()
  await world.clerk.answers({ key: 'a', ticketId: await world.ticket(conversation), html: '<p>Morgen.</p>' })
  await world.pass('reply')
  world.clock.pass(30)
  await world.clerk.edits({ key: 'a', html: '<p>Übermorgen.</p>' })
  await world.pass('reply')
  await world.pass('reply')
  expect(world.answersAtMarketplace(conversation)).toEqual(['Morgen.'])
  const told = (await world.chatter(conversation)).filter(({ message_id }) => message_id.includes('.l.'))
  expect(told).toHaveLength(1)
})
