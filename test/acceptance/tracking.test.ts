import { expect, test } from 'vitest'
import { orderRef } from '../../src/domain/ids.ts'
import { passingMishaps } from './mishaps.ts'
import { lacks, promises } from './subjects.ts'
import { aParcel, order, references, sold, tracking } from './trade.ts'
import { failure, kinds, ORDER, outcome } from './world.ts'

promises('takes tracking references', 'tracking.push', (subject) => {
  test('for the lines it shows, each with its article', async () => {
    const world = await sold(subject)
    const lines = await tracking(world).lines(order)
    expect(lines.map(({ id }) => id).toSorted()).toEqual([...world.lineIds].toSorted())
    const pieces = (sku: string) =>
      lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0)
    expect([pieces('CUP'), pieces('JUG')]).toEqual([2, 1])
    expect(lines.find(({ sku }) => sku === 'CUP')?.eans).toEqual(['4006381333931'])
    for (const line of lines) expect(line).toMatchObject({ order, state: 'open', sentByMarketplace: false })
    expect(await tracking(world).lines(orderRef('MNOBODY'))).toEqual([])
  })

  test('and names its carriers, asked for once', async () => {
    const world = await sold(subject)
    expect((await tracking(world).carriers()).length).toBeGreaterThan(0)
    const before = world.calls.length
    await tracking(world).carriers()
    expect(world.calls.length).toBe(before)
  })

  test('and shows what it stored', async () => {
    const world = await sold(subject)
    const parcel = await aParcel(world)
    expect(await tracking(world).look(parcel)).toEqual({ kind: 'absent' })
    await tracking(world).push(parcel)
    expect(references(world)).toEqual([parcel.reference])
    expect(['stored', 'hidden']).toContain((await tracking(world).look(parcel)).kind)
    expect((await tracking(world).lines(order)).find(({ id }) => id === parcel.line)?.state).toBe('sent')
  })

  test('a second parcel of the same line beside the first', async () => {
    const world = await sold(subject)
    const first = await aParcel(world)
    await tracking(world).push(first)
    await tracking(world).push({ ...first, reference: '00340434161094019999' })
    expect(references(world).toSorted()).toEqual([first.reference, '00340434161094019999'])
  })

  test('but no carrier that it does not know', async () => {
    const world = await sold(subject)
    const parcel = { ...(await aParcel(world)), carrier: 'Brieftaube & Söhne' }
    expect(await failure(tracking(world).push(parcel))).toMatchObject({ kind: 'permanent', systemic: false })
    expect(references(world)).toEqual([])
  })

  test('and an answer lost after it was accepted is unknown, and found by looking', async () => {
    const world = await sold(subject)
    const parcel = await aParcel(world)
    const from = world.middle.exchanges.length
    await tracking(world).push(parcel)
    const last = world.middle.exchanges.length - 1 - from
    const again = await sold(subject)
    const same = await aParcel(again)
    const first = again.middle.exchanges.length
    again.middle.setMishap(({ index }) => (index === first + last ? { kind: 'lose-answer' } : undefined))
    expect(await failure(tracking(again).push(same))).toMatchObject({ kind: 'unknown' })
    expect(references(again)).toEqual([same.reference])
    expect(['stored', 'hidden']).toContain((await tracking(again).look(same)).kind)
  })

  test.each(Object.entries(passingMishaps))('and %s with any request of a push is told truly', async (_, mishap) => {
    const rehearsal = await sold(subject)
    const parcel = await aParcel(rehearsal)
    const from = rehearsal.middle.exchanges.length
    await tracking(rehearsal).push(parcel)
    for (const { request } of kinds(rehearsal.middle.exchanges.slice(from))) {
      const world = await sold(subject)
      const same = await aParcel(world)
      world.middle.setMishap(({ index }) => (index === request.index ? mishap : undefined))
      const fault = await outcome(tracking(world).push(same))
      const times = references(world).length
      if (fault === undefined) expect(times).toBe(1)
      else if (fault.kind === 'unknown') expect(times).toBeLessThanOrEqual(1)
      else expect(times).toBe(0)
    }
  })

  test('and money goes back only by its own words', async ({ skip }) => {
    const { moneyReasons } = subject.manifest
    skip(moneyReasons === undefined, lacks(subject, 'money.return') ?? 'no reasons')
    const world = await sold(subject)
    const [line, other] = await tracking(world).lines(order)
    const { money } = world.connector
    if (!line || !other || !money || !moneyReasons)
      throw new Error('an order of three pieces and the means to pay back')
    const [refund = ''] = moneyReasons.refund
    const [cancel = ''] = moneyReasons.cancel
    await money.refund(line.id, { amount: { minor: 500, currency: 'EUR' }, reason: refund })
    await money.cancel(other.id, cancel)
    const shown = world.trade.lines(ORDER)
    expect(shown.find(({ id }) => id === line.id)?.refundedMinor).toBe(500)
    expect(shown.find(({ id }) => id === other.id)?.cancelReason).toBe(cancel)
    const wrong = money.refund(line.id, { amount: { minor: 500, currency: 'EUR' }, reason: 'aus Kulanz' })
    expect(await failure(wrong)).toMatchObject({ kind: 'permanent' })
    expect(world.trade.lines(ORDER).find(({ id }) => id === line.id)?.refundedMinor).toBe(500)
  })
})
