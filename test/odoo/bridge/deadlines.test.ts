import { expect, test } from 'vitest'
import { systemClock } from '../../../src/kit/system-clock.ts'
import { createOdoo } from '../../../src/odoo/odoo.ts'
import { startOdooSandbox } from '../../../src/odoo/sandbox/sandbox.ts'

test('setup by a user who may not change models says what is missing and who can make it', async () => {
  const odoo = await startOdooSandbox()
  const groups = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_manager']
  odoo.state.addUser({ login: 'boss', password: 'boss', groups })
  const at = { url: odoo.url, db: odoo.db, transport: 'jsonrpc', clock: systemClock } as const
  const boss = createOdoo({ ...at, user: 'boss', password: 'boss' })
  const admin = createOdoo({ ...at, user: odoo.user, password: odoo.password })

  const first = await boss.setup()
  expect(first.made).toContain('setup.team')
  expect(first.missing).toEqual([expect.stringContaining('Role / Administrator')])
  expect(await boss.deadlines.place()).toBe('nowhere')

  expect((await admin.setup()).made).toEqual([
    'field x_mc_waiting_since',
    'field x_mc_answer_by',
    'setup.view_list',
    'setup.view_form',
    'setup.view_search',
  ])
  expect(await admin.deadlines.place()).toBe('fields')
  expect(await admin.setup()).toMatchObject({ made: [] })
  expect(await boss.setup()).not.toHaveProperty('missing')
  await boss.close()
  await admin.close()
  await odoo.close()
})
