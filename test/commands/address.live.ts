import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { type App, openApp } from '../../src/app.ts'
import { addressCommand } from '../../src/commands/address.ts'
import type { CommandIo } from '../../src/commands/command.ts'
import { loadSettings } from '../../src/config/settings.ts'
import { accountName } from '../../src/domain/ids.ts'
import { addressHash } from '../../src/kit/address-hash.ts'
import { silent } from '../ledger/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'mc-address-'))
let app: App

beforeAll(async () => {
  mkdirSync(join(folder, 'accounts'))
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

async function address(...args: readonly string[]): Promise<string> {
  let says = ''
  const io: CommandIo = {
    stdout: (text) => (says += text),
    stderr: (text) => (says += text),
    stdin: () => Promise.resolve(''),
  }
  const context = { args, io, registry: connectors, log: silent, cwd: folder, runs: 'here', app } as const
  expect(await addressCommand.run(context)).toBe(0)
  return says
}

test('a refused address is listed without it, shown and cleared by it; an objection only where that is said', async () => {
  const { barriers } = app.ports.ledger
  const marked = { hash: addressHash('maria@example.org'), account: accountName('shop') }
  await barriers.mark({ ...marked, mark: 'bounced', reason: '550 5.1.1' })
  await barriers.mark({ ...marked, mark: 'objected', reason: 'Anna' })
  const listed = await address('list')
  expect(listed).toContain('refused (550 5.1.1)')
  expect(listed).not.toContain('maria')
  expect(await address('show', 'Maria@Example.org')).toBe('bounced, objected\n')
  expect(await address('clear', 'maria@example.org')).toContain('Cleared: bounced.')
  expect(await address('show', 'maria@example.org')).toBe('objected\n')
  expect(await address('clear', 'maria@example.org', '--objection')).toContain('Cleared: objected.')
  expect(await address('clear', 'maria@example.org')).toContain('Nothing was kept')
  expect(await address('list')).toBe('No address was refused.\n')
})

test('what is no address is wrong use', async () => {
  await expect(address('clear', 'maria')).rejects.toThrow('Name one mail address.')
  await expect(address('burn')).rejects.toThrow('Say list, show or clear.')
})
