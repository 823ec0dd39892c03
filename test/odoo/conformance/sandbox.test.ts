import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { instant, plusMs, type Instant } from '../../../src/domain/time.ts'
import { startOdooSandbox, type OdooSandbox } from '../../../src/odoo/sandbox/sandbox.ts'
import { createOne, readOne, refusal, searchRead } from './help.ts'
import { subjectAt, type Subject } from './subject.ts'

/** The connection broke, or there was none. */
const LOST = /socket hang up|ECONNRESET|ECONNREFUSED/

let at: Instant
let sandbox: OdooSandbox
let odoo: Subject

beforeEach(async () => {
  at = instant('2026-03-01T10:00:00Z')
  sandbox = await startOdooSandbox({ now: () => at })
  odoo = subjectAt({ ...sandbox, addon: false }, 'jsonrpc')
})
afterEach(() => sandbox.close())

const partners = (name: string): Promise<unknown> =>
  odoo.rpc('res.partner', 'search_count', [], { domain: [['name', '=', name]] })
const make = (name: string): Promise<unknown> => odoo.rpc('res.partner', 'create', [[{ name }]])

describe('faults on demand', () => {
  test('a connection cut before the call leaves nothing behind, one cut after it what was asked', async () => {
    sandbox.fail({ model: 'res.partner', method: 'create', kind: 'cut-before' })
    await expect(make('before')).rejects.toThrow(LOST)
    sandbox.fail({ model: 'res.partner', method: 'create', kind: 'cut-after' })
    await expect(make('after')).rejects.toThrow(LOST)
    expect([await partners('before'), await partners('after')]).toEqual([0, 1])
  })

  test('a collision is an error, and a message in load; nothing is done', async () => {
    sandbox.fail({ method: 'create', kind: 'serialization' })
    const collided = await refusal(make('x'))
    expect([collided.pythonName, collided.message]).toEqual([
      'psycopg2.errors.SerializationFailure',
      'could not serialize access due to concurrent update\n',
    ])
    sandbox.fail({ method: 'load', kind: 'serialization' })
    const loaded = await odoo.rpc('res.partner', 'load', [], { fields: ['name'], data: [['x']] })
    expect(loaded).toMatchObject({
      ids: false,
      messages: [{ message: expect.stringContaining('serialize') as unknown }],
    })
    expect(await partners('x')).toBe(0)
  })

  test('a fault counts matching calls only, in their order, and then is over', async () => {
    await odoo.rpc('res.users', 'context_get', [])
    sandbox.fail({ model: 'res.partner', kind: 'status-500', times: 2 })
    const answers: unknown[] = []
    for (const model of ['res.country', 'res.partner', 'res.partner', 'res.partner']) {
      answers.push(
        await odoo.rpc(model, 'search_count', [], { domain: [] }).then(
          () => 'ok',
          () => 'failed',
        ),
      )
    }
    expect(answers).toEqual(['ok', 'failed', 'failed', 'ok'])
  })

  test('a silent server never answers until it is closed', async () => {
    sandbox.fail({ method: 'search_count', kind: 'silence' })
    const asked = partners('x')
    const ended = expect(asked).rejects.toThrow(LOST)
    await sandbox.close()
    await ended
  })

  test('a stopped server refuses connections and comes back with its data', async () => {
    await make('kept')
    await sandbox.stop()
    await expect(partners('kept')).rejects.toThrow(LOST)
    await sandbox.start()
    expect(await partners('kept')).toBe(1)
  })
})

test('calls are listed by model and method', async () => {
  await make('x')
  await partners('x')
  expect(sandbox.requests()).toEqual(['res.partner.create', 'res.partner.search_count'])
})

test('mails that Odoo would send are listed with whom they would reach', async () => {
  const partner = await createOne(odoo.rpc, 'res.partner', { name: 'Kim', email: 'kim@example.org' })
  const stage = sandbox.state.rows('helpdesk.ticket.stage', [['name', '=', 'Done']])[0]?.id
  const ticket = await createOne(odoo.rpc, 'helpdesk.ticket', { name: 'x', description: 'd', partner_id: partner })
  await odoo.rpc('helpdesk.ticket', 'write', [[ticket]], { vals: { stage_id: stage } })
  expect(sandbox.mails()).toMatchObject([
    { to: ['kim@example.org'], recipients: ['Kim'], model: 'helpdesk.ticket', resId: ticket },
  ])
})

test('times follow the given clock, and two changes of one moment still have an order', async () => {
  const first = await createOne(odoo.rpc, 'res.partner', { name: 'first' })
  const second = await createOne(odoo.rpc, 'res.partner', { name: 'second' })
  await odoo.rpc('res.partner', 'write', [[first]], { vals: { ref: 'x' } })
  const rows = await searchRead(odoo.rpc, 'res.partner', [['id', 'in', [first, second]]], ['write_date'], 'write_date')
  expect(rows.map((row) => [row.id, row['write_date']])).toEqual([
    [second, '2026-03-01 10:00:00'],
    [first, '2026-03-01 10:00:00'],
  ])
  at = plusMs(at, 90_000)
  await odoo.rpc('res.partner', 'write', [[second]], { vals: { ref: 'y' } })
  expect(await readOne(odoo.rpc, 'res.partner', second, ['write_date', 'create_date'])).toMatchObject({
    write_date: '2026-03-01 10:01:30',
    create_date: '2026-03-01 10:00:00',
  })
})

test('a user with fewer groups sees the missing right', async () => {
  const { login, password } = sandbox.state.addUser({ login: 'poor', password: 'poor', groups: ['base.group_user'] })
  const refused = await refusal(odoo.as(login, password)('sale.order', 'search', [], { domain: [] }))
  expect(refused.message).toContain("You are not allowed to access 'Sales Order' (sale.order) records.")
})

test('every user logs in with password and API key; another database is unknown', async () => {
  for (const user of [sandbox.service, sandbox.agent]) {
    expect(await odoo.as(user.login, user.apiKey)('res.users', 'context_get', [])).toMatchObject({ lang: 'en_US' })
  }
  await expect(odoo.as('admin', 'wrong')('res.users', 'context_get', [])).rejects.toThrow('Access Denied')
})
