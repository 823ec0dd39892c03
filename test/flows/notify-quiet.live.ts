import { describe, expect, test } from 'vitest'
import { quietHours } from '../../src/domain/quiet-hours.ts'
import { wouldNotify } from '../../src/flows/notify-dry-run.ts'
import { type ShopWorld, shopping } from './shop-world.ts'

let world: ShopWorld
const begin = async (options?: Parameters<typeof shopping>[0]): Promise<void> => {
  world = await shopping(options)
}

describe('quiet hours and holidays', () => {
  // The world begins on Monday, 2 March 2026, at 10:00 in Berlin.
  test('what can wait leaves when it is day where the buyer is, and is no attempt; a dry run says so', async () => {
    const hours = quietHours('21:00-08:00')
    if (hours === undefined) throw new Error('no hours')
    await begin({ notify: ['order_confirmed', 'shipped'], quietHours: hours })
    world.clock.pass(12 * 3600)
    const [german, american] = [await world.orders('W1'), await world.orders('W2', { country: 'US' })]
    await world.ships('W1')
    await world.ships('W2')
    const would = (await wouldNotify(world.accounts, world.ports)).would.map(({ kind, verdict, sentence: why }) => [
      kind,
      verdict,
      why,
    ])
    expect(would).toContainEqual(['shipped', 'later', expect.stringContaining('Quiet hours')])
    // 22:00 in Berlin is the afternoon in America: what the law demands goes everywhere, the parcel there.
    expect(await world.count()).toMatchObject({ sent: 3, waiting: 1 })
    expect(await world.became(german)).toEqual({ order_confirmed: 'done', shipped: 'planned' })
    expect(await world.became(american)).toEqual({ order_confirmed: 'done', shipped: 'done' })
    const [waiting] = await world.store.outbox.list({ state: 'planned' })
    expect(waiting).toMatchObject({ attempts: 0, reason: null, notBefore: '2026-03-03T07:00:00.000Z' })
    expect(waiting?.detail).toContain('DE')
    // Nothing of it is late, so nobody is woken.
    world.clock.pass(8 * 3600)
    const overdue = await world.store.outbox.troubles({ failedDays: 7, overdueSeconds: 900 })
    expect(overdue).toEqual([])
    world.clock.pass(2 * 3600)
    expect(await world.count()).toMatchObject({ sent: 1, waiting: 0 })
  })

  test('on a holiday of the buyer’s country nothing leaves that can wait, and what grew too old meanwhile is not told', async () => {
    await begin({ quietHolidays: true, notifyMaxAgeHours: 12 })
    // Austria's national holiday, a Monday; none in Germany.
    world.clock.pass((Date.parse('2026-10-26T08:00:00Z') - Date.parse(world.clock.now())) / 1000)
    const [here, there] = [await world.orders('W1'), await world.orders('W2', { country: 'AT' })]
    await world.ships('W1')
    await world.ships('W2')
    expect(await world.count()).toMatchObject({ sent: 1, waiting: 1 })
    expect(await world.became(here)).toEqual({ shipped: 'done' })
    world.clock.pass(24 * 3600)
    await world.count()
    expect(await world.became(there)).toEqual({ shipped: 'too_old' })
  })
})

test('an Odoo that was away for three days: what is too old is listed as such, the rest is told once', async () => {
  await begin({ notify: ['order_confirmed', 'shipped'] })
  const old = await world.orders('W1')
  await world.count()
  await world.ships('W1')
  await world.odoo.stop()
  for (let hour = 0; hour < 3; hour += 1) {
    expect(await world.count()).toMatchObject({ ok: false })
    world.clock.pass(24 * 3600 + 600)
  }
  await world.odoo.start()
  const fresh = await world.orders('W2')
  await world.ships('W2')
  await world.count()
  await world.count()
  expect(await world.became(old)).toEqual({ order_confirmed: 'done', shipped: 'too_old' })
  expect(await world.became(fresh)).toEqual({ order_confirmed: 'done', shipped: 'done' })
  expect(world.sink.mails()).toHaveLength(3)
})
