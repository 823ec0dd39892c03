import { afterAll, beforeAll, expect, test } from 'vitest'
import { type NotifyOutcome, type NotifyWorld, startNotifyWorld } from './notify-world.ts'
import { random } from './random.ts'

/** Rounds with a kill each; the seed picks where. */
const KILLS = Number(process.env['CHAOS_KILLS'] ?? 20)
const SEED = Number(process.env['CHAOS_SEED'] ?? 20261122)

let world: NotifyWorld
beforeAll(async () => {
  // What will not come in time is told without asking.
  world = await startNotifyWorld({ passes: 'own process', more: { DELAY: 'auto' } })
})
afterAll(() => world.close())

/** By order: how many mails its buyer is to get. */
const expected = new Map<string, { readonly id: number; mails: number }>()

function tell(ref: string, id: number, mails: number): void {
  expected.set(ref, { id, mails: (expected.get(ref)?.mails ?? 0) + mails })
}

/** Parcels that left and of which nobody said yet that they arrived; by order, how many. */
const away = new Map<string, number>()
/** Facts to be told; one that a kill cut off is told again. */
let facts: string[][] = []

function left(ref: string, parcels: number): void {
  away.set(ref, (away.get(ref) ?? 0) + parcels)
}

const fact = (ref: string, what: string, ...more: string[]): void => {
  facts.push(['add', ref, what, '--at', new Date().toISOString(), ...more])
}

/** What happens between two runs: an order, and with the one before it the next thing that a clerk or a buyer does. */
async function day(round: number): Promise<void> {
  const { clerk, run } = world
  const late = round % 6 === 4
  const { ref, id } = await world.order(round, 2, undefined, late ? 'RARE' : 'POT')
  tell(ref, id, 1)
  if (late) {
    await world.promise(id, 20)
    return tell(ref, id, 1)
  }
  const before = `${run}W${String(round - 1)}`
  const known = expected.get(before)
  if (known === undefined) return
  switch (round % 6) {
    case 0:
      await clerk.shipped({ key: `${before}.s`, order: before, trackingRef: 'R', quantities: { [`${run}.POT`]: 1 } })
      await clerk.shipped({ key: `${before}.t`, order: before, trackingRef: 'S' })
      left(before, 2)
      return tell(before, known.id, 2)
    case 1:
      await clerk.shipped({ key: `${before}.s`, order: before, trackingRef: 'R' })
      await clerk.invoicedAndPaid({ key: `${before}.i`, order: before })
      left(before, 1)
      return tell(before, known.id, 2)
    case 2:
      await clerk.shipped({ key: `${before}.s`, order: before, trackingRef: 'R' })
      await clerk.returned({ key: `${before}.r`, picking: `${before}.s` })
      // What has come back whole needs no word that it left, nor that it arrived.
      returned.add(before)
      left(before, 1)
      return tell(before, known.id, 1)
    case 3:
      await clerk.shipped({ key: `${before}.s`, order: before, trackingRef: 'R' })
      await clerk.invoicedAndPaid({ key: `${before}.i`, order: before })
      await clerk.partlyRefunded({ key: `${before}.c`, order: before, amount: 5 })
      left(before, 1)
      return tell(before, known.id, 3)
    default:
      // The order before is late, and its buyer has had enough.
      fact(before, 'withdrawn', '--text', 'Ich widerrufe.', '--name', 'Jonas Keller')
      tell(before, known.id, 1)
      return arrive()
  }
}

const returned = new Set<string>()

/** All that left arrives. Told only when it is certain that its leaving was told, or that would be too late to tell. */
async function arrive(): Promise<void> {
  await settle()
  for (const [ref, parcels] of away) {
    const id = expected.get(ref)?.id
    if (id === undefined) continue
    fact(ref, 'delivered')
    if (!returned.has(ref)) tell(ref, id, parcels)
  }
  away.clear()
}

test(`${String(KILLS)} kills (seed ${String(SEED)}): every buyer is told once of everything, and the receipts stand on the orders`, async () => {
  const dice = random(SEED)
  const where: string[] = []
  for (let round = 0; where.length < KILLS; round += 1) {
    expect(round).toBeLessThan(KILLS * 4)
    await day(round)
    const way = (['commit', 'odoo', 'mail'] as const)[Math.floor(dice() * 3)] ?? 'commit'
    const moment = dice() < 0.5 ? 'before' : 'after'
    const n = 1 + Math.floor(dice() * (way === 'commit' ? 12 : way === 'odoo' ? 40 : 12))
    const outcome = await strike(way, moment, n)
    for (const proxy of Object.values(world.proxies)) proxy.disarm()
    if (outcome.killed) where.push(`${way} ${way === 'commit' ? '' : moment} ${String(n)}`)
    else facts = []
  }
  process.stderr.write(`killed at: ${where.join(', ')}\n`)
  await arrive()
  await settle()
  for (const [ref, { id, mails }] of expected) {
    const arrived = world.mails(ref)
    const list = arrived.map(({ subject }) => subject).join(' | ')
    expect(new Set(arrived.map(({ messageId }) => messageId)).size, `${ref}: ${list}`).toBe(arrived.length)
    expect(arrived.length, `${ref}: ${list}`).toBe(mails)
    expect((await world.notes(id)).length, ref).toBeGreaterThanOrEqual(mails)
  }
})

function strike(way: 'commit' | 'odoo' | 'mail', moment: 'before' | 'after', n: number): Promise<NotifyOutcome> {
  const told = { FACTS: JSON.stringify(facts) }
  if (way === 'commit') return world.pass({ ...told, DIE_AT_COMMIT: String(n) })
  return world.pass(told, (kill) => {
    world.proxies[way].arm(moment, n, kill)
  })
}

/** Of what left, the notice of its arrival waits for its day. */
const waiting = (): number => [...away.values()].reduce((sum, parcels) => sum + parcels, 0)

/** A mail of which nobody knows is settled by what the mail server holds, as a person would who looks there. */
async function settle(): Promise<void> {
  for (let tries = 0; tries < 8; tries += 1) {
    const { unknown, count } = await world.pass({ FACTS: JSON.stringify(facts) })
    facts = []
    for (const { id, messageId } of unknown) {
      const arrived = world.mails().some((mail) => mail.messageId === messageId)
      await world.command(['outbox', 'resolve', id, arrived ? 'sent' : 'not-sent'])
    }
    if (unknown.length === 0 && count?.ok === true && count.waiting === waiting()) return
  }
  throw new Error('something stays open')
}
