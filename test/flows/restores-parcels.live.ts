import { afterEach, expect, test } from 'vitest'
import { pino } from 'pino'
import { instant } from '../../src/domain/time.ts'
import { decideCase } from '../../src/flows/case-decide.ts'
import type { FlowPorts } from '../../src/flows/context.ts'
import { BUILT_JOBS, runJob } from '../../src/flows/passes.ts'
import { type Differences, differences, rebind } from '../../src/flows/rebind.ts'
import { openStore, type Store, type StoreDeps } from '../../src/ledger/store.ts'
import { memoryStore } from '../ledger/database.ts'
import { ACCOUNT, givenTracking, type TrackingWorld } from './tracking-world.ts'
import type { WorldOptions } from './world.ts'

const log = pino({ level: 'silent' })
const WORDS = 'Bitte senden Sie uns ein Foto.'
const stores: Store[] = []
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

interface Story extends TrackingWorld {
  /** `run all` with this ledger, by default the world's own; gives the accounts' errors. */
  run(ports?: FlowPorts): Promise<readonly string[]>
  decides(order: string, action: string, text?: string): Promise<void>
  sendsBack(order: string): string
  ships(order: string, reference: string): Promise<number>
  /** What everybody outside sees. */
  outside(): unknown
  /** What stands in Odoo of ours, told without ids. */
  inOdoo(): InOdoo
}

interface InOdoo {
  readonly tickets: number
  readonly cases: readonly unknown[]
  readonly notes: readonly string[]
}

/** Parcels and returns of one account, with Odoo's addon. */
async function begin(settings: WorldOptions['marketplace'] = {}): Promise<Story> {
  const world = await givenTracking({ addon: true, marketplace: settings })
  const { clock, marketplace, odoo } = world
  let backThen = 0
  return {
    ...world,
    async run(ports = world.ports) {
      const errors: string[] = []
      for (const job of BUILT_JOBS) {
        const { accounts } = await runJob(job, world.accounts, ports)
        errors.push(...accounts.flatMap(({ error }) => error ?? []))
        clock.pass(10)
      }
      return errors
    },
    async decides(order, action, text) {
      const opened = world.accounts.find(({ account }) => account.name === ACCOUNT)
      const known = await world.ports.ledger.cases.list({ account: ACCOUNT, which: 'all', limit: 50 })
      const stored = known.find(({ facts }) => facts.order === order)
      if (opened === undefined || stored === undefined) throw new Error(`no case of ${order}`)
      const wish = { action, text: text ?? null, by: 'Anna', language: 'de' }
      expect(await decideCase(stored, wish, opened, world.ports)).toMatchObject({ kind: 'planned' })
    },
    sendsBack(order) {
      const [unit = ''] = marketplace.trade.returns({ order, reason: 'wrong_article' })
      marketplace.trade.arrives(unit)
      clock.pass(10)
      return unit
    },
    async ships(order, trackingRef) {
      const key = `s.${order}.${String((backThen += 1))}`
      return (await world.clerk.shipped({ key, order: `o.${order}`, carrier: 'DHL', trackingRef })).id
    },
    outside: () => ({
      parcels: ['K1', 'K2', 'K3'].map((order) => world.parcels(order)),
      decisions: marketplace.trade.cases().map(({ order, decisions }) => ({ order, decisions })),
      said: marketplace.conversations().map(({ messages }) => messages.map(({ role, text }) => `${role}: ${text}`)),
    }),
    inOdoo: () => ({
      tickets: odoo.state.rows('helpdesk.ticket').length,
      cases: odoo.state
        .rows('marketplace.care.case')
        .map((row) => [row['case_ref'], row['is_open'], row['sale_order_id'] !== false, row['ticket_id'] !== false]),
      notes: odoo.state
        .rows('mail.message')
        .filter((row) => String(row['message_id']).endsWith('@marketplace-care>'))
        .map((row) => `${String(row['model'])} ${said(row['body'])}`)
        .toSorted(),
    }),
  }
}

const said = (body: unknown): string =>
  String(body)
    .replaceAll(/<[^>]+>|\[[A-Z]+\]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Three pieces in one parcel, and two returns that are decided on, one of them in words that begin a conversation. */
async function happens(story: Story): Promise<number> {
  const picking = await story.ships('K1', 'R1')
  await story.run()
  story.sendsBack('K2')
  story.sendsBack('K3')
  await story.run()
  await story.decides('K2', 'accept')
  await story.decides('K3', 'clarify', WORDS)
  for (let pass = 0; pass < 2; pass += 1) expect(await story.run()).toEqual([])
  expect(story.outside()).toEqual({
    parcels: [['0: DHL R1', '1: DHL R1', '2: DHL R1'], [], []],
    decisions: [
      { order: 'K2', decisions: [{ action: 'accept', text: null }] },
      { order: 'K3', decisions: [{ action: 'clarify', text: WORDS }] },
    ],
    said: [[`seller: ${WORDS}`]],
  })
  return picking
}

async function orders(story: Story): Promise<void> {
  await story.order('K1', { POT: 3 })
  await story.order('K2', { POT: 1 })
  await story.order('K3', { CAN: 1 })
  expect(await story.run()).toEqual([])
}

/** An order tells how its cases stand, not how they stood before. */
const OVERTAKEN = /^sale\.order Rückgabe.*Entscheidung erwartet/

/** Whose ledger forgot that the words which began a conversation were ours shows them as the seller's, once. */
const withWords = (inOdoo: InOdoo): InOdoo => ({
  ...inOdoo,
  notes: [...inOdoo.notes, `helpdesk.ticket ${WORDS}`].toSorted(),
})

/** Both sides as they are known by this ledger, mended by a person. */
async function rebound(story: Story, ports: FlowPorts = story.ports): Promise<Differences> {
  const found = await differences(story.accounts, ports)
  await rebind(found, 'Anna', story.accounts, ports)
  return found
}

async function opened({ clock }: Story, template?: Blob, deps: Partial<StoreDeps> = {}): Promise<Store> {
  const store =
    template === undefined
      ? await memoryStore({ clock, log, ...deps })
      : await openStore({ memory: true, template }, { clock, log, ...deps })
  stores.push(store)
  return store
}

test('an Odoo of before parcels were told and cases were there: nothing goes, and after a rebind all stands once', async () => {
  const story = await begin()
  await orders(story)
  const restore = story.odoo.state.backup()
  await happens(story)
  const [outside, inOdoo] = [story.outside(), story.inOdoo()]
  restore()
  story.clock.pass(120)
  const stopped = await story.run()
  expect(stopped.length).toBeGreaterThan(0)
  for (const error of stopped) expect(error).toContain('Odoo was restored')
  expect(story.outside()).toEqual(outside)

  await rebound(story)
  for (let pass = 0; pass < 3; pass += 1) expect(await story.run()).toEqual([])
  expect(story.outside()).toEqual(outside)
  // The delivery is not done in this Odoo: its clerk ships it once more, under the number that the parcel bears.
  await story.ships('K1', 'R1')
  for (let pass = 0; pass < 2; pass += 1) expect(await story.run()).toEqual([])
  expect(story.outside()).toEqual(outside)
  expect(story.inOdoo()).toEqual({ ...inOdoo, notes: inOdoo.notes.filter((note) => !OVERTAKEN.test(note)) })
})

test('an Odoo of after the parcel left, but before it was told: told once more, in one note', async () => {
  const story = await begin()
  await orders(story)
  const picking = await story.ships('K1', 'R1')
  const restore = story.odoo.state.backup()
  await story.run()
  story.sendsBack('K2')
  for (let pass = 0; pass < 2; pass += 1) expect(await story.run()).toEqual([])
  const [outside, inOdoo] = [story.outside(), story.inOdoo()]
  restore()
  story.clock.pass(120)
  await rebound(story)
  for (let pass = 0; pass < 2; pass += 1) expect(await story.run()).toEqual([])
  expect([story.outside(), story.inOdoo()]).toEqual([outside, inOdoo])
  expect(await story.notes('stock.picking', picking)).toHaveLength(1)
})

test('a rebind where the parcel’s note stands writes no second one', async () => {
  const story = await begin()
  await orders(story)
  await story.ships('K1', 'R1')
  await story.run()
  const restore = story.odoo.state.backup()
  story.sendsBack('K2')
  for (let pass = 0; pass < 2; pass += 1) expect(await story.run()).toEqual([])
  const [outside, inOdoo] = [story.outside(), story.inOdoo()]
  restore()
  story.clock.pass(120)
  await rebound(story)
  for (let pass = 0; pass < 2; pass += 1) expect(await story.run()).toEqual([])
  expect([story.outside(), story.inOdoo()]).toEqual([outside, inOdoo])
})

test('an order that came after the backup is entered anew: its parcel is known by its number', async () => {
  const story = await begin()
  await story.order('K1', { POT: 2 })
  await story.run()
  const restore = story.odoo.state.backup()
  await story.order('K2', { POT: 3 })
  await story.clerk.shipped({ key: 's', order: 'o.K2', carrier: 'DHL', trackingRef: 'R2', quantities: { 'p.POT': 2 } })
  expect(await story.run()).toEqual([])
  const outside = story.outside()
  restore()
  story.clock.pass(120)
  await rebound(story)
  await story.order('K2', { POT: 3 })
  const again = { key: 's', order: 'o.K2', carrier: 'DHL', trackingRef: 'R2', quantities: { 'p.POT': 2 } }
  const { id } = await story.clerk.shipped(again)
  for (let pass = 0; pass < 2; pass += 1) expect(await story.run()).toEqual([])
  expect(story.outside()).toEqual(outside)
  expect(await story.notes('stock.picking', id)).toHaveLength(1)
  await story.clerk.shipped({ key: 's.rest', order: 'o.K2', carrier: 'DHL', trackingRef: 'R3' })
  expect(await story.run()).toEqual([])
  expect(story.parcels('K2')).toEqual(['0: DHL R2', '1: DHL R2', '2: DHL R3'])
})

test('an empty ledger on an Odoo that knows: nothing is handed over, decided or told a second time', async () => {
  const story = await begin({ startFrom: instant('2026-03-02T00:00:00Z') })
  await orders(story)
  await happens(story)
  const [outside, inOdoo] = [story.outside(), story.inOdoo()]
  const { ledger, outbox } = await opened(story)
  const ports = { ...story.ports, ledger, outbox }
  for (let pass = 0; pass < 3; pass += 1) expect(await story.run(ports)).toEqual([])
  expect([story.outside(), story.inOdoo()]).toEqual([outside, withWords(inOdoo)])
})

test('the ledger of before on a newer Odoo: nothing goes until it is rebound, and nothing twice then', async () => {
  const story = await begin()
  await orders(story)
  const template = await story.store.dump()
  await happens(story)
  const [outside, inOdoo] = [story.outside(), story.inOdoo()]
  story.clock.pass(120)
  const { ledger, outbox } = await opened(story, template)
  const ports = { ...story.ports, ledger, outbox }
  const stopped = await story.run(ports)
  expect(stopped.length).toBeGreaterThan(0)
  for (const error of stopped) expect(error).toContain('older backup')
  await rebound(story, ports)
  for (let pass = 0; pass < 3; pass += 1) expect(await story.run(ports)).toEqual([])
  expect([story.outside(), story.inOdoo()]).toEqual([outside, withWords(inOdoo)])
})

test('a rebind that is killed after any of its commits is repeated, and all is as if it had gone at once', async () => {
  const story = await begin()
  await orders(story)
  const restore = story.odoo.state.backup()
  await happens(story)
  restore()
  story.clock.pass(120)
  const template = await story.store.dump()
  const again = story.odoo.state.backup()
  const outside = story.outside()
  let commits = 0
  let inOdoo: InOdoo | undefined
  for (let dieAt = 0; dieAt <= commits; dieAt += 1) {
    again()
    let since = Infinity
    const dying = await opened(story, template, {
      onCommit: () => {
        since += 1
        if (since === dieAt) throw new Error('killed')
      },
    })
    const before = { ...story.ports, ledger: dying.ledger, outbox: dying.outbox }
    since = 0
    if (dieAt > 0) await expect(rebound(story, before)).rejects.toThrow('killed')
    else await rebound(story, before)
    if (dieAt === 0) commits = since
    const { ledger, outbox } = await opened(story, await dying.dump())
    const after = { ...story.ports, ledger, outbox }
    if (dieAt > 0 && (await ledger.halted()) !== undefined) {
      expect(await story.run(after)).not.toEqual([])
      await rebound(story, after)
    }
    for (let pass = 0; pass < 2; pass += 1) expect(await story.run(after)).toEqual([])
    expect(story.outside()).toEqual(outside)
    inOdoo ??= story.inOdoo()
    expect(inOdoo).toMatchObject({ tickets: 2 })
    expect(story.inOdoo()).toEqual(inOdoo)
  }
  expect(commits).toBeGreaterThan(1)
})
