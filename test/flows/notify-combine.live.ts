import { describe, expect, test } from 'vitest'
import { SHOP, type ShopWorld, shopping } from './shop-world.ts'

let world: ShopWorld
const begin = async (options?: Parameters<typeof shopping>[0]): Promise<void> => {
  world = await shopping(options)
}

describe('parcels of the same hour', () => {
  const rows = () => world.store.outbox.list({ account: SHOP })
  const states = async () =>
    (await rows()).map(({ state, reason }) => (state === 'suppressed' ? reason : state)).toSorted()

  test('become one mail that tells of each, and each has its receipt', async () => {
    await begin({ combine: 'on' })
    const id = await world.orders('W1', { quantity: 3 })
    await world.ships('W1', 'a', 1)
    expect(await world.count()).toMatchObject({ sent: 0, waiting: 1 })
    world.clock.pass(600)
    await world.ships('W1', 'b', 1)
    expect(await world.count()).toMatchObject({ sent: 0, waiting: 2 })
    world.clock.pass(600)
    await world.ships('W1', 'c', 1)
    // All has left: nobody waits for the hour to end.
    expect(await world.count()).toMatchObject({ sent: 0, waiting: 3 })
    world.clock.pass(2400)
    expect(await world.count()).toMatchObject({ sent: 1, suppressed: { combined: 2 }, waiting: 0 })
    const [mail, ...others] = world.sink.mails()
    expect(others).toEqual([])
    for (const reference of ['Ra', 'Rb', 'Rc']) expect(mail?.text).toContain(reference)
    await world.pass('notify')
    expect((await world.notesOn(id)).filter((note) => note.includes('Ein weiteres Paket'))).toHaveLength(2)
    const told = await world.ports.odoo.receipts.done(await rows())
    expect(told.size).toBe(3)
  })

  test('one that leaves later than an hour goes by itself; so does everything where it is off', async () => {
    await begin({ combine: 'on' })
    await world.orders('W1', { quantity: 2 })
    await world.ships('W1', 'a', 1)
    await world.count()
    world.clock.pass(3601)
    await world.ships('W1', 'b', 1)
    expect(await world.count()).toMatchObject({ sent: 2, suppressed: {} })
  })

  test('a parcel to somebody else is told to him alone', async () => {
    await begin({ combine: 'on' })
    await world.orders('W1', { quantity: 2 })
    await world.clerk.customer({
      ...{ key: 'kim', name: 'Kim', email: 'kim@example.org', language: 'de_DE', country: 'DE' },
      ...{ street: 'Am Markt 1', zip: '04155', city: 'Leipzig' },
    })
    const kim = await world.clerk.find('kim')
    await world.ships('W1', 'a', 1)
    const { id } = await world.ships('W1', 'b', 1)
    world.odoo.state.write('stock.picking', [id], { partner_id: kim?.id })
    await world.count()
    world.clock.pass(120)
    await world.count()
    expect(world.sink.mails().map(({ to }) => to)).toEqual([['w1@example.org'], ['kim@example.org']])
  })

  test('killed between taking the parcels and sending, they stand in one mail all the same', async () => {
    await begin({ combine: 'on' })
    await world.orders('W1', { quantity: 2 })
    await world.ships('W1', 'a', 1)
    await world.ships('W1', 'b', 1)
    // The mail is put off: what stands in the ledger then is what a process leaves that dies before it sends.
    world.greylisted(1)
    await world.count()
    expect(await states()).toEqual(['combined', 'planned'])
    const [claim] = await world.store.outbox.claimSome({ flow: 'notify', account: SHOP, state: 'planned' }, 1)
    expect(claim).toBeUndefined()
    world.clock.pass(60)
    expect(await world.count()).toMatchObject({ sent: 1 })
    expect(world.sink.mails()).toHaveLength(1)
    for (const reference of ['Ra', 'Rb']) expect(world.sink.mails()[0]?.text).toContain(reference)
    expect(await states()).toEqual(['combined', 'done'])
  })

  test('who has claimed a parcel that another mail takes cannot send it any more', async () => {
    await begin({ combine: 'on' })
    await world.orders('W1', { quantity: 3 })
    await world.ships('W1', 'a', 1)
    await world.ships('W1', 'b', 1)
    await world.count()
    const planned = (await rows()).filter(({ state }) => state === 'planned')
    const [b, a] = planned
    if (a === undefined || b === undefined) throw new Error('no parcels')
    world.clock.pass(3700)
    const claims = await world.store.outbox.claimSome({ flow: 'notify', account: SHOP, state: 'planned' }, 2)
    const ofB = claims.find(({ effect }) => effect.id === b.id)
    expect(await world.store.ledger.barriers.combine(a.id, [b.id])).toEqual([b.id])
    expect(await ofB?.sending({})).toBe(false)
    // Being sent is too late to be taken.
    expect(await claims.find(({ effect }) => effect.id === a.id)?.sending({})).toBe(true)
    expect(await world.store.ledger.barriers.combine(b.id, [a.id])).toEqual([])
  })

  test('a mail whose confirmation was lost is sent again whole, once a person has looked', async () => {
    await begin({ combine: 'on' })
    await world.orders('W1', { quantity: 2 })
    await world.ships('W1', 'a', 1)
    await world.ships('W1', 'b', 1)
    world.sink.fail({ kind: 'lose-answer' }, 1)
    await world.count()
    world.clock.pass(60)
    await world.count()
    const [unknown] = await world.store.outbox.list({ state: 'unknown' })
    await world.store.outbox.resolve(unknown?.id ?? ('' as never), 'not-sent', 'Anna')
    await world.count()
    expect(world.sink.mails().map(({ text }) => ['Ra', 'Rb'].filter((ref) => text.includes(ref)).length)).toEqual([
      2, 2,
    ])
    expect(await states()).toEqual(['combined', 'done'])
  })

  test('where the leading one is not sent after all, the others are told by themselves', async () => {
    await begin({ combine: 'on' })
    await world.orders('W1', { quantity: 2 })
    const { id } = await world.ships('W1', 'a', 1)
    await world.ships('W1', 'b', 1)
    world.greylisted(1)
    await world.count()
    expect(await states()).toHaveLength(2)
    await world.clerk.returned({ key: 'r', picking: 'a' })
    expect(id).toBeGreaterThan(0)
    world.clock.pass(7200)
    await world.count()
    world.clock.pass(120)
    await world.count()
    expect(await states()).toEqual(['done', 'order_changed'])
    expect(world.sink.mails().map(({ text }) => text.includes('Rb'))).toEqual([true])
  })
})
