import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewEffect } from '../../src/domain/effect.ts'
import { type AccountName, orderRef } from '../../src/domain/ids.ts'
import type { ParcelEvent } from '../../src/domain/parcel-event.ts'
import { type Instant, instant, plusSeconds } from '../../src/domain/time.ts'
import { emptyStore, type TestStore } from './database.ts'
import { newAccount } from './samples.ts'

let store: TestStore
beforeAll(async () => {
  store = await emptyStore()
})
afterAll(() => store.close())

const carrier = () => store.ledger.carrier
const now = (): Instant => store.clock.now()
const event = (reference: string, change: Partial<ParcelEvent> = {}): ParcelEvent => ({
  reference,
  state: 'moving',
  at: instant('2026-03-10T08:00:00Z'),
  ...change,
})

test('an event that is told twice, or by two sources, is kept once; another expected day is another event', async () => {
  const one = event('E1')
  expect(await carrier().record('dhl', [one, one])).toBe(1)
  expect(await carrier().record('hook', [one])).toBe(0)
  const expected = instant('2026-03-12T15:00:00Z')
  expect(await carrier().record('hook', [event('E1', { expected })])).toBe(1)
  expect((await carrier().newest(['E1', 'E0'])).get('E1')).toMatchObject({ expected, source: 'hook' })
})

test('what was made of events is not made again; what nobody could use is given up after its time', async () => {
  await carrier().record('dhl', [event('H1', { state: 'delivered' }), event('H2')])
  const open = (await carrier().unhandled(plusSeconds(now(), -60), 100)).filter(({ reference }) => /^H/.test(reference))
  expect(open.map(({ reference }) => reference)).toEqual(['H1', 'H2'])
  await carrier().handled(
    open.slice(0, 1).map(({ id }) => id),
    now(),
  )
  const left = await carrier().unhandled(plusSeconds(now(), -60), 100)
  expect(left.filter(({ reference }) => /^H/.test(reference)).map(({ reference }) => reference)).toEqual(['H2'])
  expect(await carrier().unhandled(plusSeconds(now(), 60), 100)).toEqual([])
})

test('the calls of a day end, and the next day has its own', async () => {
  const take = (day: string) => carrier().takeCall('d1', day, 2, now())
  expect([await take('2026-03-10'), await take('2026-03-10'), await take('2026-03-10')]).toEqual([true, true, false])
  expect(await carrier().budget('d1')).toEqual({ day: '2026-03-10', calls: 2 })
  expect(await take('2026-03-11')).toBe(true)
  expect(await carrier().budget('d1')).toEqual({ day: '2026-03-11', calls: 1 })
  expect(await carrier().takeCall('d0', '2026-03-10', 0, now())).toBe(false)
})

test('many who ask at once never get more calls than there are', async () => {
  const taken = await Promise.all(Array.from({ length: 20 }, () => carrier().takeCall('d2', '2026-03-10', 7, now())))
  expect(taken.filter(Boolean)).toHaveLength(7)
})

test('a carrier that asked to wait is not asked before, also on the next day', async () => {
  const until = plusSeconds(now(), 3600)
  await carrier().block('d3', until, 'It asked to wait.')
  expect(await carrier().takeCall('d3', '2026-03-10', 5, now())).toBe(false)
  expect(await carrier().budget('d3')).toMatchObject({ blocked: { until, reason: 'It asked to wait.' } })
  expect(await carrier().takeCall('d3', '2026-03-10', 5, plusSeconds(now(), 3600))).toBe(true)
  expect(await carrier().budget('d3')).toEqual({ day: '2026-03-10', calls: 1 })
})

test('a parcel is asked for again when its time has come, never after its end', async () => {
  await carrier().looked('d4', 'L1', now(), plusSeconds(now(), 60))
  await carrier().record('dhl', [event('L3', { state: 'returned' })])
  const due = (at: Instant) => carrier().dueLooks('d4', ['L1', 'L2', 'L3'], at)
  expect([...(await due(now()))]).toEqual(['L2'])
  expect([...(await due(plusSeconds(now(), 60)))].toSorted()).toEqual(['L1', 'L2'])
})

test('troubled are those whose newest event is in the way or names a day', async () => {
  const later = instant('2026-03-11T08:00:00Z')
  const expected = instant('2026-03-12T15:00:00Z')
  await carrier().record('dhl', [
    event('T1', { state: 'exception' }),
    event('T2', { state: 'exception' }),
    event('T2', { at: later }),
    event('T3', { expected }),
    event('T4', { expected }),
    event('T4', { state: 'delivered', at: later }),
  ])
  const found = await carrier().troubled(instant('2026-03-01T00:00:00Z'), 100)
  expect(found.filter((reference) => /^T/.test(reference)).toSorted()).toEqual(['T1', 'T3'])
})

test('what carriers told is forgotten a while after the end of a parcel, and not before', async () => {
  const old = instant('2026-01-02T08:00:00Z')
  await carrier().record('dhl', [
    event('F1', { at: old }),
    event('F1', { state: 'delivered', at: instant('2026-01-03T08:00:00Z') }),
    event('F2', { at: old }),
  ])
  expect(await carrier().forget(instant('2026-01-03T00:00:00Z'))).toBe(0)
  expect(await carrier().forget(instant('2026-01-04T00:00:00Z'))).toBe(2)
  expect([...(await carrier().newest(['F1', 'F2'])).keys()]).toEqual(['F2'])
})

test('a promise is kept as it was last asked, none as none', async () => {
  const account = newAccount()
  const [one, two] = [orderRef('P1'), orderRef('P2')]
  const by = instant('2026-03-12T15:00:00Z')
  await carrier().storePromise(account, one, null, now())
  await carrier().storePromise(account, one, by, now())
  await carrier().storePromise(account, two, null, now())
  expect(
    [...(await carrier().promises(account, [one, two, orderRef('P3')]))].map(([ref, { arriveBy }]) => [ref, arriveBy]),
  ).toEqual([
    [one, by],
    [two, null],
  ])
})

const delay = (account: AccountName, change: Partial<NewEffect> = {}): NewEffect => ({
  account,
  flow: 'notify',
  kind: 'delayed',
  dedupeKey: `delayed:${account}`,
  state: 'proposed',
  source: { model: 'sale.order', id: 7, createDate: instant('2026-03-01T08:00:00Z') },
  payload: { orderId: 7, delay: 1 },
  ...change,
})

test('a proposal is made once, follows what changes, and comes back after it was withdrawn', async () => {
  const account = newAccount()
  const first = await carrier().propose(delay(account))
  expect(first.outcome).toBe('new')
  expect(await carrier().propose(delay(account))).toEqual({ outcome: 'same', id: first.id })
  expect(await carrier().propose(delay(account, { payload: { orderId: 7, delay: 2 } }))).toMatchObject({
    outcome: 'changed',
  })
  expect(await carrier().openDelays(account)).toMatchObject([
    { id: first.id, state: 'proposed', payload: { delay: 2 } },
  ])
  expect(await carrier().withdraw(first.id, 'It left.')).toBe(true)
  expect(await carrier().withdraw(first.id, 'It left.')).toBe(false)
  expect(await store.outbox.effect(first.id)).toMatchObject({
    state: 'suppressed',
    reason: 'too_late',
    detail: 'It left.',
  })
  expect(await carrier().propose(delay(account))).toMatchObject({ outcome: 'changed', id: first.id })
  expect(await carrier().delaysOf(account, [7, 8])).toMatchObject([{ id: first.id, state: 'proposed', reason: null }])
})

test('what a person let go follows what changes too, and is neither proposed again nor taken from who sends it', async () => {
  const account = newAccount()
  const { id } = await carrier().propose(delay(account))
  await store.outbox.approve([id], 'Anna')
  await carrier().propose(delay(account, { payload: { orderId: 7, delay: 2 } }))
  expect(await store.outbox.effect(id)).toMatchObject({ state: 'planned', payload: { delay: 2 } })
  const claim = await store.outbox.claim({ flow: 'notify', account, state: 'planned' })
  expect(await carrier().withdraw(id, 'It left.')).toBe(false)
  expect(await carrier().propose(delay(account))).toMatchObject({ outcome: 'same' })
  await claim?.sending({})
  await claim?.done({})
  expect(await carrier().propose(delay(account))).toMatchObject({ outcome: 'same' })
  expect(await store.outbox.effect(id)).toMatchObject({ state: 'done' })
})

test('what a barrier stopped is not proposed again', async () => {
  const account = newAccount()
  const { id } = await carrier().propose(delay(account, { state: 'planned' }))
  const claim = await store.outbox.claim({ flow: 'notify', account, state: 'planned' })
  await claim?.suppress('too_late', '')
  expect(await carrier().propose(delay(account))).toMatchObject({ outcome: 'same', id })
})
