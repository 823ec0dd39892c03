import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doctorCommand } from '../../src/commands/doctor.ts'
import { examine } from '../../src/commands/doctor/examination.ts'
import { report } from '../../src/commands/doctor/finding.ts'
import { shapeOf } from '../../src/commands/doctor/orders.ts'
import { shippedVersion } from '../../src/commands/doctor/odoo.ts'
import { SettingsFaults } from '../../src/config/faults.ts'
import { Misconfigured, Permanent } from '../../src/domain/errors.ts'
import { accountName } from '../../src/domain/ids.ts'
import { type Clock, plusMs } from '../../src/domain/time.ts'
import { systemClock } from '../../src/kit/system-clock.ts'
import { ADDON_VERSION } from '../../src/odoo/sandbox/addon/seed.ts'
import { silent } from '../ledger/database.ts'
import { type Hospital, openHospital, type Told } from './hospital.ts'
import { startOtherAddon } from './other-addon.ts'

let hospital: Hospital

beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => hospital.close())

const says = (told: Told, name: string): string => {
  const check = told.faults.get(name)
  return check === undefined
    ? `nothing of ${name}; ${[...told.faults.keys()].join(', ')}`
    : `${check.level}: ${check.detail} → ${check.remedy ?? ''}`
}
const detail = (told: Told, name: string): string | undefined =>
  told.checks.find((check) => check.name === name)?.detail

/** A clock that goes wrong by so much. */
const clockOff = (ms: number): Clock => ({
  now: () => plusMs(systemClock.now(), ms),
  sleep: (duration, signal) => systemClock.sleep(duration, signal),
})

test('where nothing is wrong, doctor finds nothing, in few calls, and ends well', async () => {
  const before = hospital.odoo.requests().length
  const told = await hospital.doctor()
  expect([...told.faults.values()]).toEqual([])
  expect(told).toMatchObject({ code: 0, ok: true })
  expect(hospital.odoo.requests().length - before).toBeLessThanOrEqual(30)
  expect(detail(told, 'odoo')).toBe('19.0 by jsonrpc, database sandbox')
  expect(detail(told, 'account kaufland-de')).toContain('takes the key')
  expect(detail(told, 'account kaufland-de orders')).toBe('owns 2 of the 6 newest orders, e.g. S00002, S00001')
  expect(detail(told, 'account kaufland-de tracking.push')).toBe('available')
  expect(detail(told, 'account kaufland-de quality.pull')).toContain('see them in the seller portal')
  expect(detail(told, 'right sale.order')).toBe('read, write')
  expect(detail(told, 'schedule notify')).toMatch(/^\*\/5 \* \* \* \*, next \d{4}-\d\d-\d\d \d\d:\d[05]$/)
})

test('the document is the only line on stdout, each check with just its five fields', async () => {
  const { stdout, stderr, checks } = await hospital.doctor()
  expect(stdout.trim().split('\n')).toHaveLength(1)
  expect(new Set(checks.flatMap((check) => Object.keys(check)))).toEqual(new Set(['name', 'ok', 'level', 'detail']))
  expect(stderr).toMatch(/^Looking at.* Settings.*\n/)
})

test('what Odoo lacks is told with its remedy: rights with their groups, helpdesk, versions', async () => {
  const user = hospital.odoo.state.addUser({ login: 'plain', password: 'plain', groups: ['base.group_user'] })
  const told = await hospital.doctor({ service: { ODOO_USER: user.login, ODOO_PASSWORD: user.password } })
  expect(told).toMatchObject({ code: 1, ok: false })
  expect(says(told, 'right account.move')).toMatch(/^error: read is missing → .*Readonly/)
  expect(says(told, 'right sale.order')).toMatch(/read, write is missing → .*Sales \/ User: All Documents/)
  expect(says(told, 'right helpdesk.ticket')).toContain('Helpdesk Access Levels / User')
  expect(told.faults.has('right res.users')).toBe(false)
})

test('every mail of Odoo that doubles ours is an error with the switch to turn, one that does not a warning', async () => {
  const { state } = hospital.odoo
  const [template] = state.rows('mail.template', [], ['id'])
  const mail = Number(template?.['id'])
  state.write('res.company', [1], { stock_move_email_validation: true, stock_text_confirmation: true })
  const sms = state.create('ir.module.module', { name: 'stock_sms', state: 'installed' })
  const quotation = state.create('sale.order.template', { name: 'Standard', mail_template_id: mail })
  const stage = state.create('helpdesk.ticket.stage', { name: 'Fertig', mail_template_id: mail })
  const note = state.create('mail.message', {
    ...{ model: 'sale.order', res_id: 1, message_type: 'notification', partner_ids: [[6, 0, [1]]] },
    subtype_id: state.rows('mail.message.subtype', [['name', '=', 'Discussions']], ['id'])[0]?.['id'],
  })
  const told = await hospital.doctor()
  const quiet = await hospital.doctor({ shop: { NOTIFY: 'order_confirmed' } })
  expect(says(told, 'delivery mail')).toMatch(/^error: .*shop sends shipped too.* → .*Email Confirmation/)
  expect(says(quiet, 'delivery mail')).toMatch(/^warning: .*kaufland-de are among them/)
  expect(says(told, 'delivery text message')).toMatch(/^warning: .*SMS Confirmation/)
  expect(says(told, 'quotation templates')).toMatch(/^error: 1 quotation template \(Standard\).*order_confirmed/)
  expect(says(told, 'stages for all teams')).toMatch(/^warning: Fertig.*addon/)
  expect(says(told, 'sent on sale.order')).toMatch(/^warning: .*while shop tells order_confirmed/)
  state.write('res.company', [1], { stock_move_email_validation: false, stock_text_confirmation: false })
  state.write('helpdesk.ticket.stage', [stage], { active: false })
  state.write('sale.order.template', [quotation], { active: false })
  state.write('ir.module.module', [sms], { state: 'uninstalled' })
  state.write('mail.message', [note], { date: '2020-01-01 00:00:00' })
})

test('what the user may not see is said to be unseen, not taken for well', async () => {
  const groups = ['base.group_user', 'helpdesk_mgmt.group_helpdesk_user']
  const user = hospital.odoo.state.addUser({ login: 'desk', password: 'desk', groups })
  const told = await hospital.doctor({ service: { ODOO_USER: user.login, ODOO_PASSWORD: user.password } })
  expect(detail(told, 'own mails not seen')).toContain('quotation templates')
})

test('the rules are tried on the newest orders: none that fits, two that want the same, the wrong team', async () => {
  const none = await hospital.doctor({ kaufland: { ORDERS_REF: '^(K\\d+)$' } })
  expect(says(none, 'account kaufland-de orders')).toMatch(
    /^warning: ORDERS_REF fits no order; customer reference looks like A9999 \(6 newest orders tried\) → Correct/,
  )
  expect(JSON.stringify(none.checks)).not.toMatch(/M1000001|W5001/)
  const both = await hospital.doctor({ shop: { ORDERS_REF: '^([MW]\\d+)$' } })
  expect(says(both, 'two owners')).toMatch(/2 orders .*\(S00002, S00001\) are claimed by kaufland-de and shop/)
  expect(both.faults.size).toBe(1)
  const team = await hospital.doctor({ kaufland: { ORDERS_TEAM: 'Marktplatz' } })
  expect(says(team, 'account kaufland-de orders')).toContain(
    'no order is of the sales team "Marktplatz"; there are Sales',
  )
  const unowned = await hospital.doctor({ kaufland: { ORDERS_REF: undefined } })
  expect(says(unowned, 'account kaufland-de orders')).toContain('owns no order')
})

test('a pattern’s example shows the shape of a reference and nothing of what stands in it', () => {
  expect(shapeOf('Müller-4711/ÄB')).toBe('AAAAAA-9999/AA')
})

test('a refused key, a dead mail server and a wrong sender are told side by side', async () => {
  const told = await hospital.doctor({
    service: { SMTP_URL: 'smtp://127.0.0.1:1', SMTP_USER: 'shop@andere.example', SMTP_PASSWORD: 'x' },
    kaufland: { SECRET_KEY: 'f'.repeat(64) },
  })
  expect(told.code).toBe(1)
  expect(says(told, 'account kaufland-de')).toMatch(/^error: Kaufland refuses the key.*→ .*--account kaufland-de/)
  expect(says(told, 'mail server 127.0.0.1:1')).toMatch(/^error: .*ECONNREFUSED.* → Correct SMTP_URL/)
  expect(told.faults.size).toBe(2)
  const login = { SMTP_USER: 'shop@andere.example', SMTP_PASSWORD: 'x' }
  expect(says(await hospital.doctor({ service: login }), 'account shop sender')).toMatch(
    /^warning: MAIL_FROM is of lindenhof.example, the login of andere.example/,
  )
})

test('a credential that ends is told in time, and what it may be used for', async () => {
  const now = systemClock.now()
  const ending = async (days: number) => {
    const endsAt = plusMs(now, days * 86_400_000 + 1000)
    const check = () => Promise.resolve({ detail: 'good', scopes: ['orders', 'messages'], endsAt })
    return hospital.doctor({ account: 'kaufland-de', check })
  }
  const soon = await ending(7)
  expect(says(soon, 'account kaufland-de credential')).toMatch(/^warning: the credential ends on .*, in 7 days → Renew/)
  expect(detail(soon, 'account kaufland-de scopes')).toBe('orders, messages')
  expect((await ending(90)).faults.size).toBe(0)
  expect(says(await ending(-1), 'account kaufland-de credential')).toMatch(/^error: the credential ended/)
})

test('what hangs ends as a finding while the rest is shown; so does what breaks', async () => {
  const { good } = report('Odoo')
  const ended: string[] = []
  const findings = await examine(
    [
      { area: 'Odoo', title: 'hangs', run: () => Promise.withResolvers<never>().promise },
      { area: 'Odoo', title: 'refuses', run: () => Promise.reject(new Permanent('No.')), remedy: 'Ask again.' },
      { area: 'Odoo', title: 'breaks', run: () => Promise.reject(new TypeError('x is undefined')) },
      { area: 'Odoo', title: 'works', run: () => Promise.resolve([good('works', 'well')]) },
    ],
    { limitMs: 20, onArea: (area) => ended.push(area) },
  )
  expect(findings.map(({ ok, detail: text, remedy }) => [ok, text, remedy])).toEqual([
    [false, 'no answer within 0.02 s', 'Look whether it is up and reachable.'],
    [false, 'No.', 'Ask again.'],
    [false, 'this is a mistake in the program: x is undefined', 'Please report it.'],
    [true, 'well', undefined],
  ])
  expect(ended).toEqual(['Odoo'])
})

test('where Odoo is down, one error says so and the rest is looked at', async () => {
  await hospital.odoo.stop()
  const told = await hospital.doctor()
  await hospital.odoo.start()
  const errors = [...told.faults.values()].filter(({ level }) => level === 'error')
  expect(errors.map(({ name }) => name)).toEqual(['odoo'])
  expect(errors[0]?.remedy).toContain('ODOO_URL')
  expect(told.checks.find(({ name }) => name === 'account kaufland-de')?.ok).toBe(true)
})

test('where the ledger does not open, that is one finding among the others', async () => {
  const fault = new Permanent('The database is full.')
  const told = await hospital.doctor({ patient: { store: { fault } } })
  expect(says(told, 'database')).toMatch(/^error: The database is full. → Start the database/)
  expect(told.faults.size).toBe(1)
  expect(told.code).toBe(1)
})

test.each([
  [-3_000, 'fine'],
  [-20_000, 'warning: Odoo'],
  [4 * 60_000, 'error: Odoo'],
])('a clock that is off by %i ms is %s', async (ms, expected) => {
  const told = await hospital.doctor({
    patient: { clock: clockOff(ms) },
    service: { SMTP_URL: undefined },
    shop: { NOTIFY: undefined },
  })
  if (expected === 'fine') expect(told.faults.has('clock Odoo')).toBe(false)
  else expect(says(told, 'clock Odoo')).toMatch(new RegExp(`^${expected}.* s (ahead of|behind) ours.*NTP`))
})

test('files with secrets that others can read, and a folder nobody can write, are told', async () => {
  const secret = join(hospital.folder, 'key.txt')
  writeFileSync(secret, 'geheim')
  chmodSync(secret, 0o644)
  chmodSync(join(hospital.folder, 'data'), 0o755)
  const told = await hospital.doctor({ service: { ODOO_PASSWORD: undefined, ODOO_API_KEY_FILE: 'key.txt' } })
  expect(says(told, 'secret files')).toMatch(/^warning: every user .*key.txt → chmod 600 key.txt/)
  expect(says(told, 'folder rights')).toMatch(/^warning: data can be read .*→ chmod 700 data/)
  chmodSync(join(hospital.folder, 'data'), 0o700)
  rmSync(secret)
  const missing = await hospital.doctor({ service: { DATA_DIR: './nowhere' } })
  expect(says(missing, 'data folder')).toMatch(/^error: nowhere cannot be written/)
})

test('a stop, a paused account, an account without its file and unsettled effects wait for a person', async () => {
  const { ledger } = hospital.store
  await ledger.goLive(accountName('kaufland-alt'), systemClock.now())
  await ledger.goLive(accountName('shop'), systemClock.now())
  await ledger.pauseAccount(accountName('shop'), plusMs(systemClock.now(), 60_000), 'The key was refused.')
  const told = await hospital.doctor()
  expect(says(told, 'account kaufland-alt')).toMatch(/^warning: .*no file.*→ A renamed file is a new account/)
  expect(says(told, 'account shop')).toMatch(/^warning: paused until .*The key was refused/)
  await ledger.halt('odoo', 'Odoo is older than the ledger.')
  const halted = await hospital.doctor({ account: 'shop' })
  expect(says(halted, 'sending')).toMatch(/^error: stopped since .*Odoo is older.*→ .*ledger rebind/)
})

test('one account alone is looked at where it is named; an unknown name is wrong use', async () => {
  const told = await hospital.doctor({ account: 'shop' })
  expect(told.checks.some(({ name }) => name.includes('kaufland-de'))).toBe(false)
  expect(told.checks.some(({ name }) => name === 'account shop shipped')).toBe(true)
  await expect(hospital.doctor({ account: 'schop' })).rejects.toThrow(
    'There is no account schop. Accounts: kaufland-de, shop.',
  )
})

test('what the policy denies, what the law wants and a redirect are told at the account', async () => {
  const told = await hospital.doctor({
    kaufland: { NOTIFY: 'shipped,delayed' },
    shop: { NOTIFY: 'shipped', MAIL_REDIRECT: 'test@example.org' },
  })
  expect(says(told, 'account kaufland-de NOTIFY shipped')).toMatch(/^warning: is never sent there .*→ Take shipped out/)
  expect(JSON.stringify(told.checks)).not.toContain('NOTIFY delayed')
  expect(says(told, 'account shop order_confirmed')).toMatch(/^warning: must be told .*§ 312i.*→ Add order_confirmed/)
  expect(says(told, 'account shop redirect')).toContain('MAIL_REDIRECT')
  expect(JSON.stringify(told.checks)).not.toContain('test@example.org')
})

describe('on the terminal', () => {
  test('findings stand under headings, aligned and wrapped, and a line sums them up', async () => {
    const options = { kaufland: { ORDERS_REF: '^(K\\d+)$' } }
    const { stdout } = await hospital.doctor({ ...options, readable: 'pipe' })
    expect(stdout).toBe(stripVTControlCharacters(stdout))
    expect(stdout.split('\n').every((line) => line.length <= 100)).toBe(true)
    expect(stdout).toMatch(/\nOdoo\n {2}✓ Odoo +19\.0 by jsonrpc/)
    expect(stdout).toMatch(/\n {2}! kaufland-de {2}ORDERS_REF fits no order.*\n.*\n? +→ Correct/)
    expect(stdout).toMatch(/\n\d+ checks, 1 error, \d+ warnings?\. Something stands in the way: see ✗ above\.\n$/)
  })

  test('colours are for terminals alone', async () => {
    const { stdout } = await hospital.doctor({ readable: { colors: true, columns: 80 } })
    expect(stdout).not.toBe(stripVTControlCharacters(stdout))
    expect(
      stripVTControlCharacters(stdout)
        .split('\n')
        .every((line) => line.length <= 80),
    ).toBe(true)
  })
})

test('settings that cannot be read come as findings too, all at once, with exit code 2', async () => {
  let stdout = ''
  let stderr = ''
  const io = {
    stdout: (text: string) => (stdout += text),
    stderr: (text: string) => (stderr += text),
    stdin: () => Promise.resolve(''),
  }
  const refusal = new SettingsFaults([
    { file: '.env', name: 'ODOO_URL', problem: 'is missing', remedy: 'Give the address of your Odoo.' },
    { file: 'accounts/a.env', name: 'MOED', problem: 'is not a known name', remedy: 'See docs.', nearest: 'MODE' },
  ])
  const context = { io, registry: [], log: silent, cwd: '.', runs: 'here', refusal } as const
  expect(await doctorCommand.refused?.({ ...context, args: ['--json'] })).toBe(2)
  const lost = { ok: false, level: 'error' }
  expect(JSON.parse(stdout)).toEqual({
    ok: false,
    checks: [
      { ...lost, name: '.env ODOO_URL', detail: 'is missing', remedy: 'Give the address of your Odoo.' },
      { ...lost, name: 'accounts/a.env MOED', detail: 'is not a known name; did you mean MODE?', remedy: 'See docs.' },
    ],
  })
  expect(stderr).toContain('2 faults in the settings')
})

test.each([
  {
    version: '19.0.1.0.0',
    lacks: ['deadlines_batch'],
    says: /^warning: 19\.0\.1\.0\.0: older than the one of this package \(19\.[\d.]+\); until it is upgraded no ticket shows .* reminded before → Put the folders marketplace_care .*Upgrade/,
  },
  { version: '19.0.1.0.9', lacks: [], says: /^warning: 19\.0\.1\.0\.9: older than [^;]*→ Put the folders/ },
  {
    version: '19.99.0.0.0',
    lacks: [],
    says: /^warning: .*newer than the one of this package.*→ Upgrade Marketplace Care/,
  },
])('an addon $version in Odoo is told with what is not shown then', async ({ version, lacks, says: words }) => {
  const other = await startOtherAddon(version, lacks)
  // Its ledger is the other Odoo's.
  const store = { fault: new Misconfigured('not opened') }
  const told = await hospital.doctor({ service: other.settings, patient: { store } })
  await other.close()
  expect(says(told, 'addon')).toMatch(words)
})

test('the sandbox bears the version of the addons that come with this package', () => {
  expect(shippedVersion('marketplace_care')).toBe(ADDON_VERSION)
  expect(shippedVersion('marketplace_care_helpdesk_mgmt')).toBe(ADDON_VERSION)
})
