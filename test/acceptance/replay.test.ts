import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../../src/commands/record/listen.ts'
import type { Heard } from '../../src/commands/record/listen.ts'
import { startTape } from '../../src/commands/record/tape.ts'
import { accountName } from '../../src/domain/ids.ts'
import { plusSeconds } from '../../src/domain/time.ts'
import type { Clock, Instant } from '../../src/domain/time.ts'
import { createHttp } from '../../src/kit/http-client.ts'
import { inMemory } from '../../src/kit/tokens.ts'
import { handClock } from '../kit/clock.ts'
import { startReplay } from './replay.ts'
import { promises } from './subjects.ts'
import type { Subject } from './subjects.ts'
import { BUYER, ORDER, shop } from './world.ts'

const PAUSE_SECONDS = 60

/** Reads what there is, pass after pass, as `record` does. */
async function heard(
  subject: Subject,
  baseUrl: string,
  settings: Readonly<Record<string, string>>,
  clock: Clock,
  more: {
    readonly until: Instant
    readonly folder?: string
  },
): Promise<Heard> {
  const http = createHttp({ account: accountName('acceptance'), allowedHosts: [], baseUrl, clock })
  const tape = more.folder === undefined ? undefined : startTape(more.folder)
  const ports = { http: tape?.tapped(http, baseUrl) ?? http, clock, baseUrl, tokenKeep: inMemory() }
  const connector = subject.open(subject.config.parse(settings), ports)
  const found = await listen({ connector, startFrom: undefined, clock, until: more.until, pauseSeconds: PAUSE_SECONDS })
  tape?.end({ connector: subject.name, version: 'test', startedAt: clock.now(), ...found })
  return found
}

/** The connector makes of a record what `record.json` says: as much as there was, and no fault that was not there. */
async function expectReplayed(
  subject: Subject,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const replay = await startReplay(folder)
  onTestFinished(() => replay.close())
  const { startedAt, passes, conversations, messages, cases, unreadable, faults } = replay.facts
  const until = plusSeconds(startedAt, PAUSE_SECONDS * (passes + faults.length - 1))
  const found = await heard(subject, replay.origin, settings, handClock(startedAt), { until })
  expect(found).toEqual({ passes, conversations, messages, cases, unreadable, faults })
  expect(replay.unknown).toEqual([])
}

promises('reads a record of itself', 'messages.pull', (subject) => {
  test('made masked by a stand-in, and finds as much as there was', async () => {
    const world = await shop(subject)
    world.sandbox.trade?.enter({ order: ORDER, buyer: BUYER, lines: [{ sku: 'CUP', title: 'Tasse', quantity: 1 }] })
    world.sandbox.trade?.returns({ order: ORDER, reason: 'defect' })
    const id = world.buyerWrites('Meine Tasse ist kaputt')
    world.buyerWrites('Und wann kommt Ersatz?', { conversation: id })
    world.buyerWrites('Wo ist mein Paket?', { order: 'MACC002', buyer: { id: '21000009', name: 'Jürgen' } })
    world.clock.moveMs(60_000)
    const folder = join(mkdtempSync(join(tmpdir(), 'acceptance-record-')), 'record')
    onTestFinished(() => {
      rmSync(join(folder, '..'), { recursive: true })
    })
    const baseUrl = `${world.middle.origin}${new URL(world.sandbox.baseUrl).pathname}`
    const until = world.clock.now()
    const found = await heard(subject, baseUrl, world.sandbox.settings, world.clock, { until, folder })
    expect(found).toMatchObject({ messages: 3, faults: [] })
    await expectReplayed(subject, folder, world.sandbox.settings)
  })

  const fixtures = join(import.meta.dirname, '../../connectors', subject.name, 'fixtures')
  const records = existsSync(fixtures)
    ? readdirSync(fixtures).filter((name) => existsSync(join(fixtures, name, 'record.json')))
    : []
  for (const name of records) {
    test(`kept as a fixture: ${name}`, async () => {
      const { sandbox } = await shop(subject)
      await expectReplayed(subject, join(fixtures, name), sandbox.settings)
    })
  }
})
