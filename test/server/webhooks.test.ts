import { expect, test } from 'vitest'
import type { WebhookAnswer, WebhookCall, WebhookLook } from '../../src/kit/connector.ts'
import { given } from './world.ts'

/** A server whose only account takes what is signed with `yes`. */
async function taking() {
  const calls: WebhookCall[] = []
  const looks: (readonly WebhookLook[])[] = []
  const receive = (call: WebhookCall): WebhookAnswer => {
    calls.push(call)
    const challenge = new URL(call.url).searchParams.get('challenge')
    if (call.method === 'GET' && challenge !== null) {
      return { kind: 'challenge', body: challenge, contentType: 'text/plain; charset=utf-8' }
    }
    if (call.headers['signature'] === 'yes') return { kind: 'hint', look: ['cases'] }
    return { kind: 'refused', status: 401, reason: 'The signature is not right.' }
  }
  const world = await given({
    consolePassword: 'a password',
    webhooks: {
      publicUrl: 'https://care.example.org/odoo',
      receive: (account, call) => (account === 'market-de' ? receive(call) : undefined),
      look: (_account, what) => {
        looks.push(what)
      },
    },
  })
  return { ...world, calls, looks }
}

const push = { method: 'POST', url: '/webhooks/market-de?storefront=de' } as const

test('a challenge is answered with nothing but itself', async () => {
  const { server, looks } = await taking()
  const answer = await server.inject('/webhooks/market-de?mode=subscribe&challenge=abc%201')
  expect([answer.statusCode, answer.body, looks]).toEqual([200, 'abc 1', []])
})

test('a signed push makes the service look, and is not believed', async () => {
  const { server, calls, looks } = await taking()
  const payload = '{ "event_name" : "return_new",\n "id":9007199254740993 }'
  const headers = { signature: 'yes', 'content-type': 'application/json' }
  const answer = await server.inject({ ...push, payload, headers })
  expect([answer.statusCode, answer.body, looks]).toEqual([204, '', [['cases']]])
  expect(calls[0]?.url).toBe('https://care.example.org/odoo/webhooks/market-de?storefront=de')
  expect(Buffer.from(calls[0]?.body ?? []).toString()).toBe(payload)
})

test.each([
  ['as JSON that is none', 'application/json', '{'],
  ['as a form', 'application/x-www-form-urlencoded', 'a=1'],
  ['as something unknown', 'application/x-what', '\u0000'],
  ['without a type', undefined, 'x'],
])('the bytes %s arrive as they were sent', async (_how, type, payload) => {
  const { server, calls } = await taking()
  const headers = { signature: 'yes', ...(type === undefined ? {} : { 'content-type': type }) }
  expect((await server.inject({ ...push, payload, headers })).statusCode).toBe(204)
  expect(Buffer.from(calls[0]?.body ?? []).toString()).toBe(payload)
})

test('an empty push is judged by its signature', async () => {
  const { server } = await taking()
  expect((await server.inject({ ...push, headers: { signature: 'yes' } })).statusCode).toBe(204)
})

test('a push with a wrong signature makes nobody look, and its text is not logged', async () => {
  const { server, looks, logged } = await taking()
  const answer = await server.inject({ ...push, payload: 'Wo bleibt mein Paket?', headers: { signature: 'no' } })
  expect([answer.statusCode, looks]).toEqual([401, []])
  expect(logged.join('')).toContain('a push was refused')
  expect(logged.join('') + answer.body).not.toContain('Paket')
})

test('what is too large is not read', async () => {
  const { server, calls } = await taking()
  const answer = await server.inject({ ...push, payload: 'x'.repeat(65 * 1024), headers: { signature: 'yes' } })
  expect([answer.statusCode, calls]).toEqual([413, []])
})

test('a push opens no other address: forms of the console still have to come from its own pages', async () => {
  const { server } = await taking()
  const answer = await server.inject({ method: 'POST', url: '/console/login', headers: { signature: 'yes' } })
  expect(answer.statusCode).toBe(403)
})

test.each(['GET', 'POST'] as const)('%s to an account that takes none says so', async (method) => {
  const { server } = await taking()
  const answer = await server.inject({ method, url: '/webhooks/shop' })
  expect(answer.statusCode).toBe(404)
  expect(answer.json<{ message: string }>().message).toContain('no account of this name takes pushes')
})

test('without PUBLIC_URL nothing is taken', async () => {
  const { server } = await given()
  expect((await server.inject({ ...push, headers: { signature: 'yes' } })).statusCode).toBe(404)
})
