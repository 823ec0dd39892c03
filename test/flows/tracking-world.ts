import { accountName } from '../../src/domain/ids.ts'
import type { SandboxLine } from '../../src/kit/sandbox.ts'
import type { Effect } from '../../src/domain/effect.ts'
import type { AccountCount } from '../../src/flows/count.ts'
import { type FlowWorld, given, type WorldOptions } from './world.ts'

export const ACCOUNT = accountName('kaufland-de')
const BUYER = { id: '77', name: 'Jonas Keller' }

export interface TrackingWorld extends FlowWorld {
  /** An order at the marketplace and in Odoo; where Odoo's products are others, `odoo` names them. */
  order(
    number: string,
    lines: Readonly<Record<string, number>>,
    odoo?: Readonly<Record<string, number>>,
  ): Promise<number>
  track(): Promise<AccountCount>
  lines(order: string): readonly SandboxLine[]
  /** `line: carrier reference` of everything the marketplace holds, lines by their place in the order. */
  parcels(order: string): readonly string[]
  effects(): Promise<readonly Effect[]>
  /** Notes on a delivery or order as plain text. */
  notes(model: 'stock.picking' | 'sale.order', id: number): Promise<readonly string[]>
  activities(picking: number): Promise<readonly { summary: string; user_id: [number, string] }[]>
}

/** A world whose marketplace takes parcels, with products `POT` and `CAN` (same number there) and `KIT` (another one). */
export async function givenTracking({
  looked = 'already',
  ...options
}: WorldOptions & { readonly looked?: 'already' | 'not yet' } = {}): Promise<TrackingWorld> {
  const world = await given(options)
  const { clerk, rpc, marketplace } = world
  // The first pass stores the start line.
  if (looked === 'already') await world.pass('tracking')
  world.clock.pass(60)
  for (const code of ['POT', 'CAN', 'KIT', 'SET'])
    await clerk.product({
      key: `p.${code}`,
      name: `Article ${code}`,
      price: 20,
      stock: 90,
      ...(code === 'POT' || code === 'CAN' ? { code } : {}),
    })
  await clerk.customer({
    key: 'buyer',
    name: 'Jonas Keller',
    language: 'de_DE',
    street: 'Am Markt 1',
    zip: '04109',
    city: 'Leipzig',
    country: 'DE',
  })
  const lines = (order: string): readonly SandboxLine[] => marketplace.trade.lines(order)
  return {
    ...world,
    async order(number, there, here = there) {
      marketplace.trade.enter({
        order: number,
        buyer: BUYER,
        lines: Object.entries(there).map(([sku, quantity]) => ({ sku, title: `Article ${sku}`, quantity })),
      })
      const made = await clerk.orderConfirmed({
        key: `o.${number}`,
        customer: 'buyer',
        lines: Object.entries(here).map(([code, quantity]) => ({ product: `p.${code}`, quantity })),
        clientOrderRef: number,
      })
      return made.id
    },
    async track() {
      const { accounts } = await world.pass('tracking')
      const count = accounts.find(({ account }) => account === ACCOUNT)
      if (count === undefined) throw new Error('no count')
      return count
    },
    lines,
    parcels: (order) =>
      lines(order).flatMap(({ parcels }, at) =>
        parcels.map(({ carrier, reference }) => `${String(at)}: ${carrier} ${reference}`),
      ),
    effects: async () => (await world.ports.outbox.list({ account: ACCOUNT })).toReversed(),
    async notes(model, id) {
      const rows = await rpc(
        'mail.message',
        'search_read',
        [
          [
            ['model', '=', model],
            ['res_id', '=', id],
            ['message_id', '=like', '%@marketplace-care>'],
          ],
        ],
        { fields: ['body'], order: 'id' },
      )
      return (rows as { body: string }[]).map(({ body }) =>
        body
          .replaceAll(/<[^>]+>|\[[A-Z]+\]/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      )
    },
    activities: async (picking) =>
      (await rpc(
        'mail.activity',
        'search_read',
        [
          [
            ['res_model', '=', 'stock.picking'],
            ['res_id', '=', picking],
          ],
        ],
        { fields: ['summary', 'user_id'] },
      )) as { summary: string; user_id: [number, string] }[],
  }
}
