import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type KauflandSandbox } from '../../connectors/kaufland/sandbox.ts'
import { sendCommand } from '../../src/ledger/control.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'

const CLI = path.resolve('src/cli.ts')
let folder: string
let odoo: OdooSandbox
let marketplace: KauflandSandbox
const running = new Set<ChildProcess>()

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mc-cli-'))
  odoo = await startOdooSandbox()
  marketplace = await startSandbox({})
  mkdirSync(path.join(folder, 'accounts'))
  const keys = Object.entries(marketplace.settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
  writeFileSync(
    path.join(folder, 'accounts', 'kaufland-de.env'),
    `CONNECTOR=kaufland\nMODE=live\nMESSAGE_POLL_SECONDS=1\nBASE_URL=${marketplace.baseUrl}\n${keys}`,
  )
  writeFileSync(
    path.join(folder, '.env'),
    `ODOO_URL=${odoo.url}\nODOO_DB=${odoo.db}\nODOO_USER=${odoo.user}\nODOO_PASSWORD=${odoo.password}\nHTTP_PORT=0\nLOG_LEVEL=error\n`,
  )
})

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await odoo.close()
  await marketplace.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(
  args: readonly string[],
  cwd = folder,
): { child: ChildProcess; ended: Promise<Ended>; says: (text: string) => Promise<void> } {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code, stdout, stderr })
    })
  })
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve()
      }
      child.stderr.on('data', look)
      child.on('exit', () => {
        reject(new Error(`ended before it said “${text}”:\n${stderr}`))
      })
      look()
    })
  return { child, ended, says }
}

const cli = (args: readonly string[], cwd?: string): Promise<Ended> => start(args, cwd).ended
/** As another process asks the one that holds the folder, without the seconds of its start. */
async function asked(argv: readonly string[]): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  const io = { stdout: (text: string) => void (stdout += text), stderr: (text: string) => void (stderr += text) }
  const code = await sendCommand(path.join(folder, 'data'), { argv, stdin: '', cwd: folder }, io)
  return { code: code ?? null, stdout, stderr }
}
const lastLine = (text: string): unknown => JSON.parse(text.trim().split('\n').at(-1) ?? '')

test('policy, preview, --help and --version need no settings', async () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'mc-empty-'))
  const [policy, preview, help, version, doctor] = await Promise.all([
    cli(['policy', '--json'], empty),
    cli(['preview', 'shipped', '--locale', 'de', '--json'], empty),
    cli(['--help'], empty),
    cli(['--version'], empty),
    cli(['doctor'], empty),
  ])
  rmSync(empty, { recursive: true })
  expect((lastLine(policy.stdout) as unknown[]).length).toBe(110)
  expect(lastLine(preview.stdout)).toMatchObject({ subject: expect.stringContaining('unterwegs') as unknown })
  expect([policy.code, preview.code, help.code, version.code]).toEqual([0, 0, 0, 0])
  expect(doctor.code).toBe(2)
  expect(doctor.stderr).toContain('ODOO_URL')
})

test('wrong use ends with 2 and says what is possible; what is not built yet says so', async () => {
  const [unknown, later, job] = await Promise.all([cli(['serv']), cli(['backfill']), cli(['run', 'retention'])])
  expect([unknown.code, later.code, job.code]).toEqual([2, 2, 2])
  expect(unknown.stderr).toContain('serve')
  for (const { stderr } of [later, job]) expect(stderr).toContain('not built yet')
})

test('while serve holds the folder, commands work through it, a second serve is refused, and it stops when told', async () => {
  marketplace.writes({ order: 'K1', buyer: { id: '1', name: 'Anna' }, role: 'buyer', text: 'Frage' })
  const serve = start(['serve'])
  await serve.says('listens on')
  const [run, second, list, exported, imported, rebind, nameless] = await Promise.all([
    cli(['run', 'mirror', '--json']),
    cli(['serve']),
    cli(['outbox', 'list', '--json']),
    asked(['ledger', 'export', 'ledger.gz', '--json']),
    asked(['ledger', 'import', 'ledger.gz']),
    asked(['ledger', 'rebind', '--json']),
    asked(['ledger', 'rebind', '--yes']),
  ])
  expect(run.code).toBe(0)
  expect(lastLine(run.stdout)).toMatchObject({ job: 'mirror', accounts: [{ account: 'kaufland-de', ok: true }] })
  expect(list.code).toBe(0)
  expect(lastLine(list.stdout)).toEqual([])
  // The service writes where the caller stands.
  const file = path.join(folder, 'ledger.gz')
  expect(lastLine(exported.stdout)).toMatchObject({ ok: true, file, tables: { accounts: 1 } })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect([exported.code, imported.code]).toEqual([0, 2])
  expect(imported.stderr).toContain('Stop it first')
  expect(lastLine(rebind.stdout)).toMatchObject({ done: false, stop: null, tickets: { gone: 0 }, unknown_receipts: 0 })
  expect([rebind.code, nameless.code]).toEqual([0, 2])
  expect(nameless.stderr).toContain('--by NAME')
  expect(second.code).not.toBe(0)
  expect(second.stderr).toMatch(/another process/i)
  serve.child.kill('SIGTERM')
  expect((await serve.ended).code).toBe(0)
  expect(odoo.state.rows('helpdesk.ticket')).toHaveLength(1)
})

test('after kill -9 the next process takes the folder at once and repeats nothing', async () => {
  const serve = start(['serve'])
  await serve.says('listens on')
  serve.child.kill('SIGKILL')
  await serve.ended
  const run = await cli(['run', 'all', '--json'])
  expect(run.code).toBe(0)
  expect(odoo.state.rows('helpdesk.ticket')).toHaveLength(1)
})
