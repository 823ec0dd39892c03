import { expect, test } from 'vitest'
import { given } from './world.ts'

test('a ticket closed in Odoo closes the conversation where the account asks for it, once', async () => {
  const world = await given({ marketplace: { closeOnMarketplace: true } })
  const conversation = world.buyerWrites('Frage')
  await world.pass('mirror')
  world.clock.pass(5)
  await world.agentAnswers(conversation, '<p>Antwort</p>')
  await world.clerk.closesTicket({ ticketId: await world.ticket(conversation) })
  await world.pass('reply')
  await world.pass('reply')
  expect(world.marketplace.conversations()[0]?.status).not.toBe('opened')
  expect(world.answersAtMarketplace(conversation)).toEqual(['Antwort'])
  expect(world.marketplace.requests().filter((request) => request.includes('/close'))).toHaveLength(1)
})

test('by default closing in Odoo closes nothing at the marketplace', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Frage')
  await world.pass('mirror')
  await world.clerk.closesTicket({ ticketId: await world.ticket(conversation) })
  await world.pass('reply')
  expect(world.marketplace.requests().filter((request) => request.includes('/close'))).toEqual([])
})

test('a conversation closed by the marketplace closes its ticket with a note, and only a new buyer message opens it', async () => {
  const world = await given()
  const conversation = world.buyerWrites('Frage')
  await world.pass('mirror')
  world.clock.pass(60)
  world.marketplace.closes(conversation, 'customer_service')
  await world.pass('mirror')
  await world.pass('mirror')
  const ticketId = await world.ticket(conversation)
  const [ticket] = (await world.rpc('helpdesk.ticket', 'read', [[ticketId]], { fields: ['closed'] })) as {
    closed: boolean
  }[]
  expect(ticket?.closed).toBe(true)
  expect((await world.chatter(conversation)).filter(({ body }) => body.includes('geschlossen'))).toHaveLength(1)
  expect(world.odoo.mails()).toEqual([])
})
