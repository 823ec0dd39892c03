import { describe, expect, test } from 'vitest'
import { type BarrierFacts, type BarrierRules, firstBarrier } from '../../src/domain/barriers.ts'
import { NOTIFICATION_KINDS, type NotificationKind } from '../../src/domain/notification.ts'
import { instant } from '../../src/domain/time.ts'

const now = instant('2026-03-05T09:00:00Z')

type Change = Omit<Partial<BarrierFacts>, 'recipient' | 'order'> & {
  readonly recipient?: Partial<BarrierFacts['recipient']>
  readonly order?: Partial<BarrierFacts['order']>
}

const facts = (kind: NotificationKind, { recipient, order, ...change }: Change = {}): BarrierFacts => ({
  kind,
  now,
  pickingId: kind === 'shipped' || kind === 'delivered' ? 9 : null,
  onItsWay: false,
  order: { state: 'sale', words: ['S00042', 'W1', 'maria@example.org'], ...order },
  recipient: { internal: false, business: false, blacklisted: false, bounces: 0, marks: new Set(), ...recipient },
  skipped: false,
  cases: [],
  goods: { returns: [], stillToLeave: 1 },
  refunded: false,
  told: [],
  ...change,
})

const rules: BarrierRules = { b2b: 'send', maxPerOrder: 8 }
const reason = (kind: NotificationKind, change: Change, rule: Partial<BarrierRules> = {}) =>
  firstBarrier(facts(kind, change), { ...rules, ...rule })?.reason
const stopped = (change: Change, rule: Partial<BarrierRules> = {}) =>
  NOTIFICATION_KINDS.filter((kind) => reason(kind, change, rule) !== undefined)

const marked = (mark: 'bounced' | 'objected' | 'erased'): BarrierFacts['recipient']['marks'] => new Set([mark])

const told = (kind: NotificationKind, change: Partial<BarrierFacts['told'][number]> = {}) =>
  ({ kind, state: 'done', updated: instant('2026-03-05T08:30:00Z'), pickingId: 9, ...change }) as const

test('nothing stands in the way of an ordinary order', () => {
  expect(stopped({})).toEqual([])
})

describe('who is never written to unasked', () => {
  test.each([
    ['erased', { recipient: { marks: marked('erased') } }, {}],
    ['test_order', {}, { testOrders: /^S000/ }],
    ['test_order', {}, { testOrders: /@example\.org$/ }],
    ['internal_partner', { recipient: { internal: true } }, {}],
    ['internal_partner', { skipped: true }, {}],
    ['b2b', { recipient: { business: true } }, { b2b: 'skip' }],
    ['bounced', { recipient: { marks: marked('bounced') } }, {}],
    ['bounced', { recipient: { bounces: 5 } }, {}],
    ['bounced', { recipient: { bounces: 1, blacklisted: true } }, {}],
    ['objected', { recipient: { marks: marked('objected') } }, {}],
    ['objected', { recipient: { blacklisted: true } }, {}],
    ['dispute_open', { cases: [{ type: 'claim', state: 'to_decide' }] }, {}],
    ['dispute_open', { cases: [{ type: 'dispute', state: 'announced' }] }, {}],
  ] as const)('%s stops every kind', (expected, change, rule) => {
    for (const kind of NOTIFICATION_KINDS) expect(reason(kind, change, rule)).toBe(expected)
  })

  test.each([
    ['a company, where companies are told', { recipient: { business: true } }, {}],
    ['a mail that came back once', { recipient: { bounces: 1 } }, {}],
    ['an order that no test rule fits', {}, { testOrders: /^TEST/ }],
    ['a claim that is over', { cases: [{ type: 'claim', state: 'closed' }] }, {}],
  ] as const)('not %s', (_what, change, rule) => {
    expect(stopped(change, rule)).toEqual([])
  })
})

describe('what has become of the order', () => {
  const ongoing = ['order_confirmed', 'payment_received', 'shipped', 'delayed', 'delivered']

  test('an open cancellation, and an order that is a quotation again, stop what speaks of it as going on', () => {
    expect(stopped({ cases: [{ type: 'cancellation', state: 'to_decide' }] })).toEqual(ongoing)
    expect(stopped({ order: { state: 'draft' } })).toEqual(ongoing)
    expect(reason('shipped', { order: { state: 'draft' } })).toBe('order_changed')
  })

  test('a return under way stops what is told of its goods', () => {
    expect(stopped({ cases: [{ type: 'return', state: 'announced' }] })).toEqual(['shipped', 'delayed', 'delivered'])
    const open = { goods: { returns: [{ ofPicking: 9, done: false }], stillToLeave: 1 } }
    expect(stopped(open)).toEqual(['shipped', 'delayed', 'delivered'])
    expect(reason('shipped', open)).toBe('return_open')
  })

  test('the return of one parcel leaves the others alone; one of which nobody knows the parcel does not', () => {
    const other = (ofPicking: number | null) => ({ goods: { returns: [{ ofPicking, done: false }], stillToLeave: 1 } })
    expect(reason('shipped', other(8))).toBeUndefined()
    expect(reason('shipped', other(null))).toBe('return_open')
  })

  test('a parcel that came back is not told as shipped, and its arrival comes too late', () => {
    const back = { goods: { returns: [{ ofPicking: 9, done: true }], stillToLeave: 0 } }
    expect(reason('shipped', back)).toBe('order_changed')
    expect(reason('delivered', back)).toBe('too_late')
    expect(reason('return_received', back)).toBeUndefined()
    expect(reason('refund_issued', back)).toBeUndefined()
  })

  test.each([
    ['delivered', { refunded: true }],
    ['shipped', { told: [told('delivered')] }],
    ['delayed', { goods: { returns: [], stillToLeave: 0 } }],
    ['delayed', { onItsWay: true, told: [told('delivered')] }],
  ] as const)('%s comes too late: %o', (kind, change) => {
    expect(reason(kind, change)).toBe('too_late')
  })

  test.each([
    ['the arrival of another parcel', 'shipped', { told: [told('delivered', { pickingId: 8 })] }],
    ['an arrival that was not told after all', 'shipped', { told: [told('delivered', { state: 'suppressed' })] }],
    ['a parcel late on its way', 'delayed', { onItsWay: true, goods: { returns: [], stillToLeave: 0 } }],
    ['an Odoo without stock', 'delayed', { goods: undefined }],
  ] as const)('%s makes nothing late', (_what, kind, change) => {
    expect(reason(kind, change)).toBeUndefined()
  })
})

describe('not too many', () => {
  test('so many mails about an order and no more; what was not sent does not count', () => {
    const parcels = Array.from({ length: 8 }, (_, index) => told('shipped', { pickingId: 100 + index }))
    expect(reason('shipped', { told: parcels })).toBe('too_many')
    expect(reason('shipped', { told: parcels }, { maxPerOrder: 9 })).toBeUndefined()
    expect(reason('shipped', { told: [...parcels.slice(1), told('shipped', { state: 'failed' })] })).toBeUndefined()
  })

  test('two delays within an hour are one too many, two payments are two', () => {
    expect(reason('delayed', { told: [told('delayed')] })).toBe('too_many')
    expect(reason('delayed', { told: [told('delayed', { updated: instant('2026-03-05T08:00:00Z') })] })).toBeUndefined()
    expect(reason('payment_received', { told: [told('payment_received')] })).toBeUndefined()
  })
})
