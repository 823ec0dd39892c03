import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Outcome, type ParcelWorld, startParcelWorld } from './parcels.ts'
import { random } from './random.ts'

/** Rounds with a kill each; the seed picks where. A run of one job is short, so a quarter of those of whole runs. */
const KILLS = Math.ceil(Number(process.env['CHAOS_KILLS'] ?? 20) / 4)
const SEED = Number(process.env['CHAOS_SEED'] ?? 20261122)

let world: ParcelWorld
beforeAll(async () => {
  world = await startParcelWorld()
})
afterAll(() => world.close())

interface Shipped {
  readonly order: string
  readonly picking: number
  readonly references: readonly string[]
  readonly pieces: number
}
const shipped: Shipped[] = []

/** What happens in the warehouse between two runs: an order that leaves whole, in parts, or with two numbers. */
async function warehouse(round: number): Promise<void> {
  const order = `${world.run}K${String(round)}`
  const pieces = 1 + (round % 3)
  await world.order(order, pieces)
  const references = round % 4 === 3 ? [`R${String(round)}a`, `R${String(round)}b`] : [`R${String(round)}`]
  const first = Math.ceil(pieces / 2)
  const part = { [`${world.run}.POT`]: first }
  const step = { key: `${order}.s`, order, carrier: 'DHL', trackingRef: references.join(',') }
  const { id } = await world.clerk.shipped(first < pieces ? { ...step, quantities: part } : step)
  shipped.push({ order, picking: id, references, pieces: first })
  if (first === pieces) return
  const reference = `R${String(round)}rest`
  const rest = await world.clerk.shipped({ key: `${order}.rest`, order, carrier: 'DHL', trackingRef: reference })
  shipped.push({ order, picking: rest.id, references: [reference], pieces: pieces - first })
}

test(`${String(KILLS)} kills (seed ${String(SEED)}): every parcel handed over once, none forgotten`, async () => {
  const dice = random(SEED)
  const where: string[] = []
  for (let round = 0; where.length < KILLS; round += 1) {
    expect(round).toBeLessThan(KILLS * 4)
    await warehouse(round)
    const way = (['commit', 'odoo', 'marketplace'] as const)[Math.floor(dice() * 3)] ?? 'commit'
    const moment = dice() < 0.5 ? 'before' : 'after'
    const n = 1 + Math.floor(dice() * (way === 'commit' ? 20 : way === 'odoo' ? 25 : 12))
    const outcome = await strike(way, moment, n)
    for (const proxy of Object.values(world.proxies)) proxy.disarm()
    if (outcome.killed) where.push(`${way} ${way === 'commit' ? '' : moment} ${String(n)}`)
  }
  process.stderr.write(`killed at: ${where.join(', ')}\n`)
  await settle()
  for (const order of new Set(shipped.map((one) => one.order))) {
    const own = shipped.filter((one) => one.order === order)
    const expected = own.flatMap(({ references, pieces }) =>
      Array.from({ length: pieces }, () => references.map((reference) => `DHL ${reference}`).join()),
    )
    expect(
      world
        .parcels(order)
        .map((parcels) => parcels.join())
        .toSorted(),
    ).toEqual(expected.toSorted())
  }
  for (const { picking, references } of shipped)
    expect(await world.notes(picking)).toBeGreaterThanOrEqual(references.length)
})

function strike(way: 'commit' | 'odoo' | 'marketplace', moment: 'before' | 'after', n: number): Promise<Outcome> {
  if (way === 'commit') return world.track({ DIE_AT_COMMIT: String(n) })
  return world.track({}, (kill) => {
    world.proxies[way].arm(moment, n, kill)
  })
}

/** What the marketplace cannot show is settled by what it holds, as a person would who looks there. */
async function settle(): Promise<void> {
  for (let tries = 0; tries < 8; tries += 1) {
    const { unknown, count } = await world.track()
    for (const { id, payload } of unknown) {
      const held = world.marketplace.trade
        .lines(shipped.find(({ references }) => references.includes(payload.reference))?.order ?? '')
        .find((line) => line.id === payload.line)
      const arrived = held?.parcels.some(({ reference }) => reference === payload.reference) === true
      await world.resolve(id, arrived ? 'sent' : 'not-sent')
    }
    if (unknown.length === 0 && count?.ok === true && count.waiting === 0) return
  }
  throw new Error('something stays open')
}
