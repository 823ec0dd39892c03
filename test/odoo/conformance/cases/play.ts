import { createClerk } from '../../../../src/demo/clerk.ts'
import type { Clerk, Key } from '../../../../src/demo/clerk/steps.ts'
import type { Subject } from '../subject.ts'

/** A customer and two products in stock, shared by the cases on one Odoo: making them takes longer than most cases. */
interface Goods {
  readonly anna: Key
  readonly shoe: Key
  readonly sock: Key
}

export interface Play {
  readonly clerk: Clerk
  readonly goods: Goods
  /** A key of this play alone. */
  readonly key: (name: string) => Key
}

export const ADDRESS = { street: 'Weg 1', zip: '10115', city: 'Berlin', country: 'DE', language: 'de_DE' } as const

const stocked = new WeakMap<Subject, Promise<Goods>>()

export async function play(odoo: Subject): Promise<Play> {
  const run = odoo.fresh('play')
  const clerk = createClerk(odoo.rpc)
  const goods = stocked.get(odoo) ?? stock(clerk, run)
  stocked.set(odoo, goods)
  return { clerk, goods: await goods, key: (name) => `${run}-${name}` }
}

async function stock(clerk: Clerk, run: string): Promise<Goods> {
  const goods = { anna: `${run}-anna`, shoe: `${run}-shoe`, sock: `${run}-sock` }
  await clerk.customer({ key: goods.anna, name: `Anna\r\nMüller ${run}`, email: 'anna@example.org', ...ADDRESS })
  await clerk.product({ key: goods.shoe, name: `Laufschuh ${run}`, price: 79.9, stock: 1000, code: 'MC-1' })
  await clerk.product({ key: goods.sock, name: `Socken ${run}`, price: 9.99, stock: 1000 })
  return goods
}

/** An order of two pairs of shoes and three of socks: 185.30 €. */
export async function ordered({ clerk, key, goods }: Play, name = 'order', customer = goods.anna): Promise<number> {
  const lines = [
    { product: goods.shoe, quantity: 2 },
    { product: goods.sock, quantity: 3, price: 8.5 },
  ]
  const reference = key(name)
  const step = { key: key(name), customer, lines, clientOrderRef: reference, origin: 'Shop', team: key('team') }
  return (await clerk.orderConfirmed(step)).id
}
