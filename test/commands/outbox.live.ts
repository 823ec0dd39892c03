import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { type App, openApp } from '../../src/app.ts'
import type { CommandIo } from '../../src/commands/command.ts'
import { outboxCommand } from '../../src/commands/outbox.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { accountName, type EffectId, effectId } from '../../src/domain/ids.ts'
import { silent } from '../ledger/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'mc-outbox-'))
let app: App

beforeAll(async () => {
  mkdirSync(join(folder, 'accounts'))
  const keys = `CLIENT_KEY=${'k'.repeat(32)}\nSECRET_KEY=${'s'.repeat(64)}\n`
  writeFileSync(join(folder, 'accounts', 'kaufland-de.env'), `CONNECTOR=kaufland\nMODE=live\n${keys}`)
  writeFileSync(join(folder, 'accounts', 'shop.env'), 'CONNECTOR=webshop\nMODE=live\n')
  // Nothing asks Odoo here.
  const odoo = { ODOO_URL: 'http://127.0.0.1:9', ODOO_DB: 'none', ODOO_USER: 'none', ODOO_PASSWORD: 'none' }
  const settings = loadSettings({ env: odoo, cwd: folder, registry: connectors })
  app = await openApp({ settings, registry: connectors, log: silent })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

async function outbox(...args: readonly string[]): Promise<{ code: number; says: string }> {
  let says = ''
  const io: CommandIo = {
    stdout: (text) => (says += text),
    stderr: (text) => (says += text),
    stdin: () => Promise.resolve(''),
  }
  const code = await outboxCommand.run({ args, io, registry: connectors, log: silent, cwd: folder, runs: 'here', app })
  return { code, says }
}

/** A notification that the guard stopped. */
async function stopped(account: string, kind: string, reason: string): Promise<EffectId> {
  const dedupeKey = `${account} ${kind} ${reason}`
  const row = { account: accountName(account), flow: 'notify', kind, dedupeKey, payload: {} } as const
  await app.ports.outbox.plan([{ ...row, state: 'suppressed', reason }])
  return (await app.ports.outbox.find(dedupeKey))?.id ?? effectId('')
}
const override = (id: EffectId) => outbox('override', id, '--by', 'Anna', '--reason', 'The buyer asked for it')

test.each([
  { account: 'kaufland-de', kind: 'shipped', label: 'Kaufland' },
  { account: 'kaufland-de', kind: 'return_received', label: 'Kaufland' },
])('a rule that is certain is released by nobody: $kind on $account', async ({ account, kind, label }) => {
  const id = await stopped(account, kind, 'policy_deny')
  const { code, says } = await override(id)
  expect(code).toBe(2)
  expect(says).toMatch(
    new RegExp(`^Effect ${id} cannot be released, by nobody: ${label}.* C \\(.*nothing was changed\\.\n$`),
  )
  expect(await app.ports.outbox.effect(id)).toMatchObject({ state: 'suppressed', reason: 'policy_deny', result: {} })
})

test.each([
  { account: 'kaufland-de', kind: 'order_confirmed', reason: 'policy_deny' },
  { account: 'shop', kind: 'shipped', reason: 'linter' },
])('a rule that is likely and what the linter found are: $kind on $account, $reason', async (given) => {
  const id = await stopped(given.account, given.kind, given.reason)
  expect(await override(id)).toEqual({ code: 0, says: `${id} is planned now.\n` })
  expect(await app.ports.outbox.effect(id)).toMatchObject({ state: 'planned', result: { overridden: { by: 'Anna' } } })
})

test('what the guard did not stop is not overridden, and the refusal says so', async () => {
  const id = await stopped('kaufland-de', 'refund_issued', 'too_old')
  await expect(override(id)).rejects.toThrow(/suppressed \(too_old\).*Only what the guard stopped/)
})
