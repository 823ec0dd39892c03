import { expect, test } from 'vitest'
import { accountName } from '../../src/domain/ids.ts'
import { ago, effect, given, workingDay } from './world.ts'

test('the service says that it lives', async () => {
  const { server } = await given()
  const answer = await server.inject('/health/live')
  expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'live', version: '1.2.3' }])
})

test('ready or not, every check is shown', async () => {
  const world = await given()
  expect((await world.server.inject('/health/ready')).statusCode).toBe(200)
  world.status = { ready: false, checks: [{ name: 'odoo', ok: false, detail: 'Odoo does not answer.' }] }
  const answer = await world.server.inject('/health/ready')
  expect([answer.statusCode, answer.json()]).toEqual([503, world.status])
})

test('a monitor may ask for health as often as it likes', async () => {
  const { server } = await given()
  const answers = await Promise.all(Array.from({ length: 700 }, () => server.inject('/health/live')))
  expect(answers.filter(({ statusCode }) => statusCode !== 200)).toEqual([])
})

test('the figures for Prometheus are those of the ledger', async () => {
  const { server, metrics } = await given({ held: workingDay() })
  metrics.passed({ job: 'notify', ok: true, seconds: 2 })
  metrics.passed({ job: 'notify', ok: false, seconds: 0.1 })
  metrics.odooCalled({ 'helpdesk.ticket.load': 2 })
  const { body, headers } = await server.inject('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  for (const line of [
    'marketplace_care_build_info{version="1.2.3"} 1',
    'marketplace_care_account_info{account="shop",marketplace="Web shop",mode="live"} 1',
    'marketplace_care_account_paused{account="market-de"} 1',
    'marketplace_care_account_paused{account="shop"} 0',
    `marketplace_care_account_last_success_timestamp_seconds{account="shop"} ${String(Date.parse(ago(12)) / 1000)}`,
    'marketplace_care_messages{account="shop",state="mirrored"} 128',
    'marketplace_care_effects{account="market-de",flow="reply",reason="",state="failed"} 1',
    'marketplace_care_effects{account="shop",flow="notify",reason="no_address",state="suppressed"} 1',
    'marketplace_care_passes_total{job="notify",result="failed"} 1',
    'marketplace_care_pass_duration_seconds_count{job="notify"} 2',
    'marketplace_care_odoo_calls_total{call="helpdesk.ticket.load"} 2',
  ]) {
    expect(
      body.replaceAll(/\{(.*?)\}/g, (_, labels: string) => `{${labels.split(',').toSorted().join(',')}}`),
    ).toContain(line)
  }
})

test('every figure says what it is', async () => {
  const { metrics } = await given()
  const described = await metrics.registry.getMetricsAsJSON()
  expect(described.map(({ name }) => name).filter((name) => !name.startsWith('marketplace_care_'))).toEqual([])
  expect(described.filter(({ help }) => help.length < 10)).toEqual([])
})

test('a reason that is gone leaves no figure behind', async () => {
  const world = await given({ held: { effects: [effect('1', { state: 'suppressed', reason: 'shadow' })] } })
  expect((await world.server.inject('/metrics')).body).toContain('reason="shadow"')
  world.held.effects = []
  expect((await world.server.inject('/metrics')).body).not.toContain('reason="shadow"')
})

test.each(['GET', 'POST'] as const)('%s to a webhook says that there is none yet', async (method) => {
  const { server } = await given()
  const answer = await server.inject({ method, url: '/webhooks/market-de', payload: {} })
  expect(answer.statusCode).toBe(404)
  expect(answer.json<{ message: string }>().message).toContain('Webhooks are not built yet')
})

test('an unknown address is answered in the language of who asks', async () => {
  const { server } = await given()
  const machine = await server.inject('/nothing')
  expect(machine.json()).toEqual({ error: 404, message: 'There is nothing at this address.' })
  const person = await server.inject({ url: '/nothing', headers: { accept: 'text/html' } })
  expect([person.statusCode, person.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
})

test('what breaks inside is told without its text, and logged without it', async () => {
  const { server, logged } = await given({
    status: () => Promise.reject(new TypeError('cannot read "Wo bleibt mein Paket?"')),
  })
  const answer = await server.inject('/health/ready')
  expect(answer.statusCode).toBe(500)
  expect(answer.json<{ message: string }>().message).toContain('Something failed here.')
  expect(logged.join('')).toContain('TypeError')
  expect(logged.join('') + answer.body).not.toContain('Paket')
})

test('an account that the ledger does not know yet is not paused', async () => {
  const { metrics, held } = await given()
  held.states = held.states.filter(({ account }) => account !== accountName('shop'))
  expect(await metrics.registry.metrics()).toContain('marketplace_care_account_paused{account="shop"} 0')
})
