import { createClerk } from '../../../../src/demo/clerk.ts'
import type { Clerk } from '../../../../src/demo/clerk/steps.ts'
import type { Subject } from '../subject.ts'

/** A clerk with a customer and two products in stock. */
export interface Play {
  readonly clerk: Clerk
  /** A key of this play alone. */
  readonly key: (name: string) => string
  readonly odoo: Subject
}

export async function play(odoo: Subject): Promise<Play> {
  const run = odoo.fresh('play')
  const clerk = createClerk(odoo.rpc)
  const key = (name: string): string => `${run}-${name}`
  const address = { street: 'Weg 1', zip: '10115', city: 'Berlin', country: 'DE', language: 'de_DE' } as const
  await clerk.customer({ key: key('anna'), name: `Anna\r\nMüller ${run}`, email: 'anna@example.org', ...address })
  await clerk.product({ key: key('shoe'), name: `Laufschuh ${run}`, price: 79.9, stock: 10, code: 'MC-1' })
  await clerk.product({ key: key('sock'), name: `Socken ${run}`, price: 9.99, stock: 5 })
  return { clerk, key, odoo }
}

/** An order of two pairs of shoes and three of socks: 185.30 €. */
export async function ordered({ clerk, key }: Play, name = 'order'): Promise<number> {
  const lines = [
    { product: key('shoe'), quantity: 2 },
    { product: key('sock'), quantity: 3, price: 8.5 },
  ]
  const step = {
    key: key(name),
    customer: key('anna'),
    lines,
    clientOrderRef: key(name),
    origin: 'Shop',
    team: key('team'),
  }
  return (await clerk.orderConfirmed(step)).id
}
