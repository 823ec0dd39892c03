import { expect, test } from 'vitest'
import { orderRef } from '../../src/domain/ids.ts'
import { notBegun } from '../../src/domain/not-begun.ts'
import { runJob } from '../../src/flows/passes.ts'
import { openTicket, type TicketOpened } from '../../src/flows/open-ticket.ts'
import { account, passes, type ReturnWorld, withReturn } from './returns-world.ts'
import { memoryStore } from '../ledger/database.ts'

const quiet = (options: Parameters<typeof withReturn>[0] = {}) => withReturn({ ...options, asked: 'nothing' })

async function asked(world: ReturnWorld, order = 'K1'): Promise<TicketOpened> {
  const [found] = await world.ports.odoo.orders.byRef([orderRef(order)], { byName: true })
  if (found === undefined) throw new Error(`no order ${order}`)
  return openTicket(found, world.accounts, world.ports)
}

const tickets = (world: ReturnWorld) => world.odoo.state.rows('helpdesk.ticket')

test('an order gets a ticket that says what a message there does, once, and its first answer begins the conversation', async () => {
  const world = await quiet()
  await world.pass('mirror')
  expect(await asked(world)).toMatchObject({ kind: 'made', account: 'kaufland-de', orderRef: 'K1' })
  expect(await asked(world)).toMatchObject({ kind: 'there', ticketId: await world.ticket(world.own) })
  expect(tickets(world)).toHaveLength(1)
  expect(tickets(world)[0]?.['name']).toBe('Kaufland K1: Nachricht an den Käufer')
  const [told, ...more] = await world.chatter(world.own)
  expect(more).toEqual([])
  expect(told?.body).toContain('geht bei Kaufland als erste Nachricht an den Käufer')

  await world.agentAnswers(world.own, '<p>Der Topf kommt einen Tag später.</p>')
  await world.pass('reply')
  await passes(world, 2)
  const [begun, second] = world.marketplace.conversations()
  expect(second).toBeUndefined()
  expect(world.answersAtMarketplace(begun?.id ?? '')).toEqual(['Der Topf kommt einen Tag später.'])
  world.buyerWrites('Danke!', { conversation: begun?.id ?? '' })
  await passes(world, 1)
  expect(tickets(world)).toHaveLength(1)
  expect(await asked(world)).toMatchObject({ kind: 'there' })
})

test.each([['read before the answer'], ['not read yet']] as const)(
  'the buyer writes first, %s: it stands on the same ticket, and the answer goes to his conversation',
  async (when) => {
    const world = await quiet()
    await world.pass('mirror')
    await asked(world)
    const his = world.buyerWrites('Wann kommt der Topf?')
    if (when === 'read before the answer') await world.pass('mirror')
    await world.agentAnswers(world.own, '<p>Am Freitag.</p>')
    await world.pass('reply')
    await passes(world, 2)
    expect(world.marketplace.conversations().map(({ id }) => id)).toEqual([his])
    expect(world.answersAtMarketplace(his)).toEqual(['Am Freitag.'])
    expect(tickets(world)).toHaveLength(1)
    expect((await world.chatter(world.own)).filter(({ body }) => body.includes('Wann kommt'))).toHaveLength(1)
    expect(await asked(world)).toMatchObject({ kind: 'there', ticketId: await world.ticket(his) })
  },
)

test('an answer that was written before the buyer’s message was read goes to his conversation', async () => {
  const world = await quiet()
  await world.pass('mirror')
  await asked(world)
  world.marketplace.fail({ method: 'POST', path: /tickets$/, times: 1, how: { kind: 'lose-answer' } })
  await world.agentAnswers(world.own, '<p>Am Freitag.</p>')
  await world.pass('reply')
  const his = world.buyerWrites('Wann kommt der Topf?')
  for (let n = 0; n < 4; n += 1) {
    world.clock.pass(130)
    await world.pass('reply')
    await world.pass('mirror')
  }
  const answers = world.marketplace.conversations().flatMap(({ id }) => world.answersAtMarketplace(id))
  expect(answers).toEqual(['Am Freitag.'])
  expect(his).not.toBe('')
})

test('a return comes: it is told on the same ticket', async () => {
  const world = await quiet()
  await world.pass('mirror')
  await asked(world)
  world.marketplace.trade.returns({ order: 'K1', reason: 'wrong_article', note: 'Bestellt war der blaue.' })
  await passes(world, 1)
  expect(tickets(world)).toHaveLength(1)
  expect((await world.chatter(world.own)).some(({ body }) => body.includes('Rückgabe'))).toBe(true)
})

test('a conversation that is known is the order’s ticket, and a closed or archived one opens again', async () => {
  const world = await quiet()
  const his = world.buyerWrites('Wann kommt der Topf?')
  expect(await asked(world)).toMatchObject({ kind: 'later', why: 'unread' })
  await world.pass('mirror')
  const ticketId = await world.ticket(his)
  await world.rpc('helpdesk.ticket', 'write', [[ticketId], { active: false }])
  expect(await asked(world)).toMatchObject({ kind: 'there', ticketId })
  const [row] = tickets(world)
  expect(row?.['active']).toBe(true)
  expect(tickets(world)).toHaveLength(1)
})

test.each([['the order is asked for first'], ['the buyer writes first']] as const)(
  'a ledger that was lost finds the ticket again: %s',
  async (which) => {
    const world = await quiet()
    await world.pass('mirror')
    await asked(world)
    const ticketId = await world.ticket(world.own)
    const lost = await memoryStore({ clock: world.clock, log: world.ports.log })
    try {
      const later = { ...world, ports: { ...world.ports, ledger: lost.ledger, outbox: lost.outbox } }
      if (which === 'the buyer writes first') world.buyerWrites('Wann kommt der Topf?')
      await runJob('mirror', world.accounts, later.ports)
      expect(await asked(later)).toMatchObject({ kind: 'there', ticketId })
      expect(tickets(world)).toHaveLength(1)
      const told = which === 'the buyer writes first' ? 2 : 1
      expect(await world.chatter(world.own)).toHaveLength(told)
    } finally {
      await lost.close()
    }
  },
)

test('a ticket that was deleted is made anew', async () => {
  const world = await quiet()
  await world.pass('mirror')
  await asked(world)
  await world.rpc('helpdesk.ticket', 'unlink', [[await world.ticket(world.own)]])
  expect(await asked(world)).toMatchObject({ kind: 'made' })
  expect(tickets(world)).toHaveLength(1)
  expect(await world.chatter(world.own)).toHaveLength(1)
})

test('who cannot write to the buyer is told why', async () => {
  const reading = await quiet({ marketplace: { mode: 'read' } })
  expect(await asked(reading)).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('MODE=read') })
  const world = await quiet({ shop: { ordersRef: /^(K[0-9]+)$/ } })
  expect(await asked(world)).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('kaufland-de, shop') })
  const other = await quiet({ marketplace: { ordersRef: /^(X[0-9]+)$/ } })
  expect(await asked(other)).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('zu keinem Konto') })
  const shop = await quiet({ marketplace: { ordersRef: /^(X[0-9]+)$/ }, shop: { ordersRef: /^(K[0-9]+)$/ } })
  expect(await asked(shop)).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('kein Gespräch') })
  for (const one of [reading, world, other, shop]) expect(tickets(one)).toEqual([])
})

test('while the account is being mirrored it is not done, and may be repeated', async () => {
  const world = await quiet()
  await world.pass('mirror')
  const done = await world.ports.ledger.alone(`mirror:${account}`, () => asked(world))
  expect(done?.result).toMatchObject({ kind: 'later', why: 'busy' })
  expect(await world.ports.ledger.conversation(account, notBegun(orderRef('K1')))).toBeUndefined()
  expect(await asked(world)).toMatchObject({ kind: 'made' })
})

test('the button of an order: the wish is taken once, and the order leads to the ticket', async () => {
  const world = await quiet({ addon: true })
  await world.pass('mirror')
  const [order] = await world.ports.odoo.orders.byRef([orderRef('K1')], { byName: true })
  const orderId = order?.id ?? 0
  await world.ports.odoo.orders.mark([
    { orderId, account, label: 'Kaufland', orderRef: orderRef('K1'), marketplace: 'kaufland' },
  ])
  const state = async () =>
    (
      (await world.rpc('sale.order', 'read', [
        [orderId],
        ['mc_message_state', 'mc_ticket_count', 'mc_message_refusal'],
      ])) as Record<string, unknown>[]
    )[0]
  expect(await state()).toMatchObject({ mc_message_state: false, mc_ticket_count: 0 })
  await world.pass('reply')
  expect(await state()).toMatchObject({ mc_message_state: 'possible' })
  await world.rpc('sale.order', 'action_mc_message', [[orderId]])
  expect(await state()).toMatchObject({ mc_message_state: 'open' })
  // While the account is being mirrored the wish waits.
  await world.ports.ledger.alone(`mirror:${account}`, () => world.pass('reply'))
  expect(await state()).toMatchObject({ mc_message_state: 'open' })
  await world.pass('reply')
  await world.pass('reply')
  expect(await state()).toMatchObject({ mc_message_state: false, mc_ticket_count: 1 })
  expect(tickets(world)).toHaveLength(1)
  await world.agentAnswers(world.own, '<p>Guten Tag!</p>')
  await world.pass('reply')
  expect(world.marketplace.conversations()).toHaveLength(1)
})
