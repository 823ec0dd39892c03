import { expect, onTestFinished, test } from 'vitest'
import { createAlarms } from '../../src/flows/alarms.ts'
import { startHook } from '../alarms/hook.ts'
import { mailWorld } from './mail-world.ts'

test('a flooded mailbox is told once, and the all-clear a day after its last mail', async () => {
  const world = await mailWorld()
  const hook = await startHook()
  onTestFinished(() => hook.close())
  const alarms = createAlarms({
    ports: world.ports,
    accounts: [world.shop],
    reach: { timeZone: 'UTC', webhook: hook.url },
    afterSeconds: 1800,
  })
  const told = async (): Promise<readonly string[]> => {
    await alarms.round([])
    return hook.calls().flatMap(({ body }) => (body['alarm'] === 'mail_flood' ? [String(body['state'])] : []))
  }
  for (let n = 0; n < 101; n += 1) world.arrives({ text: `Nummer ${String(n)}` })
  await world.run('mirror')
  expect(await told()).toEqual(['open'])
  world.clock.pass(3600)
  expect(await told()).toEqual(['open'])
  world.clock.pass(24 * 3600)
  await told()
  world.clock.pass(1800)
  expect(await told()).toEqual(['open', 'cleared'])
})
