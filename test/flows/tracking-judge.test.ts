import { describe, expect, test } from 'vitest'
import { lineId, type ParcelLook } from '../../src/domain/shipment.ts'
import type { TrackingEffect } from '../../src/flows/tracking-effects.ts'
import { judgeBefore, judgeLoss } from '../../src/flows/tracking-judge.ts'

const line = lineId('11')
const effect = (result: Record<string, unknown> = {}) =>
  ({ payload: { line, reference: 'R1' }, result }) as unknown as Pick<TrackingEffect, 'payload' | 'result'>
const known = (ours: readonly string[] = [], told: readonly string[] = []) => ({
  byLine: new Map([[line, ours]]),
  told: new Set(told),
})
const absent: ParcelLook = { kind: 'absent' }
const hidden: ParcelLook = { kind: 'hidden' }
const stored: ParcelLook = { kind: 'stored' }
const other = (reference: string): ParcelLook => ({ kind: 'different', stored: reference })

describe('before a parcel is handed over', () => {
  test.each([
    ['nothing is there', absent, effect(), known(), 'push'],
    ['it is there', stored, effect(), known(), 'done'],
    ['the line went by us with another number', hidden, effect(), known(['R0']), 'push'],
    ['the line went by somebody else', hidden, effect(), known(), 'elsewhere'],
    ['a receipt of the delivery stands in Odoo', hidden, effect(), known([], ['R1']), 'done'],
    ['it was open before an earlier try', hidden, effect({ before: absent }), known(), 'done'],
    ['another number of ours is shown', other('R0'), effect(), known(['R0']), 'push'],
    ['a strange number is shown', other('R0, X9'), effect(), known(['R0']), 'elsewhere'],
  ] as const)('%s', (_what, seen, row, facts, kind) => {
    expect(judgeBefore(seen, row, facts, { byPerson: false }).kind).toBe(kind)
  })

  test('a person who tries again hands over a further parcel', () => {
    expect(judgeBefore(hidden, effect(), known(), { byPerson: true }).kind).toBe('push')
    expect(judgeBefore(other('X9'), effect(), known(), { byPerson: true }).kind).toBe('push')
  })
})

describe('after the confirmation was lost', () => {
  test.each([
    ['it is there', stored, absent, 'arrived'],
    ['nothing is there', absent, absent, 'missing'],
    ['open before, sent now', hidden, absent, 'arrived'],
    ['sent before and now', hidden, hidden, 'unclear'],
    ['the number of before', other('R0'), other('R0'), 'missing'],
    ['open before, another number now', other('X9'), absent, 'arrived'],
    ['one number before, another now', other('X9'), other('R0'), 'unclear'],
  ] as const)('%s', (_what, after, before, kind) => {
    expect(judgeLoss(after, before).kind).toBe(kind)
  })
})
