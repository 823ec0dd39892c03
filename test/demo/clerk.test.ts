import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClerk } from '../../src/demo/clerk.ts'
import type { Clerk, Rpc } from '../../src/demo/clerk/steps.ts'
import { startOdooSandbox, type OdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { subjectAt } from '../odoo/conformance/subject.ts'

let sandbox: OdooSandbox
let rpc: Rpc
let clerk: Clerk

beforeEach(async () => {
  sandbox = await startOdooSandbox()
  rpc = subjectAt({ ...sandbox, addon: false }, 'jsonrpc').rpc
  clerk = createClerk(rpc)
})
afterEach(() => sandbox.close())

const ADDRESS = { street: 'Weg 1', zip: '10115', city: 'Berlin', country: 'DE', language: 'de_DE' } as const
const count = (model: string): number => sandbox.state.rows(model).length

/** The whole story of one order, each step after the other. */
const STORY: readonly (() => Promise<unknown>)[] = [
  () => clerk.customer({ key: 'anna', name: 'Anna', email: 'anna@example.org', ...ADDRESS }),
  () => clerk.product({ key: 'shoe', name: 'Laufschuh', price: 79.9, stock: 5 }),
  () => clerk.orderConfirmed({ key: 'o', customer: 'anna', lines: [{ product: 'shoe', quantity: 2 }], team: 'Shop' }),
  () => clerk.shipped({ key: 'p', order: 'o', carrier: 'DHL', trackingRef: '1' }),
  () => clerk.invoicedAndPaid({ key: 'i', order: 'o' }),
  () => clerk.partlyRefunded({ key: 'r', order: 'o', amount: 10 }),
  () => clerk.returned({ key: 'b', picking: 'p' }),
]
const MADE = [
  'res.partner',
  'product.product',
  'sale.order',
  'sale.order.line',
  'stock.picking',
  'stock.move',
  'account.move',
  'account.payment',
  'crm.team',
  'delivery.carrier',
]

async function play(): Promise<void> {
  for (const step of STORY) await step()
}

/** Calls until the n-th changing one, which is cut off: before doing it, or after. */
function dyingAt(nth: number, kind: 'cut-before' | 'cut-after'): Rpc {
  let changes = 0
  return async (model, method, args, kwargs) => {
    if (!/^(search|read|fields_get)/.test(method)) {
      changes += 1
      if (changes === nth) sandbox.fail({ model, method, kind })
    }
    return rpc(model, method, args, kwargs)
  }
}

describe('the clerk', () => {
  test.each([
    { kind: 'cut-before', first: 2 },
    { kind: 'cut-after', first: 1 },
  ] as const)(
    'finishes a story that broke off at any step, without doubling anything ($kind)',
    async ({ kind, first }) => {
      await play()
      const whole = MADE.map(count)
      // Every third change for each way to break: together most of them, in half the time.
      for (let nth = first; ; nth += 3) {
        await sandbox.close()
        sandbox = await startOdooSandbox()
        rpc = subjectAt({ ...sandbox, addon: false }, 'jsonrpc').rpc
        clerk = createClerk(dyingAt(nth, kind))
        const broke = await play().then(
          () => false,
          () => true,
        )
        if (!broke) break
        clerk = createClerk(rpc)
        await play()
        expect([nth, ...MADE.map(count)]).toEqual([nth, ...whole])
      }
    },
    60_000,
  )

  test('says which step is missing before this one', async () => {
    await expect(clerk.shipped({ key: 'p', order: 'never' })).rejects.toThrow('No step has made never')
    await expect(clerk.edits({ key: 'never', html: 'x' })).rejects.toThrow('No step has posted never')
  })

  test('says that nothing is left to ship', async () => {
    for (const step of STORY.slice(0, 4)) await step()
    await expect(clerk.shipped({ key: 'again', order: 'o' })).rejects.toThrow('Nothing of o is left to ship')
  })

  test('refuses to close a ticket where every closing stage mails the customer', async () => {
    const [ticket] = (await rpc('helpdesk.ticket', 'create', [[{ name: 'x', description: 'd' }]])) as number[]
    await expect(clerk.closesTicket({ ticketId: ticket ?? 0 })).rejects.toThrow('no closing stage without a mail')
    expect(sandbox.mails()).toEqual([])
  })

  test('keys with wildcards of Odoo name one message each', async () => {
    const [ticketId = 0] = (await rpc('helpdesk.ticket', 'create', [[{ name: 'x', description: 'd' }]])) as number[]
    const first = await clerk.answers({ key: 'a_1', ticketId, html: '<p>1</p>' })
    const second = await clerk.answers({ key: 'ab1', ticketId, html: '<p>2</p>' })
    expect(second).not.toBe(first)
    await clerk.edits({ key: 'a_1', html: '<p>3</p>' })
    const bodies = sandbox.state.rows('mail.message', [['id', 'in', [first, second]]], ['body'])
    expect(bodies.map((row) => row['body']).sort()).toEqual(['<p>2</p>', '<p>3</p>'])
  })
})
