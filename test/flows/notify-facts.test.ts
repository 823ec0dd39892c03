import { beforeEach, expect, test } from 'vitest'
import { Permanent } from '../../src/domain/errors.ts'
import { NOTIFICATION_KINDS } from '../../src/domain/notification.ts'
import { addFact } from '../../src/flows/facts.ts'
import { takeFact } from '../../src/flows/fact-request.ts'
import { type FlowWorld, given } from './world.ts'

let world: FlowWorld

const home = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' }

beforeEach(async () => {
  world = await given({ shop: { notify: [...NOTIFICATION_KINDS] } })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 500 })
  const maria = { key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' } as const
  await world.clerk.customer({ ...maria, ...home })
})

const orders = (number: string, { customer = 'maria', quantity = 2 } = {}) =>
  world.clerk.orderConfirmed({
    key: `o.${number}`,
    customer,
    lines: [{ product: 'pot', quantity }],
    clientOrderRef: number,
  })
const shop = async () => (await world.pass('notify')).accounts.find(({ account }) => account === 'shop')
const last = () => world.sink.mails().at(-1)
const kinds = async () => {
  const rows = await world.store.outbox.list({ limit: 1000 })
  return rows.map(({ kind, state, reason }) => `${kind} ${reason ?? state}`).toSorted()
}
const created = async (model: string, values: object): Promise<number> =>
  Number(((await world.rpc(model, 'create', [[values]])) as number[])[0])
const idOf = async (key: string): Promise<number> => (await world.clerk.find(key))?.id ?? 0
const factsOf = async (id: number) => {
  const order = (await world.ports.odoo.orders.orders([id])).get(id)
  if (order === undefined) throw new Error('no order')
  return order
}

test('an invoice paid in two parts is told twice: how much came and what is open, then that all is paid', async () => {
  await orders('W1')
  await world.clerk.shipped({ key: 'p.W1', order: 'o.W1', trackingRef: '1' })
  await world.clerk.invoiced({ key: 'i.W1', order: 'o.W1' })
  await shop()
  const context = { active_model: 'account.move', active_ids: [await idOf('i.W1')] }
  const pay = async (values: object): Promise<void> => {
    const [wizard] = (await world.rpc('account.payment.register', 'create', [[values]], { context })) as number[]
    await world.rpc('account.payment.register', 'action_create_payments', [[wizard]], { context })
  }
  await pay({ amount: 10 })
  expect(await shop()).toMatchObject({ planned: 1, sent: 1 })
  expect(last()?.text).toMatch(/10,00\s€[^]*39,80\s€/)
  world.clock.pass(60)
  await pay({})
  expect(await shop()).toMatchObject({ planned: 1, sent: 1 })
  expect(last()?.text).toMatch(/39,80\s€/)
  expect(await shop()).toMatchObject({ planned: 0, sent: 0 })
})

test('money ahead of the invoice is told by the number in its memo, and only to the customer of the order', async () => {
  const { name } = await orders('W2')
  await shop()
  const journal_id = ((await world.rpc('account.journal', 'search', [[['type', '=', 'bank']]])) as number[])[0]
  const stranger = await created('res.partner', { name: 'Fremd' })
  for (const partner_id of [await idOf('maria'), stranger]) {
    const id = await created('account.payment', {
      payment_type: 'inbound',
      partner_id,
      amount: 5,
      journal_id,
      memo: name,
    })
    await world.rpc('account.payment', 'action_post', [[id]])
  }
  expect(await shop()).toMatchObject({ planned: 1, sent: 1 })
  expect(last()?.text).toMatch(/5,00\s€/)
})

test('an online payment is told once, before and after Odoo made a payment of it', async () => {
  const { id, name } = await orders('W3')
  await shop()
  const partner_id = await idOf('maria')
  const online = { reference: name, amount: 49.8, partner_id, state: 'done', sale_order_ids: [[6, 0, [id]]] }
  const transaction = await created('payment.transaction', online)
  expect(await shop()).toMatchObject({ planned: 1, sent: 1 })
  const journal_id = ((await world.rpc('account.journal', 'search', [[['type', '=', 'bank']]])) as number[])[0]
  const memo = `${name} - Maria Sommer`
  const payment = await created('account.payment', {
    partner_id,
    amount: 49.8,
    journal_id,
    memo,
    payment_transaction_id: transaction,
  })
  await world.rpc('account.payment', 'action_post', [[payment]])
  await world.rpc('payment.transaction', 'write', [[transaction]], { vals: { payment_id: payment } })
  world.clock.pass(60)
  expect(await shop()).toMatchObject({ planned: 0, sent: 0 })
  expect(await kinds()).toEqual(['order_confirmed done', 'payment_received done'])
})

test('money for a quotation is told once that is confirmed', async () => {
  const { id } = await orders('W10')
  await world.rpc('sale.order', 'write', [[id]], { vals: { state: 'sent' } })
  const partner_id = await idOf('maria')
  const online = { reference: 'W10-1', amount: 49.8, partner_id, state: 'done', sale_order_ids: [[6, 0, [id]]] }
  await created('payment.transaction', online)
  expect(await shop()).toMatchObject({ planned: 1, sent: 0, suppressed: {}, waiting: 1 })
  world.clock.pass(300)
  expect(await shop()).toMatchObject({ sent: 0, suppressed: {}, waiting: 1 })
  await world.rpc('sale.order', 'write', [[id]], { vals: { state: 'sale' } })
  world.clock.pass(600)
  await shop()
  expect(await kinds()).toEqual(['order_confirmed done', 'payment_received done'])
  expect(last()?.text).toMatch(/49,80\s€/)
})

test('an invoice that a credit note settles brought no money: nothing is told of a payment', async () => {
  await orders('W4')
  await world.clerk.shipped({ key: 'p.W4', order: 'o.W4', trackingRef: '1' })
  await world.clerk.invoiced({ key: 'i.W4', order: 'o.W4' })
  await world.clerk.creditedUnpaid({ key: 'c.W4', order: 'o.W4' })
  await shop()
  expect((await kinds()).filter((kind) => kind.startsWith('payment'))).toEqual([])
})

test('goods that come back, and two refunds that give all of it back together', async () => {
  await orders('W5')
  await world.clerk.shipped({ key: 'p.W5', order: 'o.W5', trackingRef: '1' })
  await world.clerk.invoicedAndPaid({ key: 'i.W5', order: 'o.W5' })
  await shop()
  await world.clerk.returned({ key: 'r.W5', picking: 'p.W5' })
  expect(await shop()).toMatchObject({ planned: 1, sent: 1 })
  expect(last()?.text).toContain('2 × Topf')
  await world.clerk.partlyRefunded({ key: 'c.W5', order: 'o.W5', amount: 9.8 })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.text).toMatch(/9,80\s€/)
  world.clock.pass(7200)
  await world.clerk.partlyRefunded({ key: 'd.W5', order: 'o.W5', amount: 40 })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(last()?.text).toMatch(/40,00\s€/)
})

test('a parcel says what left before and what comes later', async () => {
  await orders('W6', { quantity: 3 })
  await shop()
  await world.clerk.shipped({ key: 'p.W6', order: 'o.W6', trackingRef: '1', quantities: { pot: 2 } })
  await shop()
  const facts = (await world.ports.odoo.orders.pickings([await idOf('p.W6')])).get(await idOf('p.W6'))
  if (facts === undefined) throw new Error('no delivery')
  expect((await world.ports.odoo.parcels.around([facts])).get(facts.id)).toMatchObject({
    before: 0,
    items: [{ name: 'Topf', quantity: 2 }],
    later: [{ name: 'Topf', quantity: 1 }],
  })
  expect(last()?.text).toContain('1 × Topf')
})

test('of parcels that left before one pass only the last says that all of it is on its way', async () => {
  await orders('W11', { quantity: 3 })
  await shop()
  for (const key of ['p1', 'p2', 'p3']) {
    await world.clerk.shipped({ key, order: 'o.W11', trackingRef: key, quantities: { pot: 1 } })
    world.clock.pass(1)
  }
  expect(await shop()).toMatchObject({ sent: 3 })
  const told = world.sink.mails().slice(-3)
  expect(told.map(({ text }) => text.includes('vollständig versandt'))).toEqual([false, false, true])
})

test('a kit stands once, whichever parts of it a parcel brings', async () => {
  const { id } = await orders('W7')
  const picking = ((await world.rpc('stock.picking', 'search', [[['sale_id', '=', id]]])) as number[])[0] ?? 0
  const [move] = (await world.rpc('stock.move', 'search_read', [[['picking_id', '=', picking]]], {
    fields: ['sale_line_id', 'location_id', 'location_dest_id'],
  })) as { id: number; sale_line_id: [number]; location_id: [number]; location_dest_id: [number] }[]
  if (move === undefined) throw new Error('no move')
  const leg = await created('product.product', { name: 'Bein', type: 'consu', default_code: 'LEG' })
  const lid = await created('product.product', { name: 'Deckel', type: 'consu', default_code: 'LID' })
  await world.rpc('stock.move', 'write', [[move.id]], { vals: { product_id: leg, product_uom_qty: 8 } })
  await created('stock.move', {
    ...{
      picking_id: picking,
      product_id: lid,
      product_uom_qty: 2,
      sale_line_id: move.sale_line_id[0],
      state: 'confirmed',
    },
    ...{ location_id: move.location_id[0], location_dest_id: move.location_dest_id[0] },
  })
  const moves = (await world.rpc('stock.move', 'search', [[['picking_id', '=', picking]]])) as number[]
  for (const one of moves) {
    const quantity = one === move.id ? 8 : 2
    await world.rpc('stock.move', 'write', [[one]], { vals: { quantity, picked: true } })
  }
  await world.rpc('stock.picking', 'button_validate', [[picking]], { context: { skip_backorder: true } })
  const facts = (await world.ports.odoo.orders.pickings([picking])).get(picking)
  if (facts === undefined) throw new Error('no delivery')
  expect(facts.items).toHaveLength(2)
  expect((await world.ports.odoo.parcels.around([facts])).get(facts.id)?.items).toMatchObject([
    { name: 'Topf', quantity: 2 },
  ])
})

test('pictures of the goods go with the mail, each within it', async () => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII='
  await world.rpc('product.product', 'write', [[await idOf('pot')]], { vals: { image_128: pixel } })
  await orders('W8')
  await shop()
  const picture = last()?.attachments.find(({ cid }) => cid?.startsWith('item-') === true)
  expect(picture?.mimeType).toBe('image/png')
  expect(last()?.html).toContain(`cid:${picture?.cid ?? ''}`)
})

test('a withdrawal: its receipt leaves at once with the buyer’s words, the order gets note and activity; told again nothing happens', async () => {
  const { id } = await orders('W9')
  await shop()
  const request = {
    order: 'W9',
    fact: 'withdrawn',
    at: world.clock.now(),
    text: 'Ich <b>widerrufe</b>.\nGruß',
    name: 'M. Sommer',
  } as const
  const tell = () => takeFact(request, 'test', world.accounts, world.ports)
  expect(await tell()).toMatchObject({ isNew: true, changed: 1 })
  expect(last()?.text).toContain('Ich <b>widerrufe</b>.')
  expect(last()?.html).not.toContain('<b>widerrufe')
  expect(await tell()).toMatchObject({ isNew: false, changed: 0 })
  await shop()
  expect(world.sink.mails()).toHaveLength(2)
  const domain = [
    ['model', '=', 'sale.order'],
    ['res_id', '=', id],
    ['body', 'ilike', 'widerrufe'],
  ]
  expect(await world.rpc('mail.message', 'search_count', [domain])).toBe(1)
  expect(
    await world.rpc('mail.activity', 'search_count', [
      [
        ['res_model', '=', 'sale.order'],
        ['res_id', '=', id],
      ],
    ]),
  ).toBe(1)
})

test('a fact that was kept while the process died is done by the next pass', async () => {
  const { id } = await orders('W10')
  await shop()
  const order = await factsOf(id)
  const { model, createDate } = order
  const fact = { fact: 'withdrawn', at: world.clock.now(), text: null, name: null, picking: null, by: 'test' } as const
  await world.store.ledger.orderFacts.add({ ...fact, account: 'shop' as never, order: { model, id, createDate } })
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(await addFact({ ...fact, order }, world.accounts, world.ports)).toMatchObject({ isNew: false, changed: 0 })
})

test('a note that Odoo refuses is told to whoever told the fact, holds up no receipt, and is written later', async () => {
  const { id } = await orders('W31')
  await shop()
  const { odoo } = world.ports
  const write = () => Promise.reject(new Permanent('Odoo refuses it.', { code: 'receipt_refused' }))
  const refusing = { ...world.ports, odoo: { ...odoo, receipts: { ...odoo.receipts, write } } }
  const told = { order: await factsOf(id), fact: 'withdrawn', at: world.clock.now(), by: 'Anna' } as const
  const words = { text: 'Ich widerrufe.', name: null, picking: null }
  const added = await addFact({ ...told, ...words }, world.accounts, refusing)
  expect(added).toMatchObject({ isNew: true, changed: 1, noted: false })
  const notes = () =>
    world.rpc('mail.message', 'search_count', [
      [
        ['res_id', '=', id],
        ['body', 'ilike', 'Ich widerrufe.'],
      ],
    ])
  expect(await notes()).toBe(0)
  expect(await shop()).toMatchObject({ sent: 1 })
  expect(await notes()).toBe(1)
  expect(await shop()).toMatchObject({ sent: 0 })
  expect(await notes()).toBe(1)
})

test('what happened before go-live is listed, not told: a withdrawal of last week too', async () => {
  await orders('W11')
  await shop()
  const at = '2026-02-20T10:00:00.000Z' as never
  await takeFact({ order: 'W11', fact: 'withdrawn', at }, 'test', world.accounts, world.ports)
  expect(await kinds()).toEqual(['order_confirmed done', 'withdrawal_receipt before_go_live'])
})

test('a receipt that the law demands and nobody can be sent gives an activity with the text', async () => {
  await world.clerk.customer({ key: 'silent', name: 'Ohne Adresse', language: 'de_DE', ...home })
  const { id } = await orders('W12', { customer: 'silent' })
  await shop()
  await takeFact({ order: 'W12', fact: 'withdrawn', at: world.clock.now() }, 'test', world.accounts, world.ports)
  expect((await kinds()).filter((kind) => kind.startsWith('withdrawal'))).toEqual(['withdrawal_receipt no_address'])
  const domain = [
    ['res_model', '=', 'sale.order'],
    ['res_id', '=', id],
  ]
  const rows = (await world.rpc('mail.activity', 'search_read', [domain], { fields: ['note'] })) as { note: string }[]
  expect(rows.some(({ note }) => note.includes('W12'))).toBe(true)
})

test('Odoo away for three days and back: what is old is listed as too old, one by one; what the law demands and what falls due now still goes', async () => {
  for (const number of ['W13', 'W14']) {
    await orders(number)
    await world.clerk.shipped({ key: `p.${number}`, order: `o.${number}`, trackingRef: '1' })
  }
  world.clock.pass(3 * 86_400 + 3600)
  expect(await shop()).toMatchObject({ planned: 6, sent: 4, suppressed: { too_old: 2 } })
})

test('a page of payments costs as many calls as one payment', async () => {
  const journal_id = ((await world.rpc('account.journal', 'search', [[['type', '=', 'bank']]])) as number[])[0]
  const made = async (number: string): Promise<void> => {
    const { name } = await orders(number)
    const values = { partner_id: await idOf('maria'), amount: 5, journal_id, memo: name }
    await world.rpc('account.payment', 'action_post', [[await created('account.payment', values)]])
  }
  const start = world.clock.now()
  const calls = async (): Promise<number> => {
    world.ports.odoo.resetCalls()
    let found = 0
    for await (const { items } of world.ports.odoo.payments.since('payments', undefined, start)) found += items.length
    expect(found).toBeGreaterThan(0)
    return world.ports.odoo.calls().total
  }
  await made('W20')
  await calls()
  const one = await calls()
  for (const number of ['W21', 'W22', 'W23', 'W24']) await made(number)
  expect(await calls()).toBe(one)
})
