import { expect, test } from 'vitest'
import { SHOP, shopping } from './shop-world.ts'

test('a service that stops begins no further mail, however many are due; they wait for its next start', async () => {
  const world = await shopping()
  for (let order = 1; order <= 5; order += 1) {
    await world.orders(`W${String(order)}`)
    await world.ships(`W${String(order)}`)
  }
  await world.ports.mailer.close()
  expect(await world.count()).toMatchObject({ sent: 0, failed: 0, unknown: 0, waiting: 5, ok: false })
  expect(world.sink.mails()).toEqual([])
  const rows = await world.store.outbox.list({ account: SHOP })
  expect(rows.map(({ state, attempts }) => `${state} ${String(attempts)}`)).toEqual(Array(5).fill('planned 0'))
})
