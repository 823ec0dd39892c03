import { expect, test } from 'vitest'
import { accountName, conversationId, orderRef } from '../../src/domain/ids.ts'
import { notBegun } from '../../src/domain/not-begun.ts'
import type { StoredCase } from '../../src/ledger/case-ports.ts'
import { type CaseDecided, decideCase } from '../../src/flows/case-decide.ts'
import { type FlowWorld, given, type WorldOptions } from './world.ts'

const account = accountName('kaufland-de')
const buyer = { id: '77', name: 'Jonas Keller' }

interface ReturnWorld extends FlowWorld {
  /** The case's number at the marketplace. */
  readonly unit: string
  /** Ticket of the conversation that nobody has begun. */
  readonly own: string
}

/** An order in Odoo and at the marketplace of which the buyer wants to send a piece back; it has arrived. */
async function withReturn(options: WorldOptions = {}): Promise<ReturnWorld> {
  const world = await given(options)
  const { trade } = world.marketplace
  trade.enter({ order: 'K1', buyer, lines: [{ sku: 'POT-30', title: 'Terrakotta-Topf', quantity: 1 }] })
  await world.clerk.product({ key: 'pot', name: 'Terrakotta-Topf', price: 20, stock: 10, code: 'POT-30' })
  await world.clerk.customer({
    key: 'jonas',
    name: buyer.name,
    language: 'de_DE',
    street: 'Am Markt 1',
    zip: '04109',
    city: 'Leipzig',
    country: 'DE',
  })
  await world.clerk.orderConfirmed({
    key: 'K1',
    customer: 'jonas',
    lines: [{ product: 'pot', quantity: 1 }],
    clientOrderRef: 'K1',
  })
  const [unit = ''] = trade.returns({
    order: 'K1',
    reason: 'wrong_article',
    note: 'Ich hatte den <b>blauen</b> bestellt.',
  })
  world.clock.pass(60)
  trade.arrives(unit)
  world.clock.pass(60)
  return { ...world, unit, own: notBegun(orderRef('K1')) }
}

async function onlyCase(world: FlowWorld): Promise<StoredCase> {
  const [found] = await world.ports.ledger.cases.list({ account, which: 'all', limit: 10 })
  if (found === undefined) throw new Error('there is no case')
  return found
}

async function decides(
  world: FlowWorld,
  action: string,
  text: string | null = null,
  ref?: string,
): Promise<CaseDecided> {
  const opened = world.accounts.find((one) => one.account.name === account)
  if (opened === undefined) throw new Error('no account')
  const wish = { action, text, by: 'Anna', language: 'de', ...(ref === undefined ? {} : { ref }) }
  return decideCase(await onlyCase(world), wish, opened, world.ports)
}

const decisionsThere = (world: ReturnWorld) => world.marketplace.trade.cases().flatMap(({ decisions }) => decisions)
const said = async (world: ReturnWorld, part: RegExp, on = world.own) =>
  (await world.chatter(on)).filter(({ body }) => part.test(body))
const onOrder = (world: FlowWorld) =>
  world.odoo.state
    .rows('mail.message')
    .filter((row) => row['model'] === 'sale.order' && /Rückgabe/.test(String(row['body'])))

async function passes(world: FlowWorld, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await world.pass('returns')
    await world.pass('mirror')
    world.clock.pass(130)
  }
}

test('a return request stands on a ticket of its own and on the order, once, however often it is read', async () => {
  const world = await withReturn()
  const first = (await world.pass('returns')).accounts[0]
  expect(first).toMatchObject({ ok: true, received: 1, mirrored: 1, duplicates: 0, set_aside: 0 })
  const again = (await world.pass('returns')).accounts[0]
  expect(again?.received).toBe((again?.duplicates ?? 0) + (again?.set_aside ?? 0) + (again?.mirrored ?? 0))
  const [message, second] = await said(world, /Terrakotta-Topf/)
  expect(second).toBeUndefined()
  expect(message).toMatchObject({
    message_type: 'notification',
    message_id: `<kaufland-de.case.${world.unit}.to_decide@marketplace-care>`,
  })
  expect(message?.body).toContain('falscher Artikel')
  expect(message?.body).toContain('&lt;b&gt;blauen')
  expect(message?.body).toMatch(/Annehmen: Der Käufer erhält sein Geld/)
  expect(onOrder(world)).toHaveLength(1)
  expect((await world.pass('mirror')).accounts[0]).toMatchObject({ received: 0, mirrored: 0 })
  expect(world.odoo.mails()).toEqual([])
})

test('where a conversation about the order is open, the return is told there, and a closed ticket opens again', async () => {
  const world = await withReturn()
  const conversation = world.buyerWrites('Der Topf hat die falsche Farbe.')
  await world.pass('mirror')
  await world.ports.odoo.tickets.close([await world.ticket(conversation)])
  await world.pass('returns')
  expect(await said(world, /Rückgabe/, conversation)).toHaveLength(1)
  expect(await world.ports.ledger.conversation(account, conversationId(world.own))).toBeUndefined()
  const places = await world.ports.odoo.tickets.locate(account, [
    { id: conversationId(conversation), known: (await onlyCase(world)).ticket, messages: [] },
  ])
  expect(places.get(conversationId(conversation))?.closed).toBe(false)
})

test('an accepted return is accepted once, and the ticket says by whom and what it did', async () => {
  const world = await withReturn()
  await world.pass('returns')
  expect(await decides(world, 'accept')).toMatchObject({ kind: 'planned' })
  expect(await decides(world, 'reject', 'Nein.')).toMatchObject({ kind: 'refused' })
  expect((await world.pass('returns')).accounts[0]).toMatchObject({ ok: true, sent: 1, failed: 0, waiting: 0 })
  await passes(world, 2)
  expect(decisionsThere(world)).toEqual([{ action: 'accept', text: null }])
  expect(await said(world, /eingetragen \(entschieden von Anna\).*erhält sein Geld/)).toHaveLength(1)
  expect((await onlyCase(world)).facts.state).toBe('accepted')
  expect(await said(world, /angenommen/)).toHaveLength(1)
  expect(await decides(world, 'accept')).toMatchObject({ kind: 'refused' })
})

test('a decision whose confirmation was lost is handed over once', async () => {
  const world = await withReturn()
  await world.pass('returns')
  world.marketplace.fail({ method: 'PATCH', path: /return-units/, times: 1, how: { kind: 'lose-answer' } })
  await decides(world, 'accept')
  await passes(world, 3)
  expect(decisionsThere(world)).toEqual([{ action: 'accept', text: null }])
  expect((await world.pass('returns')).accounts[0]).toMatchObject({ unknown: 0, waiting: 0, ok: true })
})

test('a decision that never arrived is handed over again, only after it was looked for', async () => {
  const world = await withReturn()
  await world.pass('returns')
  world.marketplace.fail({ method: 'PATCH', path: /return-units/, times: 1, how: { kind: 'cut' } })
  await decides(world, 'accept')
  expect((await world.pass('returns')).accounts[0]).toMatchObject({ unknown: 1, sent: 0 })
  await passes(world, 4)
  expect(decisionsThere(world)).toEqual([{ action: 'accept', text: null }])
})

test.each([['mirror'], ['returns']] as const)(
  'words of a clarification begin one conversation on the case’s ticket, whichever job sees it first (%s)',
  async (first) => {
    const world = await withReturn()
    await world.pass('returns')
    expect(await decides(world, 'clarify', 'Bitte senden Sie uns ein Foto.')).toMatchObject({ kind: 'planned' })
    if (first === 'mirror') {
      world.marketplace.fail({ method: 'PATCH', path: /clarify/, times: 1, how: { kind: 'lose-answer' } })
      world.marketplace.fail({
        method: 'GET',
        path: /return-units\/\d+/,
        times: 1,
        how: { kind: 'status', status: 200 },
      })
    }
    await world.pass('returns')
    await passes(world, 2)
    const [begun] = world.marketplace.conversations()
    expect(world.marketplace.conversations()).toHaveLength(1)
    expect(begun?.messages.filter(({ role }) => role === 'seller').map(({ text }) => text)).toEqual([
      'Bitte senden Sie uns ein Foto.',
    ])
    world.clock.pass(60)
    world.buyerWrites('Hier ist es.', { conversation: begun?.id ?? '' })
    await passes(world, 1)
    expect(await world.ticket(begun?.id ?? '')).toBe(await world.ticket(world.own))
    expect(world.odoo.state.rows('helpdesk.ticket')).toHaveLength(1)
    expect(await said(world, /Hier ist es/)).toHaveLength(1)
    expect(await said(world, /senden Sie uns ein Foto/)).toHaveLength(0)
    await world.agentAnswers(world.own, '<p>Danke, wir prüfen es.</p>')
    await world.pass('reply')
    expect(world.answersAtMarketplace(begun?.id ?? '')).toEqual([
      'Bitte senden Sie uns ein Foto.',
      'Danke, wir prüfen es.',
    ])
  },
)

test('words that the guard stops go nowhere; a person may release them', async () => {
  const world = await withReturn()
  await world.pass('returns')
  const held = await decides(world, 'reject', 'Schreiben Sie an service@lindenhof.example')
  expect(held).toMatchObject({ kind: 'held', effect: { state: 'suppressed', reason: 'linter' } })
  await passes(world, 1)
  expect(decisionsThere(world)).toEqual([])
  expect(await said(world, /wurde nicht gesendet/)).toHaveLength(1)
  if (held.kind !== 'held') throw new Error('not held')
  await world.ports.outbox.override(held.effect.id, 'Chef', 'Unsere eigene Adresse')
  await passes(world, 1)
  expect(decisionsThere(world)).toHaveLength(1)
})

test('in shadow a decision is planned and told, but not handed over', async () => {
  const world = await withReturn({ marketplace: { mode: 'shadow' } })
  await world.pass('returns')
  await decides(world, 'accept')
  expect((await world.pass('returns')).accounts[0]).toMatchObject({ suppressed: { shadow: 1 }, sent: 0 })
  expect(decisionsThere(world)).toEqual([])
  expect(await said(world, /Probebetrieb/)).toHaveLength(1)
})

test('the case moved on before the decision went: it fails with what happened', async () => {
  const world = await withReturn()
  await world.pass('returns')
  await decides(world, 'repair')
  world.marketplace.trade.decides(world.unit, 'reject', 'Im Portal abgelehnt.')
  expect((await world.pass('returns')).accounts[0]).toMatchObject({ failed: 1, sent: 0 })
  expect(await said(world, /inzwischen auf „abgelehnt“/)).toHaveLength(1)
})

test('the agent’s answer on the case’s ticket begins a conversation at the marketplace, once, also when its confirmation is lost', async () => {
  const world = await withReturn()
  await world.pass('returns')
  world.marketplace.fail({ method: 'POST', path: /tickets$/, times: 1, how: { kind: 'lose-answer' } })
  await world.agentAnswers(world.own, '<p>Der blaue Topf geht heute hinaus.</p>')
  for (let n = 0; n < 4; n += 1) {
    await world.pass('reply')
    world.clock.pass(130)
  }
  await world.agentAnswers(world.own, '<p>Zwischenbescheid:</p><p>Das Paket ist gepackt.</p>')
  await world.pass('reply')
  await passes(world, 1)
  const [begun, second] = world.marketplace.conversations()
  expect(second).toBeUndefined()
  expect(world.answersAtMarketplace(begun?.id ?? '')).toEqual([
    'Der blaue Topf geht heute hinaus.',
    'Zwischenbescheid:\n\nDas Paket ist gepackt.',
  ])
  world.buyerWrites('Danke!', { conversation: begun?.id ?? '' })
  await passes(world, 1)
  expect(world.odoo.state.rows('helpdesk.ticket')).toHaveLength(1)
  expect(await said(world, /Gespräch.*gehört zu diesem Ticket/)).toHaveLength(1)
})
