import { expect, test } from 'vitest'
import otto from '../../connectors/otto/index.ts'
import type { Account } from '../../src/domain/account.ts'
import { type ConversationId, connectorName } from '../../src/domain/ids.ts'
import { Permanent, Retryable } from '../../src/domain/errors.ts'
import type { FlowPorts } from '../../src/flows/context.ts'
import { mailWorld, type MailWorld, plain, SHOP } from './mail-world.ts'

interface Ordered {
  readonly ref: string
  readonly email: string
  /** Whose the invoice is; default the customer himself. */
  readonly invoice?: string
  readonly confirmed?: false
}

interface Ticket {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly sale_order_ids: readonly number[]
}

async function contact(world: MailWorld, email: string): Promise<number> {
  const values = { name: `Maria ${email.slice(0, 3)}`, email }
  const [id] = (await world.rpc('res.partner', 'create', [[values]])) as number[]
  return id ?? 0
}

/** An order in Odoo as a shop's connector makes it: the address stands on a contact. */
async function ordered(world: MailWorld, { ref, email, invoice, confirmed }: Ordered): Promise<number> {
  const values = {
    partner_id: await contact(world, email),
    client_order_ref: ref,
    ...(invoice === undefined ? {} : { partner_invoice_id: await contact(world, invoice) }),
  }
  const [id = 0] = (await world.rpc('sale.order', 'create', [[values]])) as number[]
  if (confirmed !== false) await world.rpc('sale.order', 'action_confirm', [[id]])
  return id
}

async function ticketOf(world: MailWorld, conversation: ConversationId): Promise<Ticket> {
  const place = await world.store.ledger.conversation(SHOP, conversation)
  const fields = ['name', 'description', 'sale_order_ids']
  const rows = await world.rpc('helpdesk.ticket', 'read', [[place?.ticket?.id ?? 0]], { fields })
  const [ticket] = rows as Ticket[]
  if (ticket === undefined) throw new Error('there is no ticket')
  return ticket
}

async function ticketOfMail(world: MailWorld, mail: Parameters<MailWorld['arrives']>[0]): Promise<Ticket> {
  const id = world.arrives(mail) ?? ''
  expect((await world.run('mirror')).accounts[0]).toMatchObject({ ok: true, mirrored: 1 })
  return ticketOf(world, await world.conversationOf(id))
}

const HINT = 'nach der Adresse des Käufers'

const ottoAccount: Partial<Account> = {
  connector: connectorName('otto'),
  own: otto.config.parse({}),
  ordersRef: /^([a-z0-9]{10})$/,
}

const ALIAS = 'k3j8w2@customer.otto.market'

test('a question through the alias of an order leads to that order, and says that it is by the address', async () => {
  const world = await mailWorld(ottoAccount)
  await ordered(world, { ref: 'b8k2m4n6p1', email: 'other@customer.otto.market' })
  const order = await ordered(world, { ref: 'a9x7c5v3b2', email: 'info@example.org', invoice: ALIAS })
  const ticket = await ticketOfMail(world, { from: ALIAS, text: 'Wann kommt mein Paket?' })
  expect(ticket.sale_order_ids).toEqual([order])
  expect(plain(ticket.description)).toMatch(/Bestellung: S\d+ a9x7c5v3b2 \(nach der Adresse des Käufers; /)
  expect(ticket.name).toContain('ohne Bestellung')
})

test('of an alias that stands on several orders the newest counts', async () => {
  const world = await mailWorld(ottoAccount)
  await ordered(world, { ref: 'b8k2m4n6p1', email: ALIAS })
  world.clock.pass(3600)
  const newest = await ordered(world, { ref: 'a9x7c5v3b2', email: ALIAS })
  const { sale_order_ids: orders } = await ticketOfMail(world, { from: ALIAS, text: 'Wann kommt mein Paket?' })
  expect(orders).toEqual([newest])
})

test('upper case and a tag make no other buyer, on neither side', async () => {
  const world = await mailWorld()
  const maria = await ordered(world, { ref: 'W1', email: 'Maria+Shop@Example.org' })
  const jonas = await ordered(world, { ref: 'W2', email: 'jonas_k@example.org' })
  await ordered(world, { ref: 'W3', email: 'jonasxk@example.org' })
  const first = await ticketOfMail(world, { from: 'maria@example.org', text: 'Hallo' })
  expect(first.sale_order_ids).toEqual([maria])
  const second = await ticketOfMail(world, { from: 'jonas_k+lindenhof@example.org', text: 'Guten Tag' })
  expect(second.sale_order_ids).toEqual([jonas])
})

test('who has several orders is taken to write about the only one that is open', async () => {
  const world = await mailWorld()
  const cancelled = await ordered(world, { ref: 'W1', email: 'maria@example.org' })
  await world.rpc('sale.order', 'action_cancel', [[cancelled]])
  world.clock.pass(3600)
  const open = await ordered(world, { ref: 'W2', email: 'maria@example.org' })
  await ordered(world, { ref: 'W3', email: 'maria@example.org', confirmed: false })
  expect((await ticketOfMail(world, { text: 'Hallo' })).sale_order_ids).toEqual([open])
})

test('who could mean several orders is led to none', async () => {
  const world = await mailWorld()
  await ordered(world, { ref: 'W1', email: 'maria@example.org' })
  await ordered(world, { ref: 'W2', email: 'maria@example.org' })
  const ticket = await ticketOfMail(world, { text: 'Hallo' })
  expect(ticket.sale_order_ids).toEqual([])
  expect(plain(ticket.description)).toContain('Bestellung: ohne Bestellung')
})

test("another account's order is nobody's here, however its buyer is called", async () => {
  const world = await mailWorld()
  await ordered(world, { ref: 'K1', email: 'maria@example.org' })
  expect((await ticketOfMail(world, { text: 'Hallo' })).sale_order_ids).toEqual([])
})

test('an order that is named counts, not the address', async () => {
  const world = await mailWorld()
  const named = await ordered(world, { ref: 'W1', email: 'jonas@example.org' })
  await ordered(world, { ref: 'W2', email: 'maria@example.org' })
  const ticket = await ticketOfMail(world, { text: 'Es geht um Bestellung W1.' })
  expect(ticket.sale_order_ids).toEqual([named])
  expect(plain(ticket.description)).not.toContain(HINT)
})

test('a forged mail leads to no order of whom it names', async () => {
  const world = await mailWorld()
  await ordered(world, { ref: 'W1', email: 'maria@example.org' })
  world.arrives({ text: 'Erstatten Sie mir das', dmarc: 'fail' })
  await world.run('mirror')
  const [mail] = await world.listed()
  expect((await ticketOf(world, mail?.conversation ?? ('' as never))).sale_order_ids).toEqual([])
})

test('who names a buyer and wants the answer elsewhere is not led to the order of either', async () => {
  const world = await mailWorld()
  await ordered(world, { ref: 'W1', email: 'maria@example.org' })
  await ordered(world, { ref: 'W2', email: 'eve@example.net' })
  const ticket = await ticketOfMail(world, { replyTo: 'eve@example.net', text: 'Wohin geht mein Paket?' })
  expect(ticket.sale_order_ids).toEqual([])
})

test('the address joins no conversations: each question keeps its own ticket', async () => {
  const world = await mailWorld()
  const order = await ordered(world, { ref: 'W1', email: 'maria@example.org' })
  const first = await ticketOfMail(world, { text: 'Wann kommt mein Paket?' })
  const second = await ticketOfMail(world, { text: 'Haben Sie auch blaue?', subject: 'Farbe' })
  expect(second.id).not.toBe(first.id)
  expect([first.sale_order_ids, second.sale_order_ids]).toEqual([[order], [order]])
})

test('Odoo is asked once for all who wrote, and the ledger keeps nothing of it', async () => {
  const world = await mailWorld()
  const asked: (readonly string[])[] = []
  const { orders } = world.ports.odoo
  const counting = {
    ...world.ports.odoo,
    orders: { ...orders, byAddress: (all: readonly string[]) => (asked.push(all), orders.byAddress(all)) },
  }
  await ordered(world, { ref: 'W1', email: 'b1@example.org' })
  const ids = ['b1', 'b2', 'b3'].map((name) => world.arrives({ from: `${name}@example.org`, text: name }) ?? '')
  await world.run('mirror', { odoo: counting })
  expect(asked.map((all) => all.toSorted())).toEqual([['b1@example.org', 'b2@example.org', 'b3@example.org']])
  const place = await world.store.ledger.conversation(SHOP, await world.conversationOf(ids[0] ?? ''))
  expect(place?.facts.orders).toEqual([])
  world.arrives({ from: 'b1@example.org', text: 'Noch etwas', references: [ids[0] ?? ''] })
  await world.run('mirror', { odoo: counting })
  expect(asked).toHaveLength(1)
})

test('Odoo away stops no sorting, and a refusal no ticket', async () => {
  const world = await mailWorld()
  const failing = (error: Error): FlowPorts['odoo'] => ({
    ...world.ports.odoo,
    orders: { ...world.ports.odoo.orders, byAddress: () => Promise.reject(error) },
  })
  const order = await ordered(world, { ref: 'W1', email: 'maria@example.org' })
  const id = world.arrives({ text: 'Hallo' }) ?? ''
  const away = await world.run('mirror', { odoo: failing(new Retryable('away', { systemic: true })) })
  expect(away.accounts[0]).toMatchObject({ ok: false, received: 1, mirrored: 0 })
  expect((await world.listed()).map(({ state }) => state)).toEqual(['message'])
  await world.run('mirror')
  expect((await ticketOf(world, await world.conversationOf(id))).sale_order_ids).toEqual([order])

  const other = world.arrives({ from: 'jonas@example.org', text: 'Hallo' }) ?? ''
  const refused = await world.run('mirror', { odoo: failing(new Permanent('no')) })
  expect(refused.accounts[0]).toMatchObject({ ok: true, mirrored: 1 })
  expect((await ticketOf(world, await world.conversationOf(other))).sale_order_ids).toEqual([])
})
