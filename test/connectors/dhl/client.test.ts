import { afterEach, beforeEach, expect, test } from 'vitest'
import { pino } from 'pino'
import dhl from '../../../connectors/dhl/index.ts'
import { openCarrier } from '../../../src/carriers.ts'
import type { CarrierSandbox } from '../../../src/kit/carrier.ts'
import { instant } from '../../../src/domain/time.ts'
import { WorldClock } from '../../flows/world.ts'

const clock = new WorldClock('2026-03-11T09:00:00Z')
let sandbox: CarrierSandbox
beforeEach(async () => {
  const start = await dhl.sandbox?.()
  if (start === undefined) throw new Error('no sandbox')
  sandbox = await start({ now: () => clock.now() })
})
afterEach(() => sandbox.close())

const opened = (key = sandbox.settings['DHL_API_KEY'] ?? '') =>
  openCarrier(
    dhl,
    { settings: { DHL_API_KEY: key }, baseUrl: sandbox.baseUrl },
    { clock, log: pino({ level: 'silent' }) },
  )

test('a parcel’s events come oldest first, with the expected day on the newest', async () => {
  const reference = '00340434161094042557'
  const expected = instant('2026-03-12T15:00:00Z')
  sandbox.happens({ reference, state: 'announced', at: instant('2026-03-10T08:00:00Z') })
  sandbox.happens({ reference, state: 'moving', at: instant('2026-03-10T20:00:00Z'), expected, description: 'Leipzig' })
  expect(await opened().events(reference)).toEqual({
    kind: 'known',
    events: [
      { reference, state: 'announced', at: '2026-03-10T08:00:00.000Z' },
      { reference, state: 'moving', at: '2026-03-10T20:00:00.000Z', expected, description: 'Leipzig' },
    ],
  })
})

test('a reference that DHL does not know is no fault', async () => {
  expect(await opened().events('R404')).toEqual({ kind: 'unknown' })
})

test.each([
  { status: 401, kind: 'misconfigured', systemic: true },
  { status: 403, kind: 'misconfigured', systemic: true },
  { status: 302, kind: 'misconfigured', systemic: true },
  { status: 429, kind: 'retryable', systemic: true, afterSeconds: 3600 },
  { status: 503, kind: 'retryable', systemic: true },
  { status: 400, kind: 'permanent', systemic: false },
])('$status is $kind, and asked once', async ({ status, ...fault }) => {
  sandbox.fail({ path: /shipments/, times: 1, how: { kind: 'status', status } })
  await expect(opened().events('R1')).rejects.toMatchObject(fault)
  expect(sandbox.requests()).toHaveLength(1)
})

test.each([
  ['60', 3600],
  ['7200', 7200],
  ['999999', 86_400],
])('DHL asks to wait %s s: it is waited, an hour at least and a day at most', async (asked, afterSeconds) => {
  const headers = { 'retry-after': asked }
  sandbox.fail({ path: /shipments/, times: 1, how: { kind: 'status', status: 429, headers } })
  await expect(opened().events('R1')).rejects.toMatchObject({ afterSeconds })
})

test('half an answer is asked for again later, a cut one too; neither tells the key', async () => {
  sandbox.happens({ reference: 'R1', state: 'moving', at: instant('2026-03-10T08:00:00Z') })
  sandbox.fail({ path: /shipments/, times: 1, how: { kind: 'cut-json' } })
  await expect(opened().events('R1')).rejects.toMatchObject({ kind: 'retryable', systemic: false })
  sandbox.fail({ path: /shipments/, times: 1, how: { kind: 'cut' } })
  await expect(opened().events('R1')).rejects.toMatchObject({ kind: 'retryable', systemic: true })
  await expect(opened('sandbox-other').events('R1')).rejects.toThrow(/^(?!.*sandbox-other)/)
})

test('calls keep a distance of five seconds', async () => {
  const carrier = opened()
  const started = Date.parse(clock.now())
  for (const reference of ['R1', 'R2', 'R3']) await carrier.events(reference)
  expect(Date.parse(clock.now()) - started).toBe(10_000)
})

test.each(['DHL', 'DHL Paket', 'dhl express', 'Deutsche Post', 'Versand mit DHL'])('%s in Odoo is DHL', (name) => {
  expect(dhl.matches(name)).toBe(true)
})
test.each(['DPD', 'Hermes', 'Abholung', 'UPS'])('%s in Odoo is not', (name) => {
  expect(dhl.matches(name)).toBe(false)
})
