import { expect, test } from 'vitest'
import { conversationId } from '../../src/domain/ids.ts'
import { account, decides, decisionsThere, onlyCase, onOrder, passes, said, withReturn } from './returns-world.ts'

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
