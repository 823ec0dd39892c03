import { afterEach, beforeEach, expect, test } from 'vitest'
import { carrierProbes } from '../../src/commands/doctor/carriers.ts'
import type { Patient } from '../../src/commands/doctor/patient.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import type { Store } from '../../src/ledger/store.ts'
import { WorldClock } from '../flows/world.ts'
import { memoryStore, silent } from '../ledger/database.ts'

const clock = new WorldClock('2026-03-11T09:00:00Z')
let store: Store
beforeEach(async () => {
  store = await memoryStore({ clock, log: silent })
})
afterEach(() => store.close())

const KEY = { access: { dhl: { settings: {}, dailyCalls: 250 } } }

async function findings(
  carriers?: object,
): Promise<readonly { name: string; ok: boolean; level: string; detail: string }[]> {
  const settings = { ...(carriers === undefined ? {} : { carriers }), publicUrl: 'https://care.example.com' }
  const patient = { settings, store, clock } as unknown as Patient
  return (await Promise.all(carrierProbes(patient).map(({ run }) => run()))).flat()
}

test('without a key or a secret nothing is wrong, and doctor says what is missing', async () => {
  const found = await findings()
  expect(found.map(({ ok, level, detail }) => [ok, level, /DHL_API_KEY|CARRIER_WEBHOOK_SECRET/.test(detail)])).toEqual([
    [true, 'error', true],
    [true, 'error', true],
  ])
})

test('with a key the calls of today are shown, with a secret the address', async () => {
  for (let calls = 0; calls < 3; calls += 1) await store.ledger.carrier.takeCall('dhl', '2026-03-11', 250, clock.now())
  const [dhl, hook] = await findings({ ...KEY, webhookSecret: 'secret' })
  expect(dhl?.detail).toContain('3 of 250 calls of 2026-03-11 (UTC) are used')
  expect(hook?.detail).toBe('https://care.example.com/webhooks/carrier/<name>')
})

test('what DHL refused is a warning until it is asked again', async () => {
  await store.ledger.carrier.block('dhl', plusSeconds(clock.now(), 3600), 'DHL refuses the key (401).')
  expect((await findings(KEY))[0]).toMatchObject({
    ok: false,
    level: 'warning',
    detail: expect.stringContaining('refuses the key') as string,
  })
  clock.pass(3601)
  expect((await findings(KEY))[0]).toMatchObject({ ok: true })
})
