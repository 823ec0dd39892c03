import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/kit/system-clock.ts'
import { OdooBridge } from '../../../src/odoo/bridge.ts'
import { createOdoo } from '../../../src/odoo/odoo.ts'
import { startOdooSandbox } from '../../../src/odoo/sandbox/sandbox.ts'

test('a buyer of more orders than are read at once hides nobody else’s', async () => {
  const sandbox = await startOdooSandbox()
  const access = {
    url: sandbox.url,
    db: sandbox.db,
    user: sandbox.user,
    password: sandbox.password,
    clock: systemClock,
  }
  const caller = new OdooBridge(access)
  const odoo = createOdoo({ ...access, transport: 'jsonrpc' })
  onTestFinished(async () => {
    caller.close()
    await odoo.close()
    await sandbox.close()
  })
  const made = async (model: string, values: readonly object[]): Promise<readonly number[]> =>
    (await caller.call(model, 'create', [values])) as number[]
  const [reseller = 0, maria = 0] = await made('res.partner', [
    { name: 'Händler', email: 'reseller@example.org' },
    { name: 'Maria', email: 'maria@example.org' },
  ])
  const [old = 0] = await made('sale.order', [{ partner_id: maria, date_order: '2024-01-01 10:00:00' }])
  const orders = Array.from({ length: 1001 }, () => ({ partner_id: reseller, date_order: '2026-01-01 10:00:00' }))
  const newest = (await made('sale.order', orders)).at(-1)

  const found = await odoo.orders.byAddress(['reseller@example.org', 'maria@example.org'])
  expect(found).toHaveLength(1001)
  expect(found[0]?.id).toBe(newest)
  expect(found.at(-1)).toMatchObject({ id: old, emails: ['maria@example.org'], partnerName: 'Maria' })
})
