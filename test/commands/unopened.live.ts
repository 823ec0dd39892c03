import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { type App, openApp } from '../../src/app.ts'
import { runCommand } from '../../src/commands/run.ts'
import { serveCommand } from '../../src/commands/serve.ts'
import { tellOpened } from '../../src/commands/unopened.ts'
import { loadSettings, type Settings } from '../../src/config/settings.ts'
import { type Fault, Misconfigured } from '../../src/domain/errors.ts'
import { type MailSink, startMailSink } from '../../src/mail/sink.ts'
import { type Hook, startHook } from '../alarms/hook.ts'
import { silent } from '../ledger/database.ts'

let folder: string
let sink: MailSink
let hook: Hook
const state = process.env['STATE_DIRECTORY']

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mc-unopened-'))
  mkdirSync(join(folder, 'accounts'))
  writeFileSync(join(folder, 'accounts', 'shop.env'), 'CONNECTOR=webshop\n')
  process.env['STATE_DIRECTORY'] = folder
  ;[sink, hook] = await Promise.all([startMailSink(), startHook()])
})
afterEach(async () => {
  if (state === undefined) delete process.env['STATE_DIRECTORY']
  else process.env['STATE_DIRECTORY'] = state
  await Promise.all([sink.close(), hook.close()])
  rmSync(folder, { recursive: true, force: true })
})

function settingsWith(change: Readonly<Record<string, string>>): Settings {
  const odoo = { ODOO_URL: 'http://127.0.0.1:9', ODOO_DB: 'none', ODOO_USER: 'none', ODOO_PASSWORD: 'none' }
  const alerts = {
    ALERT_MAIL: 'ops@example.org',
    ALERT_WEBHOOK: hook.url,
    SMTP_URL: sink.url,
    MAIL_FROM: 'a@b.example',
  }
  return loadSettings({ env: { ...odoo, ...alerts, ...change }, cwd: folder, registry: connectors })
}

/** As the command line starts a command: the fault with which it ends, or the app it opened. */
async function start(settings: Settings, command = serveCommand): Promise<Fault | App> {
  const io = { stdout: () => undefined, stderr: () => undefined, stdin: () => Promise.resolve('') }
  const context = { args: [], io, registry: connectors, log: silent, cwd: folder, runs: 'here' } as const
  try {
    const app = await openApp({ settings, registry: connectors, log: silent })
    await tellOpened(app)
    return app
  } catch (refusal) {
    return (await command
      .refused?.({ ...context, settings, refusal: refusal as Fault })
      .catch((error: unknown) => error)) as Fault
  }
}

const told = () => ({
  mails: sink.mails().map(({ subject }) => subject),
  calls: hook.calls().map(({ body }) => `${String(body['alarm'])} ${String(body['state'])}`),
})

test('a PostgreSQL that is away at the start is told once, whoever starts how often, and the start ends as before', async () => {
  const settings = settingsWith({ DATABASE_URL: 'postgres://care:secret@127.0.0.1:1/care' })
  const faults = [await start(settings), await start(settings, runCommand), await start(settings)]
  for (const fault of faults) expect(fault).toMatchObject({ kind: 'retryable' })
  expect(told()).toEqual({ mails: ['Marketplace Care alarm: Database away'], calls: ['database_away open'] })
  expect(sink.mails()[0]?.text).toMatch(/ECONNREFUSED.*marketplace-care doctor/s)
  expect(JSON.stringify([sink.mails()[0]?.raw, hook.calls()])).not.toContain('secret@')
})

test('a folder that cannot be used is told, and the all-clear when it can', async () => {
  const dataDir = join(folder, 'data')
  writeFileSync(dataDir, 'a file where a folder should be')
  const settings = settingsWith({ DATA_DIR: dataDir })
  expect(await start(settings)).toMatchObject({ message: expect.stringContaining('cannot be written') as unknown })
  rmSync(dataDir)
  const opened = await start(settings)
  expect(told()).toEqual({
    mails: ['Marketplace Care alarm: Database away', 'Marketplace Care over: Database away'],
    calls: ['database_away open', 'database_away cleared'],
  })
  // One that is in use is no fault.
  expect(await start(settings)).toBeInstanceOf(Misconfigured)
  expect(told().calls).toHaveLength(2)
  await (opened as App).close()
})

test('a mail server that is away too is tried again at the next start', async () => {
  const settings = settingsWith({ DATABASE_URL: 'postgres://care@127.0.0.1:1/care' })
  sink.fail({ kind: 'code', code: 451 }, 1)
  await start(settings)
  expect(told()).toEqual({ mails: [], calls: ['database_away open'] })
  await start(settings)
  expect(told()).toEqual({ mails: ['Marketplace Care alarm: Database away'], calls: ['database_away open'] })
})
