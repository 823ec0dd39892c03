import { readFileSync } from 'node:fs'
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

test('every figure that the alert rules speak of is there', async () => {
  const { server } = await given({ held: { troubles: [], deadlines: [] } })
  const { body } = await server.inject('/metrics')
  const known = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  const rules = readFileSync('docs/prometheus/alerts.yml', 'utf8')
  const used = new Set([...rules.matchAll(/marketplace_care_[a-z_]+/g)].map(([name]) => name))
  expect(used.size).toBeGreaterThanOrEqual(10)
  expect([...used].filter((name) => !known.has(name))).toEqual([])
})

test('what is in trouble, late and open is counted for Prometheus', async () => {
  const [shop, market] = [accountName('shop'), accountName('market-de')]
  const finding = { kind: 'disk_full', account: null, summary: 'Full.', graceSeconds: 0 } as const
  const { server } = await given({
    held: {
      troubles: [{ account: shop, trouble: 'unknown', count: 2, oldest: ago(60), newest: ago(5), effects: [] }],
      deadlines: [{ account: market, waiting: 4, late: 3, nextAt: null }],
      jobs: [{ job: 'mirror', account: market, lastSuccess: ago(60), failingSince: null, error: null }],
      alarms: [
        { id: '1', key: 'disk_full::', since: ago(60), opened: ago(60), gone: null, cleared: null, finding, told: {} },
      ],
    },
  })
  const { body } = await server.inject('/metrics')
  for (const line of [
    'marketplace_care_effects_troubled{account="shop",trouble="unknown"} 2',
    'marketplace_care_effects_troubled{account="market-de",trouble="overdue"} 0',
    'marketplace_care_deadline_late{account="market-de"} 3',
    'marketplace_care_deadline_waiting{account="market-de"} 4',
    'marketplace_care_alarm_open{kind="disk_full"} 1',
    'marketplace_care_alarm_open{kind="odoo_away"} 0',
    `marketplace_care_job_last_success_timestamp_seconds{job="mirror",account="market-de"} ${String(Date.parse(ago(60)) / 1000)}`,
    'marketplace_care_sending_stopped 0',
    'marketplace_care_database_up 1',
  ])
    expect(body.split('\n')).toContain(line)
  const page = await server.inject('/console')
  expect(page.body).toContain('Disk full')
  expect(page.body).toContain('Free or add space')
})
