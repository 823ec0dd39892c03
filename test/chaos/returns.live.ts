import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Outcome, type ParcelWorld, startParcelWorld } from './parcels.ts'
import { random } from './random.ts'

/** Rounds with a kill each; the seed picks where. A run of one job is short, so a quarter of those of whole runs. */
const KILLS = Math.ceil(Number(process.env['CHAOS_KILLS'] ?? 20) / 4)
const SEED = Number(process.env['CHAOS_SEED'] ?? 20261122)
const CASE = 'marketplace.care.case'
const WORDS = { clarify: 'Please send us a photo.', reject: 'It was worn for weeks.' } as const

let world: ParcelWorld
beforeAll(async () => {
  world = await startParcelWorld()
})
afterAll(() => world.close())

interface Asked {
  readonly order: string
  readonly unit: string
  decided?: { readonly action: string; readonly text: string | null }
}
const asked: Asked[] = []

/** What people do between two runs: a buyer sends something back, and the agent decides on what stands in Odoo. */
async function peopleAct(round: number): Promise<void> {
  for (const one of asked.filter(({ decided }) => decided === undefined)) await agentDecides(one)
  const order = `${world.run}K${String(round)}`
  await world.order(order, 1)
  const [unit = ''] = world.marketplace.trade.returns({ order, reason: 'wrong_size' })
  world.marketplace.trade.arrives(unit)
  asked.push({ order, unit })
}

async function agentDecides(one: Asked): Promise<void> {
  const domain = [
    ['case_ref', '=', one.unit],
    ['account_id.name', '=', `${world.run}-market`],
  ]
  const [shown] = (await world.rpc(CASE, 'search_read', [domain], { fields: ['id'] })) as { id: number }[]
  if (shown === undefined) return
  const action = (['accept', 'clarify', 'reject', 'repair'] as const)[asked.indexOf(one) % 4] ?? 'accept'
  const text = action === 'clarify' || action === 'reject' ? WORDS[action] : null
  const values = { case_id: shown.id, action, text: text ?? false }
  const [wizard] = (await world.rpc('marketplace.care.decide', 'create', [[values]])) as number[]
  await world.rpc('marketplace.care.decide', 'action_decide', [[wizard]])
  one.decided = { action, text }
}

test(`${String(KILLS)} kills (seed ${String(SEED)}): every return told once, every decision handed over once`, async () => {
  const dice = random(SEED)
  const where: string[] = []
  for (let round = 0; where.length < KILLS; round += 1) {
    expect(round).toBeLessThan(KILLS * 4)
    await peopleAct(round)
    const way = (['commit', 'odoo', 'marketplace'] as const)[Math.floor(dice() * 3)] ?? 'commit'
    const moment = dice() < 0.5 ? 'before' : 'after'
    const n = 1 + Math.floor(dice() * (way === 'commit' ? 16 : way === 'odoo' ? 30 : 14))
    const outcome = await strike(way, moment, n)
    for (const proxy of Object.values(world.proxies)) proxy.disarm()
    if (outcome.killed) where.push(`${way} ${way === 'commit' ? '' : moment} ${String(n)}`)
  }
  process.stderr.write(`killed at: ${where.join(', ')}\n`)
  await settle()
  await everythingOnce()
})

function strike(way: 'commit' | 'odoo' | 'marketplace', moment: 'before' | 'after', n: number): Promise<Outcome> {
  const jobs = { JOBS: 'returns' }
  if (way === 'commit') return world.track({ ...jobs, DIE_AT_COMMIT: String(n) })
  return world.track(jobs, (kill) => {
    world.proxies[way].arm(moment, n, kill)
  })
}

/** Runs in peace, the mirror in between: words that a decision began a conversation with must not be taken for somebody else's. */
async function settle(): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    await world.track({ JOBS: 'mirror' })
    const { unknown, count } = await world.track({ JOBS: 'returns' })
    for (const one of asked.filter(({ decided }) => decided === undefined)) await agentDecides(one)
    const open = asked.some(({ unit }) => decisionsOn(unit).length === 0)
    if (unknown.length === 0 && count?.ok === true && count.waiting === 0 && !open) return
  }
  throw new Error('something stays open')
}

const decisionsOn = (unit: string) => world.marketplace.trade.cases().find(({ id }) => id === unit)?.decisions ?? []

async function everythingOnce(): Promise<void> {
  for (const { unit, decided } of asked) expect(decisionsOn(unit)).toEqual([decided])
  const messages = (await world.rpc(
    'mail.message',
    'search_read',
    [[['message_id', '=like', `<${world.run}-market.%`]]],
    { fields: ['message_id', 'model', 'body'] },
  )) as { message_id: string; model: string; body: string }[]
  const ids = messages.map(({ message_id }) => message_id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  for (const { unit } of asked)
    expect(ids.filter((id) => id.startsWith(`<${world.run}-market.case.${unit}.to_decide@`))).toHaveLength(1)
  const repeated = messages.filter(
    ({ model, body }) => model === 'helpdesk.ticket' && Object.values(WORDS).some((words) => body.includes(words)),
  )
  expect(repeated).toEqual([])
  const tickets = (await world.rpc('ir.model.data', 'search_count', [
    [
      ['module', '=', '__mc__'],
      ['name', '=like', `${world.run}-market.t.%`],
    ],
  ])) as number
  expect(tickets).toBe(asked.length)
}
