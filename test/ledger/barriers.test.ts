import { afterEach, expect, test } from 'vitest'
import { accountName, type EffectId, orderRef } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import { addressHash } from '../../src/kit/address-hash.ts'
import { emptyStore, type TestStore } from './database.ts'

const shop = accountName('shop')
const order = { id: 42, createDate: instant('2026-03-02T08:00:00Z') }
const hash = addressHash('maria@example.org')

let store: TestStore | undefined
afterEach(async () => store?.close())

async function withParcels(...pickings: readonly number[]): Promise<TestStore> {
  store = await emptyStore()
  const dueAt = store.clock.now()
  await store.outbox.plan(
    pickings.map((pickingId) => ({
      ...({ account: shop, flow: 'notify', kind: 'shipped', dedupeKey: `p${String(pickingId)}` } as const),
      ...({
        state: 'planned',
        payload: { orderId: 42, pickingId, at: dueAt, dueAt },
        notBefore: dueAt,
        at: dueAt,
      } as const),
    })),
  )
  return store
}

const look = (from: TestStore, options: { order?: typeof order; orderRef?: string } = {}) =>
  from.ledger.barriers.look(shop, {
    order: options.order ?? { ...order, createDate: from.clock.now() },
    orderRef: options.orderRef === undefined ? null : orderRef(options.orderRef),
    addressHash: hash,
  })

test('an address keeps its marks until they are cleared; what was erased stays', async () => {
  const { ledger } = await withParcels()
  const marked = { hash, account: shop, reason: '550 5.1.1' }
  await ledger.barriers.mark({ ...marked, mark: 'bounced' })
  await ledger.barriers.mark({ ...marked, mark: 'bounced', reason: '551' })
  await ledger.barriers.mark({ ...marked, mark: 'erased' })
  expect(await ledger.barriers.marked('bounced', 10)).toMatchObject([{ hash, account: 'shop', reason: '550 5.1.1' }])
  expect(await ledger.barriers.clear(hash, ['bounced', 'objected'])).toEqual(['bounced'])
  expect(await ledger.barriers.clear(hash, [])).toEqual([])
  expect(await ledger.barriers.marksOf(hash)).toEqual(new Set(['erased']))
  expect(await ledger.barriers.marksOf(addressHash('kim@example.org'))).toEqual(new Set())
})

test('one look shows the order’s notifications, the address and the cases; another order with the number shows none', async () => {
  const opened = await withParcels(1, 2)
  await opened.ledger.barriers.mark({ hash, account: shop, mark: 'objected', reason: 'Anna' })
  const seen = await look(opened)
  expect(seen.notices.map(({ pickingId, state, personal }) => [pickingId, state, personal])).toEqual([
    [1, 'planned', false],
    [2, 'planned', false],
  ])
  expect(seen.notices[0]?.dueAt).toBe(opened.clock.now())
  expect([seen.marks, seen.cases]).toEqual([new Set(['objected']), []])
  const later = { id: 42, createDate: instant(new Date(Date.parse(opened.clock.now()) + 2 * 3_600_000)) }
  expect((await look(opened, { order: later })).notices).toEqual([])
})

test('a mail takes parcels once, all at one stroke, and gives them back', async () => {
  const opened = await withParcels(1, 2, 3)
  const [lead, second, third] = (await look(opened)).notices.map(({ id }) => id) as [EffectId, EffectId, EffectId]
  const { barriers } = opened.ledger
  expect((await barriers.combine(lead, [second, third, lead])).toSorted()).toEqual([second, third])
  expect(await barriers.combine(second, [third])).toEqual([])
  expect((await look(opened)).notices.map(({ state, reason, combinedInto }) => [state, reason, combinedInto])).toEqual([
    ['planned', null, null],
    ['suppressed', 'combined', lead],
    ['suppressed', 'combined', lead],
  ])
  expect(await opened.outbox.effect(second)).toMatchObject({ detail: `It is told with effect ${lead}.` })
  expect(await barriers.separate(lead)).toBe(2)
  expect(await barriers.separate(lead)).toBe(0)
  expect(
    (await look(opened)).notices.every(({ state, combinedInto }) => state === 'planned' && combinedInto === null),
  ).toBe(true)
})

test('put off is no attempt and not late before its time', async () => {
  const opened = await withParcels(1)
  const [claim] = await opened.outbox.claimSome({ flow: 'notify', account: shop, state: 'planned' }, 1)
  const until = instant(new Date(Date.parse(opened.clock.now()) + 3_600_000))
  expect(await claim?.postpone(until, 'Quiet hours.')).toBe(true)
  const [row] = await opened.outbox.list({ state: 'planned' })
  expect(row).toMatchObject({ attempts: 0, reason: null, detail: 'Quiet hours.', notBefore: until })
  expect(await opened.outbox.claimSome({ flow: 'notify', account: shop, state: 'planned' }, 1)).toEqual([])
  opened.clock.advance(3500)
  expect(await opened.outbox.troubles({ failedDays: 7, overdueSeconds: 60 })).toEqual([])
})
