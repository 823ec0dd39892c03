import { expect, test } from 'vitest'
import { given } from './world.ts'

test('a buyer’s question is one ticket with its message, however often it is read', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Hallo, wann kommt mein Paket?')
  const first = await world.pass('mirror')
  expect(first.accounts[0]).toMatchObject({ ok: true, received: 1, mirrored: 1, duplicates: 0, set_aside: 0 })
  await world.pass('mirror')
  const messages = (await world.chatter(conversation)).filter(({ message_id }) =>
    message_id.endsWith('@marketplace-care>'),
  )
  expect(messages).toMatchObject([
    { message_type: 'email', body: expect.stringContaining('wann kommt mein Paket') as unknown },
  ])
  expect(world.odoo.mails()).toEqual([])
})

test('a follow-up continues the ticket, and opens it again when it was closed', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Frage')
  await world.pass('mirror')
  const ticketId = await world.ticket(conversation)
  await world.clerk.closesTicket({ ticketId })
  world.clock.pass(60)
  world.buyerWrites('Noch eine Frage', { conversation })
  await world.pass('mirror')
  expect(await world.ticket(conversation)).toBe(ticketId)
  const [ticket] = (await world.rpc('helpdesk.ticket', 'read', [[ticketId]], { fields: ['closed'] })) as {
    closed: boolean
  }[]
  expect(ticket?.closed).toBe(false)
  expect((await world.chatter(conversation)).filter(({ message_type }) => message_type === 'email')).toHaveLength(2)
  expect(world.odoo.mails()).toEqual([])
})

test('a ticket that was deleted in Odoo comes again with the whole conversation', async () => {
  const world = await given()
  const conversation = world.buyerWrites('eins')
  await world.pass('mirror')
  await world.rpc('helpdesk.ticket', 'unlink', [[await world.ticket(conversation)]])
  world.clock.pass(60)
  world.buyerWrites('zwei', { conversation })
  await world.pass('mirror')
  const texts = (await world.chatter(conversation))
    .filter(({ message_type }) => message_type === 'email')
    .map(({ body }) => body.replace(/<[^>]+>/g, ''))
  expect(texts).toEqual(['eins', 'zwei'])
})

test('what a buyer types is text, whatever it holds', async () => {
  const world = await given()
  const hostile = '<script>alert(1)</script> {{shop.name}} \u0000 \u202Eevil\u202C 🙂 <img src=x onerror=alert(1)>'
  const conversation = world.buyerWrites(hostile)
  const result = await world.pass('mirror')
  expect(result.accounts[0]).toMatchObject({ ok: true, mirrored: 1 })
  const [message] = (await world.chatter(conversation)).filter(({ message_type }) => message_type === 'email')
  expect(message?.body).not.toMatch(/<script|<img|onerror=alert\(1\)>/)
  expect(message?.body).toContain('{{shop.name}}')
  expect(message?.body).not.toContain('\u0000')
})

test('a text of 100,000 characters is shortened in the chatter, with the original attached', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Wort '.repeat(20_000).slice(0, 60_000))
  await world.pass('mirror')
  const [message] = (await world.chatter(conversation)).filter(({ message_type }) => message_type === 'email')
  expect(message?.body.length).toBeLessThan(25_000)
  expect(message?.attachment_ids).toHaveLength(1)
})

test('while Odoo is away messages wait in the ledger and come when it is back', async () => {
  const world = await given()
  await world.pass('mirror')
  const conversation = world.buyerWrites('Frage')
  await world.odoo.stop()
  const away = await world.pass('mirror')
  expect(away.accounts[0]).toMatchObject({ ok: false, received: 1, mirrored: 0 })
  await world.odoo.start()
  const back = await world.pass('mirror')
  expect(back.accounts[0]).toMatchObject({ ok: true, mirrored: 1 })
  expect((await world.chatter(conversation)).filter(({ message_type }) => message_type === 'email')).toHaveLength(1)
})

test('a 429 pauses the account for as long as it was asked, and loses nothing', async () => {
  const world = await given()
  world.buyerWrites('Frage')
  world.marketplace.fail({
    path: /tickets/,
    times: 1,
    how: { kind: 'status', status: 429, headers: { 'Retry-After': '120' } },
  })
  const stopped = await world.pass('mirror')
  expect(stopped.accounts[0]).toMatchObject({ ok: false, received: 0 })
  const [state] = (await world.store.ledger.accountStates()).filter(({ account }) => account === 'kaufland-de')
  expect(state?.pausedUntil).toBe('2026-03-02T09:02:00.000Z')
  expect((await world.pass('mirror')).accounts[0]).toMatchObject({ ok: true, mirrored: 1 })
})

test('what the seller wrote in the portal and what customer service wrote is shown as theirs', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Frage')
  const more = { conversation, order: 'K1', buyer: { id: '77', name: 'Jonas Keller' } }
  world.marketplace.writes({ ...more, role: 'seller', text: 'Aus dem Portal.' })
  world.marketplace.writes({ ...more, role: 'customer_service', text: 'Wir prüfen das.' })
  await world.pass('mirror')
  const rows = (await world.chatter(conversation)).filter(({ message_id }) => message_id.endsWith('@marketplace-care>'))
  expect(rows.map(({ message_type, email_from }) => [message_type, email_from])).toEqual([
    ['email', expect.anything()],
    ['notification', expect.stringContaining('Verkäufer')],
    ['notification', expect.stringContaining('Kundenservice')],
  ])
})
