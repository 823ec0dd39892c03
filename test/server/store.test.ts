import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../src/kit/system-clock.ts'
import type { Effect } from '../../src/domain/effect.ts'
import type { NewEffect } from '../../src/domain/effect.ts'
import { accountName } from '../../src/domain/ids.ts'
import { instant } from '../../src/domain/time.ts'
import type { Claim } from '../../src/ledger/ports.ts'
import type { JobOutcome } from '../../src/schedule/job.ts'
import { startSchedule } from '../../src/schedule/schedule.ts'
import { createMetrics } from '../../src/server/metrics.ts'
import { emptyStore, silent, type TestStore } from '../ledger/database.ts'
import { given, shop, type World } from './world.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost', host: 'localhost' }
const account = accountName('shop')
let store: TestStore
let world: World

beforeAll(async () => {
  store = await emptyStore()
  const { ledger, outbox, clock } = store
  const metrics = createMetrics({
    version: '1.2.3',
    accounts: [shop],
    ledger,
    outbox,
    alarms: () => ledger.alarms(),
    overdueSeconds: 1800,
  })
  const options = { accounts: [shop], ledger, outbox, now: () => clock.now(), metricsRegistry: metrics.registry }
  world = await given(options)
})

afterAll(async () => {
  await world.server.close()
  await store.close()
})

const read = async (url: string): Promise<string> => (await world.server.inject(url)).body

async function becomes(dedupeKey: string, settle: (claim: Claim) => Promise<boolean>): Promise<Effect> {
  const mail: NewEffect = { account, flow: 'notify', kind: 'shipped', dedupeKey, state: 'planned', payload: {} }
  await store.outbox.plan([mail])
  const claim = await store.outbox.claim({ flow: 'notify', account, state: 'planned' })
  if (claim === undefined) throw new Error('nothing was to be claimed')
  await settle(claim)
  const effect = await store.outbox.find(dedupeKey)
  if (effect === undefined) throw new Error('the effect is gone')
  return effect
}

test('what the ledger keeps is on the pages and in the figures', async () => {
  const suppressed = await becomes('a', (claim) => claim.suppress('no_address', 'The order has no address.'))
  await becomes('b', (claim) => claim.fail('The mail server refuses the sender (550).'))
  await store.ledger.pauseAccount(account, store.clock.in(600), 'The mail server refuses us.')
  const overview = await read('/console')
  expect(overview).toContain('The mail server refuses the sender (550).')
  expect(overview).toContain('The mail server refuses us.')
  expect(await read('/console/effects?view=suppressed')).toContain('There is no e-mail address to send to.')
  expect(await read(`/console/effects/${suppressed.id}`)).toContain('The order has no address.')
  const figures = await read('/metrics')
  expect(figures).toMatch(/effects\{.*state="failed".*\} 1/)
  expect(figures).toMatch(/account_paused\{account="shop"\} 1/)
})

test('a person settles in the console what nobody else can', async () => {
  const effect = await becomes('c', async (claim) => {
    await claim.sending({})
    return claim.unknown('The connection broke after the text was sent.')
  })
  expect(await read(`/console/effects/${effect.id}`)).toContain('It did not arrive')
  const decide = (decision: string) =>
    world.server.inject({
      method: 'POST',
      url: `/console/effects/${effect.id}/resolve`,
      headers: FORM,
      payload: `decision=${decision}`,
    })
  expect((await decide('not-sent')).statusCode).toBe(303)
  expect((await store.outbox.effect(effect.id))?.state).toBe('planned')
  expect((await decide('sent')).statusCode).toBe(409)
})

test('an effect that there never was is not found', async () => {
  expect((await world.server.inject('/console/effects/abc')).statusCode).toBe(404)
  expect((await world.server.inject('/console/effects/99999999')).statusCode).toBe(404)
})

test('of two replicas that start after a downtime, one makes the missed run up', async () => {
  const cron = '0 0 1 1 *'
  await store.ledger.claimRun('yearly', instant('2020-01-01T00:00:00.000Z'))
  const ran: string[] = []
  const outcome: JobOutcome = { ok: true, result: [{ account, received: 3 }] }
  const ended = Promise.withResolvers()
  const start = (name: string) =>
    startSchedule({
      jobs: [{ name: 'yearly', cron, run: async () => (ran.push(name), outcome) }],
      ledger: store.ledger,
      clock: systemClock,
      timeZone: 'UTC',
      log: silent,
      onOutcome: ended.resolve,
    })
  const replicas = [start('one'), start('two')]
  await ended.promise
  await Promise.all(replicas.map((replica) => replica.stop()))
  expect(ran.length).toBe(1)
  const [newest] = await store.ledger.lastRuns(1, 'yearly')
  expect(newest).toMatchObject({ job: 'yearly', ok: true, result: [{ received: 3 }] })
  expect(await read('/console/runs')).toContain('<b>3</b> received')
})
