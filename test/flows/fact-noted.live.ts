import { beforeEach, expect, test } from 'vitest'
import type { Account } from '../../src/domain/account.ts'
import { accountName, connectorName, orderRef } from '../../src/domain/ids.ts'
import type { FlowPorts } from '../../src/flows/context.ts'
import { takeDecisions } from '../../src/flows/decisions.ts'
import { NOTIFICATION_KINDS } from '../../src/domain/notification.ts'
import { type FlowWorld, given } from './world.ts'

const WIZARD = 'marketplace.care.note.fact'
const shop = accountName('shop')
const home = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' }

let world: FlowWorld

/** A shop with the addon and its order W1, of which the buyer was told that it is confirmed. */
async function begin(settings: Partial<Account> = {}): Promise<number> {
  world = await given({ addon: true, shop: { notify: [...NOTIFICATION_KINDS], ...settings } })
  await world.pass('notify')
  world.clock.pass(60)
  const { clerk } = world
  await clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 500 })
  const maria = { key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' } as const
  await clerk.customer({ ...maria, ...home })
  const lines = [{ product: 'pot', quantity: 2 }]
  const { id } = await clerk.orderConfirmed({ key: 'W1', customer: 'maria', lines, clientOrderRef: 'W1' })
  await world.pass('notify')
  await world.ports.odoo.orders.mark([
    { orderId: id, account: shop, label: 'Shop', orderRef: orderRef('W1'), marketplace: connectorName('webshop') },
  ])
  return id
}

let order: number
beforeEach(async () => {
  order = await begin()
})

/** As somebody of the shop does, in the window of the order. */
async function notes(values: object): Promise<void> {
  const at = world.clock.now().slice(0, 19).replace('T', ' ')
  const given = { sale_order_id: order, fact_at: at, ...values }
  const [wizard] = (await world.rpc(WIZARD, 'create', [[given]])) as number[]
  await world.rpc(WIZARD, 'action_note', [[wizard]])
}

async function shown(): Promise<Record<string, unknown>> {
  const fields = ['mc_fact_state', 'mc_fact_message']
  const [row] = (await world.rpc('sale.order', 'read', [[order], fields])) as Record<string, unknown>[]
  return row ?? {}
}

const count = async (model: string, part: string): Promise<unknown> =>
  world.rpc(model, 'search_count', [
    [
      [model === 'mail.message' ? 'model' : 'res_model', '=', 'sale.order'],
      ['res_id', '=', order],
      [model === 'mail.message' ? 'body' : 'note', 'ilike', part],
    ],
  ])
const receipts = () => world.sink.mails().filter(({ text }) => text?.includes('Ich widerrufe.'))
const withdrawn = { fact: 'withdrawn', text: 'Ich widerrufe.', name: 'M. Sommer' }

test.each([['notify'], ['reply']] as const)(
  'a withdrawal noted on the order: with the next %s its receipt leaves with the buyer’s words, and the order has note and activity',
  async (job) => {
    await notes(withdrawn)
    expect(await shown()).toMatchObject({ mc_fact_state: 'open' })
    await world.pass(job)
    expect(receipts()).toHaveLength(1)
    expect(await shown()).toMatchObject({ mc_fact_state: false, mc_fact_message: false })
    await world.pass(job)
    await world.pass('notify')
    expect(receipts()).toHaveLength(1)
    expect([await count('mail.message', 'widerrufe'), await count('mail.activity', 'widerrufe')]).toEqual([1, 1])
  },
)

test.each([['before anything follows'], ['before Odoo knows']] as const)(
  'a process that dies over a noted withdrawal, %s, leaves one receipt, one note and one activity all the same',
  async (when) => {
    await notes(withdrawn)
    const { odoo } = world.ports
    const dies = (): Promise<never> => Promise.reject(new Error('killed'))
    const broken: FlowPorts = {
      ...world.ports,
      odoo: {
        ...odoo,
        ...(when === 'before Odoo knows'
          ? { decisions: { ...odoo.decisions, settle: dies } }
          : { receipts: { ...odoo.receipts, write: dies } }),
      },
    }
    await expect(takeDecisions(world.accounts, broken)).rejects.toThrow('killed')
    expect(await shown()).toMatchObject({ mc_fact_state: 'open' })
    await world.pass('notify')
    await world.pass('notify')
    expect(receipts()).toHaveLength(1)
    expect([await count('mail.message', 'widerrufe'), await count('mail.activity', 'widerrufe')]).toEqual([1, 1])
    expect(await shown()).toMatchObject({ mc_fact_state: false })
  },
)

test('parcels that arrived: nothing has left, and the order says so; then one of two is told', async () => {
  await notes({ fact: 'delivered' })
  await world.pass('notify')
  expect(await shown()).toMatchObject({
    mc_fact_state: 'refused',
    mc_fact_message: expect.stringContaining('noch keine solche Lieferung erledigt'),
  })
  const ship = (key: string) =>
    world.clerk.shipped({ key, order: 'W1', carrier: 'DHL', trackingRef: key, quantities: { pot: 1 } })
  const first = await ship('A')
  await ship('B')
  await world.pass('notify')
  world.clock.pass(86_400)
  await notes({ fact: 'delivered', delivery_id: first.id })
  await world.pass('notify')
  await world.pass('notify')
  const rows = await world.store.outbox.list({ account: shop, limit: 100 })
  const told = rows.filter(({ kind, state }) => kind === 'delivered' && state === 'done')
  expect(told).toHaveLength(1)
  expect(await shown()).toMatchObject({ mc_fact_state: false })
})

test('an objection is kept: what may be left out is left out from then on', async () => {
  await notes({ fact: 'objected' })
  await world.pass('reply')
  await world.clerk.shipped({ key: 'A', order: 'W1', carrier: 'DHL', trackingRef: 'A' })
  await world.pass('notify')
  const rows = await world.store.outbox.list({ account: shop, limit: 100 })
  expect(rows.find(({ kind }) => kind === 'shipped')).toMatchObject({ state: 'suppressed', reason: 'objected' })
})

test('an order that no account owns any more: nothing is noted, and the order says why', async () => {
  order = await begin({ ordersRef: /^X[0-9]+$/ })
  await notes(withdrawn)
  await world.pass('notify')
  expect(await shown()).toMatchObject({
    mc_fact_state: 'refused',
    mc_fact_message: expect.stringContaining('gehört zu keinem einzelnen Konto'),
  })
  expect(receipts()).toEqual([])
})
