import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropSnapshot, restoreSnapshot, takeSnapshot } from '../../scripts/odoo/snapshot.ts'
import type { JobResult } from '../../src/flows/passes.ts'
import { emptyDatabase, serverUrl } from '../ledger/database.ts'
import { olderFolder } from './older-folder.ts'
import { type Counted, env, restoreWorld, type RestoreWorld } from './world.ts'

const SNAPSHOT = `${env.db}_yesterday`
let world: RestoreWorld

beforeAll(async () => {
  process.env['TEST_DATABASE_URL'] ??= env.postgresUrl
  expect(serverUrl()).not.toBe('')
  world = await restoreWorld(`r${String(Date.now() % 100_000_000)}`)
})

afterAll(async () => {
  await world.close()
  dropSnapshot(SNAPSHOT)
})

const errors = (results: readonly JobResult[], job: string): readonly string[] =>
  results.find((result) => result.job === job)?.accounts.flatMap(({ error }) => error ?? []) ?? []
const allGood = (results: readonly JobResult[]): void => {
  expect(results.flatMap(({ accounts }) => accounts.flatMap(({ error }) => error ?? []))).toEqual([])
}

let first: string | undefined
let second: string | undefined

/** Two answered conversations and an order that was told of, wherever the ledger lies; made once. */
async function begun(): Promise<Counted> {
  if (second === undefined) {
    first ??= world.buyerWrites('Wo ist mein Paket?')
    second = world.buyerWrites('Falscher Artikel')
    await world.orders(2)
    allGood(await world.run())
  }
  return world.counted()
}

test('yesterday’s ledger on today’s Odoo: sending stops, and after a rebind nothing is sent or shown twice', async () => {
  const today = world.folder('ledger')
  const yesterday = world.folder('yesterday')
  first = world.buyerWrites('Wo ist mein Paket?')
  await world.orders(1)
  allGood(await world.run())
  await world.agentAnswers(first ?? '', 'Es ist unterwegs.')
  allGood(await world.run())
  expect(await world.counted()).toEqual({ tickets: 1, answers: 1, mails: 1 })
  await world.sells(91, 3)
  await world.sells(92, 1)
  await world.copyFolder(today, yesterday)

  await world.ships(91, 'R91')
  world.sendsBack(92)
  second = world.buyerWrites('Falscher Artikel')
  world.buyerWrites('Noch eine Frage', first)
  await world.orders(2)
  allGood(await world.run())
  await world.agentAnswers(first ?? '', 'Noch eine Antwort')
  await world.agentAnswers(second ?? '', 'Wir tauschen um.')
  await world.accepts(92)
  for (let pass = 0; pass < 2; pass += 1) allGood(await world.run())
  const handed = await world.handed()
  expect(handed).toMatchObject({ parcels: { length: 3 }, decisions: { length: 1 } })
  const held = { tickets: 2, answers: 3, mails: 2 }
  expect(await world.counted()).toEqual(held)
  const chatter = (await world.chatter(first ?? '')).length + (await world.chatter(second ?? '')).length

  await world.copyFolder(yesterday, today)
  for (let pass = 0; pass < 2; pass += 1) {
    const stopped = await world.run()
    for (const job of ['mirror', 'reply', 'notify', 'returns'])
      expect(errors(stopped, job)).toEqual([
        expect.stringMatching(/older backup.*ledger rebind/s),
        expect.stringMatching(/older backup.*ledger rebind/s),
      ])
  }
  const dry = await world.rebind('dry')
  // Two answers, a mail, a parcel and a decision: planned again meanwhile, or not known at all.
  expect(dry.told.length + dry.unknownReceipts).toBe(5)
  expect(await world.withApp(({ ports }) => ports.ledger.halted())).toMatchObject({ side: 'ledger' })
  await world.rebind('done')
  for (let pass = 0; pass < 2; pass += 1) allGood(await world.run())
  expect(await world.counted()).toEqual(held)
  expect((await world.chatter(first ?? '')).length + (await world.chatter(second ?? '')).length).toBe(chatter)
  expect(await world.handed()).toEqual(handed)
})

test('today’s ledger on yesterday’s Odoo with ids issued again: sending stops, buyers are still read; then everything has its place once', async () => {
  const before = await begun()
  await world.sells(93, 3)
  await world.sells(94, 1)
  allGood(await world.run())
  takeSnapshot(env.db, SNAPSHOT)
  await world.ships(93, 'R93')
  world.sendsBack(94)
  const third = world.buyerWrites('Dritte Frage')
  world.buyerWrites('Nachtrag', first)
  await world.orders(3)
  allGood(await world.run())
  await world.agentAnswers(third, 'Dritte Antwort')
  await world.accepts(94)
  for (let pass = 0; pass < 2; pass += 1) allGood(await world.run())
  const handed = await world.handed()
  expect(await world.counted()).toEqual({
    tickets: before.tickets + 1,
    answers: before.answers + 1,
    mails: before.mails + 1,
  })

  await restoreSnapshot(env.db, SNAPSHOT, { port: Number(new URL(env.url).port) })
  const foreign = (await world.rpc('helpdesk.ticket', 'create', [
    { name: 'Somebody else', description: 'x' },
  ])) as number
  await world.orders(4)
  const fourth = world.buyerWrites('Vierte Frage')
  // As after a restart; a process that stays up looks before each send and once a minute.
  await world.release()
  const stopped = await world.run()
  for (const job of ['reply', 'notify'])
    expect(errors(stopped, job)).toEqual([
      expect.stringMatching(/Odoo was restored.*ledger rebind/s),
      expect.stringMatching(/Odoo was restored.*ledger rebind/s),
    ])
  expect(errors(stopped, 'mirror')).toEqual([])
  expect(await world.ticketOf(fourth)).toBeDefined()
  expect(await world.handed()).toMatchObject({ parcels: handed.parcels, decisions: handed.decisions })
  expect(await world.counted()).toMatchObject({ answers: before.answers + 1, mails: before.mails + 1 })

  const { tickets } = await world.rebind('dry')
  expect(tickets.gone + tickets.reissued).toBe(2)
  let commits = 0
  while (await world.rebindKilledAt(commits + 1)) {
    commits += 1
    if (commits === 1) expect(await world.withApp(({ ports }) => ports.ledger.halted())).toMatchObject({ side: 'odoo' })
  }
  expect(commits).toBeGreaterThan(1)
  // This Odoo does not know that the parcel left: its clerk says so once more.
  await world.ships(93, 'R93')
  for (let pass = 0; pass < 2; pass += 1) allGood(await world.run())
  // The order made after the restore is another one than the lost one: it is told.
  expect(await world.counted()).toEqual({
    tickets: before.tickets + 2,
    answers: before.answers + 1,
    mails: before.mails + 2,
  })
  const anew = await world.handed()
  expect(anew).toMatchObject({ parcels: handed.parcels, decisions: handed.decisions })
  expect(anew.told.filter((id, at) => anew.told.indexOf(id) !== at)).toEqual([])
  expect(handed.told.filter((id) => !anew.told.includes(id))).toEqual([expect.stringMatching(/sale.order .*\.c\./)])
  expect((await world.chatter(third)).filter(({ body }) => body.includes('Dritte Frage'))).toHaveLength(1)
  expect((await world.chatter(first ?? '')).filter(({ body }) => body.includes('Nachtrag'))).toHaveLength(1)
  const onForeign = [
    ['model', '=', 'helpdesk.ticket'],
    ['res_id', '=', foreign],
    ['message_id', '=like', '%@marketplace-care>'],
  ]
  expect(await world.rpc('mail.message', 'search_count', [onForeign])).toBe(0)
  await world.agentAnswers(third, 'Es geht weiter')
  allGood(await world.run())
  expect(await world.counted()).toEqual({
    tickets: before.tickets + 2,
    answers: before.answers + 2,
    mails: before.mails + 2,
  })
})

test('an empty ledger on a full Odoo: no stop, and nothing is sent, made or shown twice', async () => {
  const before = await begun()
  const chatter = (await world.chatter(first ?? '')).length
  const handed = await world.handed()
  world.ledger = { folder: world.folder('empty') }
  for (let pass = 0; pass < 2; pass += 1) allGood(await world.run())
  expect(await world.counted()).toEqual(before)
  expect((await world.chatter(first ?? '')).length).toBe(chatter)
  expect(await world.handed()).toEqual(handed)
  expect(await world.withApp(({ ports }) => ports.ledger.halted())).toBeUndefined()
})

test('from the embedded database to PostgreSQL and back: the work goes on, nothing twice', async () => {
  const before = await begun()
  const ignore = (): void => undefined
  const there = world.folder('there.gz')
  const back = world.folder('back.gz')
  const database = await emptyDatabase()
  try {
    const counts = await world.withApp(({ store }) => store.exportTo(there, ignore))
    world.ledger = { databaseUrl: database.databaseUrl }
    expect(await world.withApp(({ store }) => store.importFrom(there, ignore))).toEqual(counts)
    world.buyerWrites('Auf dem Server', second)
    allGood(await world.run())
    await world.agentAnswers(second ?? '', 'Antwort vom Server')
    allGood(await world.run())
    expect(await world.counted()).toEqual({ ...before, answers: before.answers + 1 })
    await world.withApp(({ store }) => store.exportTo(back, ignore))
    world.ledger = { folder: world.folder('back') }
    await world.withApp(({ store }) => store.importFrom(back, ignore))
    allGood(await world.run())
    expect(await world.counted()).toEqual({ ...before, answers: before.answers + 1 })
  } finally {
    await world.withApp(() => Promise.resolve())
    await database.drop()
  }
})

test('a folder of the first version is brought up to date and goes on: nothing twice', async () => {
  const before = await begun()
  const file = world.folder('now.gz')
  await world.withApp(({ store }) => store.exportTo(file, () => undefined))
  const folder = world.folder('older')
  const handed = await world.handed()
  await olderFolder(file, folder)
  world.ledger = { folder }
  for (let pass = 0; pass < 2; pass += 1) allGood(await world.run())
  await world.agentAnswers(second ?? '', 'Nach dem Umzug')
  allGood(await world.run())
  expect(await world.handed()).toEqual(handed)
  expect(await world.counted()).toEqual({ ...before, answers: before.answers + 1 })
})
