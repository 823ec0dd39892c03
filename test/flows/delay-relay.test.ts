import { expect, test } from 'vitest'
import amazonDeclaration from '../../connectors/amazon/index.ts'
import ottoDeclaration from '../../connectors/otto/index.ts'
import type { Account } from '../../src/domain/account.ts'
import { accountName } from '../../src/domain/ids.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import { notify } from '../../src/flows/notify.ts'
import { type FlowWorld, given } from './world.ts'

const SHOP = accountName('shop')

interface Shop {
  readonly connector: Account['connector']
  readonly ordersRef: RegExp
  readonly order: string
  /** What Odoo's contact has. */
  readonly email: string
}

const amazon: Shop = {
  connector: amazonDeclaration.name,
  ordersRef: /^(\d{3}-\d{7}-\d{7})$/,
  order: '304-1234567-7654321',
  email: 'x1y2z3@marketplace.amazon.de',
}
const otto: Shop = {
  connector: ottoDeclaration.name,
  ordersRef: /^([A-Z0-9]{10})$/,
  order: 'C6K8D2Q9PW',
  email: 'kqx7@customer.otto.market',
}

/** A shop that is read and answered by mail, with an order whose promise breaks; its notice was approved. */
async function approvedDelay({ connector, ordersRef, order, email }: Shop): Promise<FlowWorld> {
  const world = await given({ shop: { connector, ordersRef, notify: ['delayed'] } })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  const address = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' }
  await world.clerk.customer({ key: 'maria', name: 'Maria Sommer', email, language: 'de_DE', ...address })
  const lines = [{ product: 'pot', quantity: 1 }]
  const { id } = await world.clerk.orderConfirmed({ key: 'o', customer: 'maria', lines, clientOrderRef: order })
  const commitment_date = plusSeconds(world.clock.now(), 20 * 3600)
    .slice(0, 19)
    .replace('T', ' ')
  await world.rpc('sale.order', 'write', [[id], { commitment_date }])
  await notify(world.accounts, world.ports)
  const [proposal] = await world.ports.outbox.list({ account: SHOP, state: 'proposed' })
  if (proposal === undefined) throw new Error('nothing was proposed')
  await world.ports.outbox.approve([proposal.id], 'Rita')
  await notify(world.accounts, world.ports)
  await notify(world.accounts, world.ports)
  return world
}

test.each([amazon, otto])('$connector: a delay is told once at the relay address, as text alone', async (shop) => {
  const world = await approvedDelay(shop)
  const mails = world.sink.mails()
  expect(mails).toHaveLength(1)
  const [mail] = mails
  expect(mail?.to).toContain(shop.email)
  expect(mail?.html).toBeFalsy()
  // Amazon wants its number there; no contact data, no link, no imprint.
  expect(mail?.subject).toContain(shop.order)
  expect(mail?.text).toContain('können wir leider nicht einhalten')
  expect(mail?.text).not.toMatch(/https?:|www\.|@|\+49|stornier/)
  const [row] = await world.ports.outbox.list({ account: SHOP })
  expect(row).toMatchObject({ state: 'done', verdict: { allowed: true } })
})

test.each([amazon, otto])('$connector: what a relay carries goes to no other address', async (shop) => {
  const world = await approvedDelay({ ...shop, email: 'maria@example.org' })
  expect(world.sink.mails()).toEqual([])
  expect(await world.ports.outbox.list({ account: SHOP })).toMatchObject([
    { state: 'suppressed', reason: 'alias_rule' },
  ])
})
