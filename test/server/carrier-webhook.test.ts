import { afterEach, expect, test } from 'vitest'
import { signatureOf, takeCarrierCall } from '../../src/flows/carrier-hook.ts'
import { instant } from '../../src/domain/time.ts'
import type { Store } from '../../src/ledger/store.ts'
import { memoryStore, silent } from '../ledger/database.ts'
import { given } from './world.ts'

const SECRET = 'a-long-secret-that-two-sides-share'
const NOW = instant('2026-03-11T09:00:00Z')
const clock = { now: () => NOW, sleep: () => Promise.resolve() }
const EVENT = { reference: '00340434161094042557', status: 'exception', at: '2026-03-11T08:00:00Z' }
const open: Store[] = []
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})

async function taking() {
  const store = await memoryStore({ clock, log: silent })
  open.push(store)
  const world = await given({
    consolePassword: 'a password',
    carrierEvents: (call) => takeCarrierCall(call, SECRET, { ledger: store.ledger, clock }),
  })
  const send = (
    payload: string,
    { url = '/webhooks/carrier/aggregator', type = 'application/json', signed = payload } = {},
  ) =>
    world.server.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': type, 'x-care-signature': signatureOf(Buffer.from(signed), SECRET, NOW) },
    })
  return { ...world, store, send }
}

test('what is signed is kept, whatever its blanks and its type; sent again it is known', async () => {
  const { send, store } = await taking()
  const payload = `\n  ${JSON.stringify(EVENT, null, 3)} `
  expect((await send(payload)).json()).toEqual({ events: 1, new: 1 })
  expect((await send(payload, { type: 'text/plain' })).json()).toEqual({ events: 1, new: 0 })
  expect([...(await store.ledger.carrier.newest([EVENT.reference])).values()]).toMatchObject([{ state: 'exception' }])
})

test('what is not signed, or signed for another body, is refused and logged without what it says', async () => {
  const { send, server, logged } = await taking()
  const payload = JSON.stringify(EVENT)
  expect((await send(payload, { signed: '{}' })).statusCode).toBe(401)
  const bare = await server.inject({ method: 'POST', url: '/webhooks/carrier/aggregator', payload: EVENT })
  expect(bare.statusCode).toBe(401)
  expect(bare.json()).toMatchObject({ error: 401, message: expect.stringContaining('X-Care-Signature') as string })
  expect(logged.join()).toContain('what a carrier told was refused')
  expect(logged.join()).not.toContain(EVENT.reference)
})

test('what is no event is refused with what is expected', async () => {
  const { send } = await taking()
  const answer = await send('{"reference":"R1","status":"arrived","at":"2026-03-11T08:00:00Z"}')
  expect([answer.statusCode, answer.json<{ message: string }>().message]).toEqual([
    400,
    expect.stringContaining('status is not as expected'),
  ])
})

test('a name that is none is refused; a body that is too large as well', async () => {
  const { send } = await taking()
  expect((await send('{}', { url: '/webhooks/carrier/A%20B' })).statusCode).toBe(400)
  expect((await send(`"${'x'.repeat(600_000)}"`)).statusCode).toBe(413)
})

test('without a secret there is no such address', async () => {
  const { server } = await given()
  const answer = await server.inject({ method: 'POST', url: '/webhooks/carrier/aggregator', payload: '{}' })
  expect(answer.statusCode).toBe(404)
  expect(answer.json<{ message: string }>().message).toContain('CARRIER_WEBHOOK_SECRET')
})
