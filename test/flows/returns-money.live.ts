import { expect, test } from 'vitest'
import type { Effect } from '../../src/domain/effect.ts'
import type { EffectId } from '../../src/domain/ids.ts'
import { account, decides, onlyCase, passes, type ReturnWorld, said, withReturn } from './returns-world.ts'

async function proposals(world: ReturnWorld): Promise<readonly Effect[]> {
  return (await world.ports.outbox.list({ account })).filter(({ kind }) => kind === 'refund' || kind === 'cancel')
}

const onTheOrder = (world: ReturnWorld, part: RegExp) =>
  world.odoo.state.rows('mail.message').filter((row) => row['model'] === 'sale.order' && part.test(String(row['body'])))

/** The shop sends the order, invoices it and pays part of it back. */
async function paidBack(world: ReturnWorld, amount: number): Promise<void> {
  await world.clerk.shipped({ key: 'P1', order: 'K1' })
  await world.clerk.invoicedAndPaid({ key: 'I1', order: 'K1' })
  await world.clerk.partlyRefunded({ key: 'R1', order: 'K1', reason: 'Kratzer', amount })
}

const approve = (world: ReturnWorld, ids: readonly EffectId[], reason?: string) =>
  world.ports.outbox.approve(ids, 'Chef', reason === undefined ? {} : { reason })

test('money paid back in Odoo is proposed at the marketplace, and goes there only after a person let it go, once', async () => {
  const world = await withReturn({ asked: 'nothing' })
  await paidBack(world, 5)
  await world.pass('returns')
  await world.pass('returns')
  const [proposed, second] = await proposals(world)
  expect(second).toBeUndefined()
  expect(proposed).toMatchObject({
    kind: 'refund',
    state: 'proposed',
    payload: { amount: { minor: 500, currency: 'EUR' } },
  })
  expect(onTheOrder(world, /outbox approve/)).toHaveLength(1)
  const [line] = world.marketplace.trade.lines('K1')
  expect(line?.refundedMinor).toBe(0)
  await approve(world, [proposed?.id ?? ('' as EffectId)], 'defect')
  expect((await world.pass('returns')).accounts[0]).toMatchObject({ sent: 1, failed: 0, unknown: 0 })
  await passes(world, 1)
  expect(world.marketplace.trade.lines('K1')[0]?.refundedMinor).toBe(500)
  expect(onTheOrder(world, /sind bei Kaufland erstattet/)).toHaveLength(1)
})

test('money of which it is not known whether it arrived is never sent again by itself', async () => {
  const world = await withReturn({ asked: 'nothing' })
  await paidBack(world, 5)
  await world.pass('returns')
  world.marketplace.fail({ method: 'PATCH', path: /refund/, times: 1, how: { kind: 'lose-answer' } })
  await approve(
    world,
    (await proposals(world)).map(({ id }) => id),
  )
  await passes(world, 4)
  expect(await proposals(world)).toMatchObject([{ state: 'unknown', notBefore: null }])
  expect(world.marketplace.trade.lines('K1')[0]?.refundedMinor).toBe(500)
  expect(onTheOrder(world, /Unklar, ob/)).toHaveLength(1)
})

test('where a return settles the money, a credit note pays nothing a second time; the ticket tells what Odoo did', async () => {
  const world = await withReturn()
  await world.pass('returns')
  await decides(world, 'accept')
  await world.pass('returns')
  await paidBack(world, 20)
  await world.clerk.returned({ key: 'B1', picking: 'P1' })
  await passes(world, 2)
  expect(await proposals(world)).toMatchObject([{ state: 'suppressed', reason: 'return_open' }])
  expect(await said(world, /Die Ware ist zurück: .*1 × /)).toHaveLength(1)
  expect(await said(world, /20,00(.|&nbsp;)€ sind ausgezahlt/)).toHaveLength(1)
  expect((await onlyCase(world)).facts.state).toBe('accepted')
})

test('an order cancelled in Odoo is proposed for cancellation, and what has left is not', async () => {
  const world = await withReturn({ asked: 'nothing' })
  await world.clerk.cancelled({ order: 'K1' })
  await world.pass('returns')
  await approve(
    world,
    (await proposals(world)).map(({ id }) => id),
  )
  await passes(world, 2)
  expect(await proposals(world)).toMatchObject([{ kind: 'cancel', state: 'done' }])
  expect(world.marketplace.trade.lines('K1')).toMatchObject([{ state: 'cancelled', cancelReason: 'GeneralAdjustment' }])
  expect(onTheOrder(world, /ist bei Kaufland storniert/)).toHaveLength(1)
})
