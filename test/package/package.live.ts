import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { good, install, type Installed, root, run, settings, start } from './installed.ts'

const version = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8'))).version
let installed: Installed
let odoo: OdooSandbox

beforeAll(async () => {
  odoo = await startOdooSandbox()
  installed = await install()
})

afterAll(async () => {
  installed.remove()
  await odoo.close()
})

const care = (...args: string[]): Promise<string> => good(installed.command, args, installed.folder)

test('the package holds what runs, and neither sources nor tests', async () => {
  const files = (await good('tar', ['tzf', installed.packed], root)).trim().split('\n')
  const tops = new Set(files.map((file) => file.split('/')[1]))
  expect([...tops].sort()).toEqual([
    '.env.example',
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'accounts',
    'dist',
    'docs',
    'locales',
    'odoo-addon',
    'package.json',
    'src',
    'templates',
  ])
  expect(files.filter((file) => /\.ts$|\/tests?\/|fixtures|__pycache__|(^|\/)\.env$|\.tgz$/.test(file))).toEqual([])
  expect(files.filter((file) => file.startsWith('package/src/'))).toEqual(['package/src/bin.mjs'])
  const built = files.filter((file) => file.startsWith('package/dist/') && file.endsWith('.js'))
  for (const file of built) {
    const text = readFileSync(path.join(installed.folder, 'node_modules/marketplace-care', file.slice(8)), 'utf8')
    expect(/(from|import\() ?['"]\.[^'"]+\.ts['"]/.test(text), `${file} imports a source`).toBe(false)
  }
})

test('it runs by npx, by the direct path, from a clone, and with a global prefix from any folder', async () => {
  expect((await good('npx', ['marketplace-care', '--version'], installed.folder)).trim()).toBe(version)
  expect((await care('--version')).trim()).toBe(version)
  expect((await good('npx', ['marketplace-care', '--version'], root)).trim()).toBe(version)
  const prefix = path.join(path.dirname(installed.folder), 'prefix')
  await good('npm', ['install', '-g', '--prefix', prefix, '--prefer-offline', '--no-audit', installed.packed], '/')
  expect((await good(path.join(prefix, 'bin', 'marketplace-care'), ['--version'], '/')).trim()).toBe(version)
  expect(
    z
      .array(z.unknown())
      .parse(JSON.parse(await good(path.join(prefix, 'bin', 'marketplace-care'), ['policy', '--json'], '/'))).length,
  ).toBeGreaterThan(100)
})

test('where the packaged Node is missing it says what to do, or runs on the machine’s own', async () => {
  const base = path.join(path.dirname(installed.folder), 'blocked')
  mkdirSync(path.join(base, 'node_modules'), { recursive: true })
  cpSync(
    path.join(installed.folder, 'node_modules/marketplace-care'),
    path.join(base, 'node_modules/marketplace-care'),
    { recursive: true },
  )
  const bin = path.join(base, 'node_modules/marketplace-care/src/bin.mjs')
  const own = (await good('node', ['--version'], base)).slice(1)
  const { code, stderr } = await run('node', [bin, '--version'], base)
  if (Number(own.split('.')[0]) >= 24) expect(stderr).toContain('ERR_MODULE_NOT_FOUND')
  else {
    expect(stderr).toContain('its install script was blocked')
    expect(stderr).toContain('npm rebuild node')
    expect(code).toBe(2)
  }
  rmSync(base, { recursive: true })
})

test('the demo plays its whole story from the package', async () => {
  const line = (await care('demo', '--once', '--json')).trim().split('\n').at(-1) ?? ''
  await good('node', [path.join(root, 'scripts/check-sums.mjs'), line], root)
})

test('a mail can be looked at without settings', async () => {
  const mail = z.object({ subject: z.string().min(1), text: z.string().min(1), html: z.string().includes('<html') })
  expect(mail.safeParse(JSON.parse(await care('preview', 'shipped', '--locale', 'de', '--json'))).error).toBeUndefined()
})

test('with settings of the working folder a question becomes a ticket, and serve stops when told to', async () => {
  const sandbox = start(installed.command, ['sandbox', 'kaufland', '--port', '0'], installed.folder)
  await sandbox.says(/Ctrl-C ends it/)
  const lines = Object.fromEntries(
    [...sandbox.said().matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value ?? '']),
  )
  settings(
    installed.folder,
    { ODOO_URL: odoo.url, ODOO_DB: odoo.db, ODOO_USER: odoo.user, ODOO_PASSWORD: odoo.password, HTTP_PORT: '0' },
    { 'my-kaufland': lines },
  )
  await care('setup')
  expect(await care('run', 'mirror')).toContain('mirrored 1')
  const report = z.object({ checks: z.array(z.object({ name: z.string() })) })
  const { stdout } = await run(installed.command, ['doctor', '--json'], installed.folder)
  expect(report.parse(JSON.parse(stdout)).checks.map(({ name }) => name)).toContain('account my-kaufland')

  const serve = start(installed.command, ['serve'], installed.folder)
  const [, address = ''] = await serve.says(/listens on (http:\S+), console/)
  for (const page of ['/health/live', '/health/ready', '/metrics', '/console', '/openapi.json'])
    expect([page, (await fetch(`${address}${page}`)).status]).toEqual([page, 200])
  serve.child.kill('SIGTERM')
  expect(await serve.ended).toBe(0)
  expect(existsSync(path.join(installed.folder, 'data'))).toBe(true)

  sandbox.child.stdin?.write('Und ein Regenschirm?\n')
  await sandbox.says(/buyer: Und ein Regenschirm/)
  expect(await care('run', 'mirror')).toContain('mirrored 1')
  sandbox.child.kill('SIGTERM')
  expect(await sandbox.ended).toBe(0)
})
