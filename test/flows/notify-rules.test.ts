import { describe, expect, test } from 'vitest'
import { instant } from '../../src/domain/time.ts'
import {
  confirmed,
  goodsCameBack,
  moneyCame,
  parcelArrived,
  parcelLeft,
  refunded,
  sameKeys,
  toEffect,
  tooOld,
  withdrawn,
} from '../../src/flows/notify-rules.ts'
import { account, order, picking, refund } from './samples.ts'

const line = instant('2026-01-01T00:00:00Z')
const plan = (now: string, change: { must?: boolean; startLine?: string } = {}) => ({
  account: account(),
  startLine: change.startLine === undefined ? line : instant(change.startLine),
  now: instant(now),
  must: change.must ?? false,
})

describe('what happens in Odoo and when it may be told', () => {
  test('only a confirmed order is an order confirmation', () => {
    expect(confirmed(order()).map(({ kind }) => kind)).toEqual(['order_confirmed'])
    expect(confirmed(order({ state: 'draft' }))).toEqual([])
    expect(confirmed(order({ state: 'cancel' }))).toEqual([])
  })

  test('a parcel with a tracking reference is told at once, one without waits for it', () => {
    const due = (change: Parameters<typeof picking>[0]) =>
      parcelLeft(picking(change), account()).find(({ kind }) => kind === 'shipped')?.dueAt
    expect(due({})).toBe('2026-03-06T14:00:00.000Z')
    expect(due({ trackingRef: null })).toBe('2026-03-06T15:00:00.000Z')
  })

  // 6 March 2026 is a Friday; the clocks change on 29 March.
  test.each([
    ['DHL', '2026-03-06T14:00:00Z', '2026-03-10T14:00:00.000Z', 'two working days over a weekend'],
    ['UPS', '2026-03-06T14:00:00Z', '2026-03-11T14:00:00.000Z', 'the rule for all others'],
    ['DHL', '2026-03-27T14:00:00Z', '2026-03-31T13:00:00.000Z', 'the same hour of the day across the clock change'],
  ])('%s from %s is due %s: %s', (carrier, doneAt, due) => {
    const told = parcelLeft(picking({ carrier, doneAt: instant(doneAt) }), account()).find(
      ({ kind }) => kind === 'delivered',
    )
    expect(told).toMatchObject({ dueAt: due, payload: { basis: 'transit' } })
  })

  test('a delivery fact is told as a fact, under the same key as the expectation', () => {
    const expected = parcelLeft(picking(), account()).find(({ kind }) => kind === 'delivered')
    const fact = parcelArrived(picking(), instant('2026-03-08T10:00:00Z'))
    expect(fact).toMatchObject({ dueAt: '2026-03-08T10:00:00.000Z', payload: { basis: 'fact' } })
    const keys = [expected, fact].map(
      (happening) => happening && toEffect(happening, plan('2026-03-08T10:00:00Z')).dedupeKey,
    )
    expect(keys[0]).toBe(keys[1])
  })

  test('a credit note is told when money left, and never when it only cancelled an unpaid invoice', () => {
    expect(refunded(refund())).toMatchObject([{ kind: 'refund_issued', dueAt: '2026-03-09T12:00:00.000Z' }])
    expect(refunded(refund({ settled: false }))).toEqual([])
    const [unpaid] = refunded(refund({ paidOut: { minor: 0, currency: 'EUR' }, paidAt: null }))
    expect(unpaid && toEffect(unpaid, plan('2026-03-09T13:00:00Z'))).toMatchObject({
      state: 'suppressed',
      reason: 'no_money_returned',
    })
  })
})

describe('what is planned and what is not', () => {
  const [happening] = confirmed(order())
  if (happening === undefined) throw new Error('no happening')

  test.each([
    ['2026-03-02T09:05:00Z', {}, 'planned', undefined],
    ['2026-03-05T09:00:00Z', {}, 'planned', undefined],
    ['2026-03-05T09:00:01Z', {}, 'suppressed', 'too_old'],
    ['2026-04-05T09:00:00Z', { must: true }, 'planned', undefined],
    ['2026-03-02T09:05:00Z', { startLine: '2026-03-02T09:00:01Z' }, 'suppressed', 'before_go_live'],
    ['2026-03-02T09:05:00Z', { startLine: '2026-03-02T09:00:01Z', must: true }, 'suppressed', 'before_go_live'],
  ])('at %s with %o it is %s', (now, change, state, reason) => {
    const effect = toEffect(happening, plan(now, change))
    expect([effect.state, effect.reason]).toEqual([state, reason])
  })

  test('a reissued record id is another notification', () => {
    const [other] = confirmed(order({ createDate: instant('2026-03-01T08:00:00Z') }))
    const key = (one: typeof happening | undefined) => one && toEffect(one, plan('2026-03-02T09:05:00Z')).dedupeKey
    expect(key(other)).not.toBe(key(happening))
  })

  test('no age limit means no age limit', () => {
    const { notifyMaxAgeHours: limit, ...unlimited } = account()
    expect(limit).toBe(72)
    expect(tooOld(instant('2020-01-01T00:00:00Z'), instant('2026-01-01T00:00:00Z'), unlimited, { must: false })).toBe(
      false,
    )
  })
})

describe('money, returned goods and withdrawals', () => {
  const at = instant('2026-03-09T12:00:00Z')
  const transaction = { model: 'payment.transaction', id: 3, createDate: at } as const
  const payment = { model: 'account.payment', id: 9, createDate: at, orderId: 42, at, knownAt: at, same: [] } as const

  test('a payment is told for each order it is for, an online payment and the payment made of it once', () => {
    const context = plan('2026-03-09T12:00:01Z')
    const key = (order: number) => toEffect(moneyCame({ ...payment, orderId: order }), context).dedupeKey
    expect(key(42)).not.toBe(key(43))
    const online = toEffect(moneyCame({ ...payment, ...transaction }), context).dedupeKey
    expect(sameKeys(account(), moneyCame({ ...payment, same: [transaction] }))).toEqual([online])
  })

  test('go-live looks at when the money came, the age at when Odoo knew whose it is', () => {
    const late = moneyCame({ ...payment, knownAt: instant('2026-03-20T12:00:00Z') })
    const before = toEffect(late, plan('2026-03-20T12:00:00Z', { startLine: '2026-03-10T00:00:00Z' }))
    expect(before).toMatchObject({ state: 'suppressed', reason: 'before_go_live' })
    expect(toEffect(late, plan('2026-03-20T12:00:00Z')).state).toBe('planned')
    expect(toEffect(late, plan('2026-03-24T12:00:00Z'))).toMatchObject({ reason: 'too_old' })
  })

  test('what was never delivered by us is no return', () => {
    const goods = { model: 'stock.picking', id: 7, createDate: at, name: 'WH/IN/7', orderId: 42, doneAt: at } as const
    const back = { ...goods, items: [], delivery: null }
    expect(goodsCameBack({ ...back, cameBack: true }).map(({ kind }) => kind)).toEqual(['return_received'])
    expect(goodsCameBack({ ...back, cameBack: false })).toEqual([])
  })

  test('each declaration of an order has its receipt, the same one has one in every ledger; it is never too old', () => {
    const { model, id, createDate } = order()
    const fact = { order: { model, id, createDate }, at, text: 'Ich widerrufe.', name: null }
    const receipt = (change: object) =>
      toEffect(withdrawn({ ...fact, ...change }), plan('2026-06-01T00:00:00Z', { must: true }))
    expect(receipt({}).state).toBe('planned')
    expect(receipt({}).dedupeKey).toBe(receipt({}).dedupeKey)
    expect(receipt({ text: 'Doch nicht.' }).dedupeKey).not.toBe(receipt({}).dedupeKey)
  })
})
