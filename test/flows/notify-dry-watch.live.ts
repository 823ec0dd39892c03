import { beforeEach, expect, test } from 'vitest'
import { pino } from 'pino'
import dhl from '../../connectors/dhl/index.ts'
import { watchLines } from '../../src/commands/would-table.ts'
import { openCarrier } from '../../src/carriers.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import { Gathering } from '../../src/flows/gather.ts'
import { notify } from '../../src/flows/notify.ts'
import { wouldNotify } from '../../src/flows/notify-dry-run.ts'
import { type FlowWorld, given } from './world.ts'

const HOUR = 3600
let world: FlowWorld

beforeEach(async () => {
  // Monday, 10:00 in Berlin.
  world = await given({ shop: { notify: ['order_confirmed', 'shipped', 'delivered', 'delayed'] } })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 500 })
  await world.clerk.customer({
    ...{ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', language: 'de_DE' },
    ...{ street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' },
  })
})

async function ordered(number: string, hours?: number): Promise<number> {
  const { id } = await world.clerk.orderConfirmed({
    ...{ key: `o.${number}`, customer: 'maria', clientOrderRef: number },
    lines: [{ product: 'pot', quantity: 1 }],
  })
  if (hours !== undefined) await promise(id, hours)
  return id
}
const promise = (id: number, hours: number) =>
  world.rpc('sale.order', 'write', [[id], { commitment_date: odoo(plusSeconds(world.clock.now(), hours * HOUR)) }])
const odoo = (at: Instant): string => at.slice(0, 19).replace('T', ' ')

const would = () => wouldNotify(world.accounts, world.ports)
const delays = async () => (await would()).would.filter(({ kind }) => kind === 'delayed')
const rows = () => world.store.outbox.list({})
const notes = async () =>
  world.rpc('mail.message', 'search_count', [[['message_id', '=like', '%.d.%@marketplace-care>']]])

test('what the radar would propose is shown, and nothing of it is written', async () => {
  const id = await ordered('W1', 20)
  expect(await delays()).toMatchObject([
    { account: 'shop', source: { model: 'sale.order', id }, verdict: 'later', to_masked: 'm***@example.org' },
  ])
  expect(await rows()).toEqual([])
  expect(await notes()).toBe(0)
  await notify(world.accounts, world.ports)
  const [row] = (await rows()).filter(({ kind }) => kind === 'delayed')
  expect(row?.state).toBe('proposed')
  expect(await delays()).toMatchObject([
    {
      id: row?.id,
      verdict: 'later',
      sentence: `It waits for a person: marketplace-care outbox approve ${String(row?.id)}`,
    },
  ])
})

test('what the radar would take back is shown once, as taken back; what breaks again comes back', async () => {
  const id = await ordered('W2', 20)
  await notify(world.accounts, world.ports)
  await promise(id, 30 * 24)
  const before = await rows()
  expect(await delays()).toMatchObject([{ verdict: 'suppress', reason: 'too_late' }])
  expect(await rows()).toEqual(before)
  await notify(world.accounts, world.ports)
  expect(await delays()).toEqual([])
  await promise(id, 20)
  expect(await delays()).toMatchObject([{ verdict: 'later', reason: null }])
})

test('an order shows whose it is once a pass has seen it, not after a dry run', async () => {
  world = await given({ shop: { notify: ['order_confirmed'] }, addon: true })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 5 })
  const home = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE', language: 'de_DE' } as const
  await world.clerk.customer({ key: 'maria', name: 'Maria Sommer', email: 'maria@example.org', ...home })
  const id = await ordered('W9')
  const marked = async () => {
    const [row] = (await world.rpc('sale.order', 'read', [[id]], { fields: ['mc_order_ref'] })) as object[]
    return row
  }
  expect((await would()).would).toMatchObject([{ verdict: 'send' }])
  expect(await marked()).toMatchObject({ mc_order_ref: false })
  await world.pass('notify')
  expect(await marked()).toMatchObject({ mc_order_ref: 'W9' })
})

test('with DELAY=auto it would go out', async () => {
  const tell = { tell: 'auto', aheadSeconds: 24 * HOUR, promised: 'arrival' } as const
  const accounts = world.accounts.map((opened) => ({ ...opened, account: { ...opened.account, delays: tell } }))
  await ordered('W3', 20)
  const { would: found } = await wouldNotify(accounts, world.ports)
  expect(found.filter(({ kind }) => kind === 'delayed')).toMatchObject([{ verdict: 'send' }])
})

test('an arrival that a carrier told would be told, the parcels to ask for are named, and no carrier is asked', async () => {
  const start = await dhl.sandbox?.()
  if (start === undefined) throw new Error('no sandbox')
  const server = await start({ now: () => world.clock.now() })
  try {
    const access = { settings: server.settings, baseUrl: server.baseUrl }
    const carrier = openCarrier(dhl, access, { clock: world.clock, log: pino({ level: 'silent' }) })
    const ports = { ...world.ports, carriers: [{ declaration: dhl, carrier, dailyCalls: 250 }] }
    for (const number of ['W4', 'W5']) {
      await ordered(number, 30)
      await world.clerk.shipped({ key: `p.${number}`, order: `o.${number}`, carrier: 'DHL', trackingRef: `R${number}` })
    }
    await world.ports.ledger.carrier.record('aggregator', [
      { reference: 'RW4', state: 'delivered', at: world.clock.now() },
    ])
    const found = await wouldNotify(world.accounts, ports)
    // Of the one that arrived there is nothing more to ask.
    expect(found.watch.asks).toEqual([{ carrier: 'dhl', reference: 'RW5' }])
    expect(found.would.filter(({ kind }) => kind === 'delivered')).toMatchObject([
      { verdict: 'send' },
      { verdict: 'later', sentence: 'It is not due yet.' },
    ])
    expect(watchLines(found.watch)).toBe('  ask dhl for RW5\n')
    expect(server.requests()).toEqual([])
    expect(await world.ports.ledger.carrier.unhandled('2026-01-01T00:00:00Z' as Instant, 9)).toHaveLength(1)
  } finally {
    await server.close()
  }
})

test('a dry run of 40 orders asks Odoo as often as one of 4', async () => {
  const calls = async (): Promise<number> => {
    world.ports.odoo.resetCalls()
    const { would: found } = await would()
    expect(found.every(({ verdict }) => verdict === 'send' || verdict === 'later')).toBe(true)
    return world.ports.odoo.calls().total
  }
  const add = async (from: number, to: number) => {
    for (let number = from; number < to; number += 1) {
      await ordered(`W${String(100 + number)}`)
      const shipped = {
        key: `p.${String(number)}`,
        order: `o.W${String(100 + number)}`,
        trackingRef: `T${String(number)}`,
      }
      await world.clerk.shipped(shipped)
    }
  }
  await add(0, 4)
  const few = await calls()
  await add(4, 40)
  const many = await calls()
  // Receipts of 120 rows are looked up ten at a time.
  expect(many).toBeLessThanOrEqual(few + 12)
  expect((await would()).would).toHaveLength(120)
})

test('what works side by side is asked together, whoever ends first, and a refused read is everybody’s', async () => {
  const gathering = new Gathering()
  const asked: (readonly number[])[] = []
  const read = gathering.reader((numbers: readonly number[]) => {
    asked.push(numbers)
    return numbers.includes(13) ? Promise.reject(new Error('13')) : Promise.resolve(numbers.map((one) => one * 2))
  })
  const works = [1, 2, 3].map((one) => async () => (one === 3 ? await read(one) : await read(await read(one))))
  expect(await gathering.together(works)).toEqual([4, 8, 6])
  expect(asked).toEqual([
    [1, 2, 3],
    [2, 4],
  ])
  await expect(gathering.together([() => read(13), () => read(1)])).rejects.toThrow('13')
  expect(await read(4)).toBe(8)
})
