import { beforeEach, expect, test } from 'vitest'
import { type FlowWorld, given } from './world.ts'

let world: FlowWorld

/** Three orders of one customer, two of them the shop's, on one invoice: 2 × 24.90, 1 × 24.90 and 3 × 10 euros. */
beforeEach(async () => {
  world = await given({ shop: { notify: ['order_confirmed', 'payment_received', 'refund_issued'] } })
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 500 })
  await world.clerk.product({ key: 'lid', name: 'Deckel', price: 10, stock: 500 })
  await world.clerk.customer({
    ...{ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' },
    ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' },
  })
  await world.pass('notify')
  world.clock.pass(60)
})

async function orders(): Promise<readonly number[]> {
  const ids: number[] = []
  for (const [number, product, quantity] of [
    ['W1', 'pot', 2],
    ['W2', 'pot', 1],
    ['X3', 'lid', 3],
  ] as const) {
    const lines = [{ product, quantity }]
    ids.push(
      (await world.clerk.orderConfirmed({ key: `o.${number}`, customer: 'maria', clientOrderRef: number, lines })).id,
    )
    await world.clerk.shipped({ key: `p.${number}`, order: `o.${number}`, trackingRef: number })
  }
  await world.pass('notify')
  world.clock.pass(60)
  return ids
}

async function act(model: string, method: string, values: object, context: object = {}): Promise<void> {
  const [made] = (await world.rpc(model, 'create', [[values]], { context })) as number[]
  await world.rpc(model, method, [[made]], { context })
}

async function invoice(ids: readonly number[]): Promise<number> {
  await act('sale.advance.payment.inv', 'create_invoices', {
    advance_payment_method: 'delivered',
    sale_order_ids: [[6, 0, ids]],
  })
  const [move] = (await world.rpc('account.move', 'search', [[['move_type', '=', 'out_invoice']]])) as number[]
  await world.rpc('account.move', 'action_post', [[move]])
  return move ?? 0
}
const pay = (move: number, values: object = {}) =>
  act('account.payment.register', 'action_create_payments', values, {
    active_model: 'account.move',
    active_ids: [move],
  })

async function credit(move: number): Promise<number> {
  const [row] = (await world.rpc('account.move', 'read', [[move]], { fields: ['journal_id'] })) as {
    journal_id: [number, string]
  }[]
  const context = { active_model: 'account.move', active_ids: [move] }
  await act('account.move.reversal', 'refund_moves', { reason: 'zurück', journal_id: row?.journal_id[0] }, context)
  const [note] = (await world.rpc('account.move', 'search', [[['move_type', '=', 'out_refund']]])) as number[]
  await world.rpc('account.move', 'action_post', [[note]])
  return note ?? 0
}

const told = async (kind: string) =>
  (await world.store.outbox.list({ limit: 100 }))
    .filter((row) => row.kind === kind)
    .map(({ state, reason }) => reason ?? state)
const mails = () => world.sink.mails().map(({ text }) => text)

test('the money for an invoice of several orders is told to each of ours once, with its own part', async () => {
  const move = await invoice(await orders())
  const before = mails().length
  await pay(move)
  await world.pass('notify')
  await world.pass('notify')
  expect(await told('payment_received')).toEqual(['done', 'done'])
  const texts = mails().slice(before).toSorted()
  expect(texts).toHaveLength(2)
  expect(texts.find((text) => text.includes('W1'))).toMatch(/49,80\s€/)
  expect(texts.find((text) => text.includes('W2'))).toMatch(/24,90\s€/)
  expect(texts.join()).not.toMatch(/104,70|79,80/)
})

test('a part of that money belongs to nobody: it is not told, and the order says why', async () => {
  const ids = await orders()
  const move = await invoice(ids)
  await pay(move, { amount: 30 })
  await world.pass('notify')
  expect(await told('payment_received')).toEqual(['order_changed', 'order_changed'])
  const [row] = (await world.store.outbox.list({ limit: 100 })).filter(({ kind }) => kind === 'payment_received')
  expect(row?.detail).toContain('several orders')
})

test('the credit note of such an invoice is told to each of ours once: its goods, its money', async () => {
  const move = await invoice(await orders())
  await pay(move)
  await world.pass('notify')
  const before = mails().length
  const note = await credit(move)
  await pay(note)
  await world.pass('notify')
  await world.pass('notify')
  expect(await told('refund_issued')).toEqual(['done', 'done'])
  const texts = mails().slice(before)
  expect(texts.find((text) => text.includes('W1'))).toMatch(/49,80\s€/)
  expect(texts.find((text) => text.includes('W2'))).toMatch(/24,90\s€/)
  expect(texts.join()).not.toContain('Deckel')
})

test('the tax of an order stands there by its rate', async () => {
  await orders()
  expect(mails()[0]).toMatch(/enthaltene Mehrwertsteuer \(19\s%\): 7,95\s€/)
})
