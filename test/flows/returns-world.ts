import { accountName, orderRef } from '../../src/domain/ids.ts'
import { notBegun } from '../../src/domain/not-begun.ts'
import type { StoredCase } from '../../src/ledger/case-ports.ts'
import { type CaseDecided, decideCase } from '../../src/flows/case-decide.ts'
import { type FlowWorld, given, type WorldOptions } from './world.ts'

export const account = accountName('kaufland-de')
const buyer = { id: '77', name: 'Jonas Keller' }

export interface ReturnWorld extends FlowWorld {
  /** The case's number at the marketplace. */
  readonly unit: string
  /** Ticket of the conversation that nobody has begun. */
  readonly own: string
}

/** An order in Odoo and at the marketplace of which the buyer wants to send a piece back; it has arrived. */
export async function withReturn(options: WorldOptions & { readonly asked?: 'nothing' } = {}): Promise<ReturnWorld> {
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
  if (options.asked === 'nothing') return { ...world, unit: '', own: notBegun(orderRef('K1')) }
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

export async function onlyCase(world: FlowWorld): Promise<StoredCase> {
  const [found] = await world.ports.ledger.cases.list({ account, which: 'all', limit: 10 })
  if (found === undefined) throw new Error('there is no case')
  return found
}

export async function decides(
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

export const decisionsThere = (world: ReturnWorld) =>
  world.marketplace.trade.cases().flatMap(({ decisions }) => decisions)
export const said = async (world: ReturnWorld, part: RegExp, on = world.own) =>
  (await world.chatter(on)).filter(({ body }) => part.test(body))
export const onOrder = (world: FlowWorld) =>
  world.odoo.state
    .rows('mail.message')
    .filter((row) => row['model'] === 'sale.order' && /Rückgabe/.test(String(row['body'])))

export async function passes(world: FlowWorld, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await world.pass('returns')
    await world.pass('mirror')
    world.clock.pass(130)
  }
}
