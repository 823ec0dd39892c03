import { expect, test } from 'vitest'
import type { App } from '../src/app.ts'
import { NOTIFICATION_KINDS } from '../src/domain/notification.ts'
import { createFacts } from '../src/facts.ts'
import { given as flows } from './flows/world.ts'
import { given as serving } from './server/world.ts'

const TOKEN = 'a-token-of-the-shop'
const authorization = `Bearer ${TOKEN}`

/** The service's server on top of one shop, with an order W1 that was confirmed. */
async function shop() {
  const world = await flows({ shop: { notify: [...NOTIFICATION_KINDS] } })
  await world.pass('notify')
  world.clock.pass(60)
  await world.clerk.product({ key: 'pot', name: 'Topf', price: 24.9, stock: 50 })
  const home = { street: 'Lindenstr. 7', zip: '04155', city: 'Leipzig', country: 'DE' }
  await world.clerk.customer({ key: 'maria', name: 'Maria', email: 'maria@example.org', language: 'de_DE', ...home })
  const lines = [{ product: 'pot', quantity: 1 }]
  const { name } = await world.clerk.orderConfirmed({ key: 'o', customer: 'maria', lines, clientOrderRef: 'W1' })
  await world.pass('notify')
  const { accounts, ports } = world
  const facts = createFacts({ settings: { apiToken: TOKEN }, accounts, ports } as unknown as App)
  const { server } = await serving(facts === undefined ? {} : { facts })
  const at = world.clock.now()
  const post = (payload: object, headers: Record<string, string> = { authorization }) =>
    server.inject({ method: 'POST', url: '/api/facts', headers, payload })
  return { ...world, post, name, at }
}

test('without API_TOKEN the address does not exist; with another token nobody gets in', async () => {
  const { server } = await serving({})
  const url = '/api/facts'
  expect((await server.inject({ method: 'POST', url, headers: { authorization }, payload: {} })).statusCode).toBe(404)
  const { post, at, sink } = await shop()
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }] as Record<string, string>[])
    expect((await post({ order: 'W1', fact: 'withdrawn', at }, headers)).statusCode).toBe(401)
  expect(sink.mails()).toHaveLength(1)
})

test('a withdrawal by the shop’s button: its receipt has left with the answer; the same again is the same', async () => {
  const { post, at, sink, name } = await shop()
  const body = { order: name, fact: 'withdrawn', at, text: 'Ich widerrufe.', name: 'Maria' }
  const first = await post(body)
  expect([first.statusCode, first.json()]).toEqual([
    200,
    { order: name, account: 'shop', fact: 'withdrawn', new: true, notifications: 1 },
  ])
  expect(sink.mails().at(-1)?.text).toContain('Ich widerrufe.')
  expect((await post(body)).json()).toMatchObject({ new: false, notifications: 0 })
  expect(sink.mails()).toHaveLength(2)
})

const refusals = [
  [400, 'order is missing', { order: '', fact: 'withdrawn' }],
  [400, 'fact is none of', { order: 'W1', fact: 'lost' }],
  [400, 'at is no time', { order: 'W1', fact: 'withdrawn', at: '2026-03-02' }],
  [400, 'at is no time', { order: 'W1', fact: 'withdrawn', at: '2026-02-30T10:00:00Z' }],
  [400, 'at is no time', { order: 'W1', fact: 'withdrawn', at: '2026-03-02T10:00:00+15:00' }],
  [400, 'at is missing', { order: 'W1', fact: 'withdrawn', at: undefined }],
  [400, 'order is longer', { order: 'x'.repeat(201), fact: 'withdrawn' }],
  [400, 'picking goes with delivered only', { order: 'W1', fact: 'withdrawn', picking: 'WH/OUT/1' }],
  [400, 'colour', { order: 'W1', fact: 'withdrawn', colour: 'red' }],
  [400, 'text is longer', { order: 'W1', fact: 'withdrawn', text: 'x'.repeat(20_001) }],
  [422, 'There is no order W99', { order: 'W99', fact: 'withdrawn' }],
  [422, 'no done delivery', { order: 'W1', fact: 'delivered' }],
  [422, 'has not come yet', { order: 'W1', fact: 'withdrawn', at: '2036-03-02T10:00:00Z' }],
] as const

test('what cannot be so is refused in words, and nothing is kept of it', async () => {
  const { post, at, store } = await shop()
  for (const [status, words, change] of refusals) {
    const answer = await post({ at, ...change })
    expect([answer.statusCode, answer.json<{ message: string }>().message]).toEqual([
      status,
      expect.stringContaining(words),
    ])
  }
  expect(await store.outbox.list({})).toHaveLength(1)
})

test('the longest words of a buyer are taken as PHP writes them, each sign escaped', async () => {
  const { server } = await serving({ facts: { token: TOKEN, take: (body) => Promise.resolve(kept(body)) } })
  const payload = JSON.stringify({ text: 'Ä'.repeat(20_000) }).replaceAll('Ä', '\\u00c4')
  const headers = { authorization, 'content-type': 'application/json' }
  expect((await server.inject({ method: 'POST', url: '/api/facts', headers, payload })).statusCode).toBe(200)
})

const kept = (body: unknown) => {
  expect((body as { text: string }).text).toHaveLength(20_000)
  return { kind: 'taken', answer: { order: '', account: '', fact: '', new: true, notifications: 0 } } as const
}

test('a withdrawal as of before go-live is listed only, and whoever tells it is told so', async () => {
  const { post, sink } = await shop()
  const answer = await post({ order: 'W1', fact: 'withdrawn', at: '2025-03-02T10:00:00Z' })
  expect(answer.json()).toMatchObject({ new: true, held_back: 'before_go_live' })
  expect(sink.mails()).toHaveLength(1)
})
