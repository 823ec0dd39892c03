import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { pino } from 'pino'
import { connectors } from '../../connectors/index.ts'
import { openAccount } from '../../src/app.ts'
import { accountName, type AccountName, type EffectId } from '../../src/domain/ids.ts'
import { type Instant, plusSeconds } from '../../src/domain/time.ts'
import { type AlarmOptions, type Alarms, createAlarms } from '../../src/flows/alarms.ts'
import { type AccountCount, emptyCount } from '../../src/flows/count.ts'
import { openStore, type Store } from '../../src/ledger/store.ts'
import { type MailSink, startMailSink } from '../../src/mail/sink.ts'
import { createMailer } from '../../src/mail/smtp.ts'
import { createOdoo } from '../../src/odoo/odoo.ts'
import { type OdooSandbox, startOdooSandbox } from '../../src/odoo/sandbox/sandbox.ts'
import { type Hook, startHook } from '../alarms/hook.ts'
import { template } from '../ledger/database.ts'
import { account } from './samples.ts'
import { given, WorldClock } from './world.ts'

const AFTER_SECONDS = 1800

const log = pino({ level: 'silent' })
/** One database and one of each server for all tests: each looks after accounts of its own. */
interface Surroundings {
  readonly clock: WorldClock
  readonly store: Store
  readonly odoo: OdooSandbox
  readonly ports: AlarmOptions['ports']
  readonly sink: MailSink
  readonly hook: Hook
}

let around: Surroundings
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  const clock = new WorldClock('2026-03-02T09:00:00Z')
  const odoo = await startOdooSandbox({ now: () => clock.now() })
  const { url, db, user, password } = odoo
  const [store, sink, hook] = await Promise.all([
    openStore({ memory: true, template: await template() }, { clock, log }),
    startMailSink(),
    startHook(),
  ])
  const bridge = createOdoo({ url, db, user, password, transport: 'jsonrpc', clock, log })
  const mailer = createMailer({ clock, log })
  const { ledger, outbox } = store
  around = { clock, store, odoo, sink, hook, ports: { ledger, outbox, odoo: bridge, clock, log, mailer } }
  closing.push(
    () => mailer.close(),
    () => bridge.close(),
    () => store.close(),
    () => odoo.close(),
    () => sink.close(),
    () => hook.close(),
  )
})
afterAll(async () => {
  for (const close of closing) await close()
})
// Whatever a test left open is over before the next: nobody is told, since nobody is named.
afterEach(async () => {
  const nobody = { reach: { timeZone: 'UTC' }, accounts: [], afterSeconds: AFTER_SECONDS }
  await createAlarms({ ports: around.ports, ...nobody }).round([])
  around.clock.pass(600)
})

interface Watched {
  readonly shop: AccountName
  readonly alarms: Alarms
  /** Seconds go by, then one look. */
  after(seconds: number, missed?: string): Promise<void>
  /** Subjects of the mails that came since the last call. */
  mails(): readonly string[]
  /** `kind state` of the calls that came since the last call. */
  calls(): readonly string[]
}

let shops = 0

/** @param options what differs; `clock` for worlds of their own */
function watched(options: Partial<AlarmOptions> = {}): Watched {
  const shop = options.accounts?.[0]?.account.name ?? accountName(`shop-${String((shops += 1))}`)
  const ports = options.ports ?? around.ports
  const smtp = { host: '127.0.0.1', port: Number(new URL(around.sink.url).port), secure: false }
  const alarms = createAlarms({
    ports,
    accounts: [openAccount(account({ name: shop }), connectors, { clock: ports.clock, log })],
    reach: {
      mail: { to: 'ops@lindenhof.example', from: 'Lindenhof <service@lindenhof.example>', smtp },
      webhook: around.hook.url,
      timeZone: 'Europe/Berlin',
    },
    afterSeconds: AFTER_SECONDS,
    monotonicMs: () => Date.parse(ports.clock.now()),
    ...options,
  })
  const seen = { mails: around.sink.mails().length, calls: around.hook.calls().length }
  return {
    shop,
    alarms,
    async after(seconds, missed) {
      await ports.clock.sleep(seconds * 1000)
      const due = plusSeconds(ports.clock.now(), 30 - AFTER_SECONDS)
      await alarms.round(missed === undefined ? [] : [{ job: missed, account: shop, due }])
    },
    mails() {
      const all = around.sink.mails()
      const subjects = all.slice(seen.mails).map(({ subject }) => subject.replaceAll(shop, 'shop'))
      seen.mails = all.length
      return subjects
    },
    calls() {
      const all = around.hook.calls()
      const words = all.slice(seen.calls).map(({ body }) => `${String(body['alarm'])} ${String(body['state'])}`)
      seen.calls = all.length
      return words
    },
  }
}

/** A mail of the shop of which nobody knows whether it arrived, or that was refused. */
async function mailEnds(shop: AccountName, key: string, how: 'unknown' | 'fail'): Promise<EffectId> {
  const { outbox, clock } = around.ports
  const source = { model: 'sale.order', id: 1, createDate: clock.now() } as const
  const row = { account: shop, flow: 'notify', kind: 'shipped', state: 'planned', payload: {}, source } as const
  await outbox.plan([{ ...row, dedupeKey: `${shop} ${key}` }])
  const claim = await outbox.claim({ flow: 'notify', account: shop, state: 'planned' })
  if (claim === undefined) throw new Error('nothing to claim')
  await claim.sending({})
  if (how === 'fail') await claim.fail('550 no such user')
  else await claim.unknown('The connection ended while the mail was being handed over.')
  return claim.effect.id
}

const count = (shop: AccountName, change: Partial<AccountCount> = {}): AccountCount => ({
  ...emptyCount(shop),
  ...change,
})

test('a marketplace that refuses the key, and one whose buyers wait too long: told once each, and the end', async () => {
  const world = await given()
  const { shop, mails, calls, after } = watched({ ports: world.ports, accounts: world.accounts })
  expect(shop).toBe('kaufland-de')
  const conversation = world.buyerWrites('Wo bleibt mein Paket?')
  await world.pass('mirror')
  world.marketplace.fail({ path: /./, times: 1, how: { kind: 'status', status: 503 } })
  await world.pass('mirror')
  await after(1)
  expect(mails()).toEqual([])
  world.marketplace.fail({ path: /./, times: 1, how: { kind: 'status', status: 401 } })
  await world.pass('mirror')
  await after(1)
  await after(30)
  expect(mails()).toEqual(['Marketplace Care alarm: Account paused (shop)'])

  await world.pass('mirror')
  await after(30)
  expect(mails()).toEqual([])
  await after(60)
  expect(mails()).toEqual(['Marketplace Care over: Account paused (shop)'])
  expect(calls()).toEqual(['account_paused open', 'account_paused cleared'])

  await after(72 * 3600)
  expect(mails()).toEqual(['Marketplace Care alarm: Answers are late (shop)'])
  await world.agentAnswers(conversation, '<p>Es ist unterwegs.</p>')
  await world.pass('reply')
  await world.pass('mirror')
  await after(60)
  expect(mails()).toEqual(['Marketplace Care over: Answers are late (shop)'])
})

test('what the mail and the webhook say can be acted upon, and holds nothing that is nobody’s business', async () => {
  const { shop, after } = watched()
  const id = await mailEnds(shop, 'one', 'unknown')
  await after(60)
  const mail = around.sink.mails().at(-1)
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
  for (const body of [mail?.text ?? '', (mail?.html ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>')]) {
    expect(body).toContain(`One answer or mail of ${shop} wants a person to look whether it arrived`)
    expect(body).toContain('marketplace-care outbox resolve <id> sent')
    expect(body).toContain(`effect ${id}`)
    expect(body).toMatch(/2 Mar 2026, \d\d:\d\d/)
    expect(body).not.toContain('secret-part')
  }
  expect(around.hook.calls().at(-1)?.body).toMatchObject({
    alarm: 'effects_unknown',
    state: 'open',
    account: shop,
    effects: [id],
    meaning: expect.stringMatching(/may have arrived/) as unknown,
    remedy: expect.stringMatching(/outbox resolve/) as unknown,
    text: expect.stringMatching(/^Alarm: Sent or not: a person has to look \(shop-\d+\)\. One answer/) as unknown,
  })
})

test('several alarms of one look come in one mail, and a person’s decisions end them', async () => {
  const { shop, after, mails, calls } = watched()
  const unknown = await mailEnds(shop, 'one', 'unknown')
  const refused = await mailEnds(shop, 'two', 'fail')
  await after(60)
  expect(mails()).toEqual([
    'Marketplace Care: 2 alarms: Refused for good (shop), Sent or not: a person has to look (shop)',
  ])
  await mailEnds(shop, 'three', 'fail')
  await after(60)
  expect(mails()).toEqual([])
  await after(86_400)
  expect(mails()).toEqual(['Marketplace Care alarm: Refused for good (shop)'])
  calls()

  await around.ports.outbox.resolve(unknown, 'sent', 'Anna')
  await around.ports.outbox.resolve(refused, 'not-sent', 'Anna')
  await after(60)
  expect(mails()).toEqual(['Marketplace Care over: Sent or not: a person has to look (shop)'])
  await after(8 * 86_400)
  expect(calls()).toEqual(['effects_unknown cleared', 'effects_failed cleared', 'effects_overdue open'])
})

test('a mail server and a webhook that are away lose no alarm', async () => {
  const { shop, after, mails, calls } = watched()
  around.sink.fail({ kind: 'code', code: 451 }, 2)
  around.hook.refuse(503, 1)
  await mailEnds(shop, 'one', 'unknown')
  await after(30)
  expect([mails(), calls()]).toEqual([[], []])
  await after(30)
  expect([mails(), calls()]).toEqual([[], ['effects_unknown open']])
  await after(30)
  await after(30)
  expect(mails()).toEqual(['Marketplace Care alarm: Sent or not: a person has to look (shop)'])
  expect(calls()).toEqual([])
})

test('an alarm that was told stays told when another process goes on', async () => {
  const { shop, after, calls } = watched()
  await mailEnds(shop, 'one', 'unknown')
  await after(30)
  const accounts = [openAccount(account({ name: shop }), connectors, { clock: around.clock, log })]
  const reach = { webhook: around.hook.url, timeZone: 'Europe/Berlin' }
  const others = [1, 2].map(() => createAlarms({ ports: around.ports, accounts, reach, afterSeconds: AFTER_SECONDS }))
  await Promise.all(others.map((other) => other.round([])))
  expect(calls()).toEqual(['effects_unknown open'])
})

test('a job without success for ALERT_AFTER is told with its last fault; a good pass ends it', async () => {
  const { shop, alarms, after, mails } = watched()
  await alarms.passed('notify', [count(shop, { ok: false, error: 'The mail server refuses the login.' })])
  await after(60, 'notify')
  expect(mails()).toEqual([])
  await after(AFTER_SECONDS, 'notify')
  expect(mails()).toEqual(['Marketplace Care alarm: No success for too long (shop, notify)'])
  expect(around.sink.mails().at(-1)?.text).toContain('The mail server refuses the login.')
  await alarms.passed('notify', [count(shop)])
  await after(60, 'notify')
  expect(mails()).toEqual(['Marketplace Care over: No success for too long (shop, notify)'])
})

test('single runs by cron tell it too, and one of another job does not end it', async () => {
  const { shop, alarms, mails } = watched()
  const run = (job: string, ok: boolean) => alarms.afterRun([{ job, accounts: [count(shop, { ok })] }])
  await run('reply', false)
  around.clock.pass(AFTER_SECONDS + 60)
  expect(mails()).toEqual([])
  await run('reply', false)
  await run('notify', true)
  expect(mails()).toEqual(['Marketplace Care alarm: No success for too long (shop, reply)'])
  await run('reply', true)
  expect(mails()).toEqual(['Marketplace Care over: No success for too long (shop, reply)'])
})

test('after a night’s sleep of the machine nothing counts as missed', async () => {
  let sleptMs = 0
  const { after, mails } = watched({ monotonicMs: () => Date.parse(around.clock.now()) - sleptMs })
  await after(30, 'notify')
  around.clock.pass(8 * 3600)
  sleptMs = 8 * 3600 * 1000
  await after(30, 'notify')
  expect(mails()).toEqual([])
  await after(AFTER_SECONDS + 60, 'notify')
  expect(mails()).toEqual(['Marketplace Care alarm: No success for too long (shop, notify)'])
})

test('an Odoo that is away is told after ALERT_AFTER, and nothing that follows from it', async () => {
  const { after, mails, calls } = watched()
  around.odoo.fail({ kind: 'status-500', times: 8 })
  for (let looks = 0; looks < 3; looks += 1) await after(600, 'mirror')
  expect(mails()).toEqual([])
  await after(600, 'mirror')
  expect(mails()).toEqual(['Marketplace Care alarm: Odoo away'])
  for (let looks = 0; looks < 5; looks += 1) await after(60)
  expect(mails()).toEqual(['Marketplace Care over: Odoo away'])
  expect(calls()).toEqual(['odoo_away open', 'odoo_away cleared'])
})

/** An account whose marketplace tells when its key ends, and how often it was asked. */
function withKey(name: string, endsAt: () => Instant) {
  const opened = openAccount(account({ name: accountName(name) }), connectors, { clock: around.clock, log })
  const asked = { times: 0 }
  const check = () => {
    asked.times += 1
    return Promise.resolve({ detail: 'works', endsAt: endsAt() })
  }
  return { asked, accounts: [{ ...opened, connector: { ...opened.connector, check } }] }
}

test('a key that ends is told 30, 7 and 1 days before, and its renewal', async () => {
  let endsAt = plusSeconds(around.clock.now(), 31 * 86_400)
  const { asked, accounts } = withKey('stand-in', () => endsAt)
  const { after, calls } = watched({ accounts })
  const from = around.hook.calls().length
  for (let day = 0; day < 32; day += 1) await after(86_400)
  const summaries = around.hook.calls().slice(from)
  expect(summaries.map(({ body }) => String(body['summary']).replace(/.*\((.*)\).*/, '$1'))).toEqual([
    'in 30 days',
    'in 7 days',
    'in 24 hours',
  ])
  endsAt = plusSeconds(around.clock.now(), 365 * 86_400)
  await after(3600)
  expect(calls().at(-1)).toBe('credential_ends cleared')
  expect(asked.times).toBe(33)
})

test('a key that was renewed is looked at as soon as the service was restarted; a paused account is left in peace', async () => {
  let endsAt = plusSeconds(around.clock.now(), 5 * 86_400)
  const { asked, accounts } = withKey('renewed', () => endsAt)
  const { shop, after, calls } = watched({ accounts })
  await after(1)
  endsAt = plusSeconds(around.clock.now(), 365 * 86_400)
  const { ledger, clock } = around.ports
  await ledger.pauseAccount(shop, plusSeconds(clock.now(), 300), 'Refused.', { kind: 'permanent', at: clock.now() })
  const restarted = watched({ accounts })
  await restarted.after(1)
  expect(calls()).toEqual(['credential_ends open', 'account_paused open'])
  expect(asked.times).toBe(1)
  await ledger.accountWorked(shop, clock.now())
  await restarted.after(1)
  expect(restarted.calls()).toEqual(['account_paused open', 'credential_ends cleared'])
  await restarted.after(60)
  expect(restarted.calls()).toEqual(['account_paused cleared'])
})

test('sending that stopped because a backup was restored is told', async () => {
  const { after, mails } = watched()
  await around.ports.ledger.halt('odoo', 'Odoo is older than the ledger. Nothing is sent.')
  await after(30)
  expect(mails()).toEqual(['Marketplace Care alarm: Sending stopped: a backup was restored'])
  expect(around.sink.mails().at(-1)?.text).toContain('marketplace-care ledger rebind')
})

test('the heartbeat is called at the first good pass, then once a minute at most, and never for a bad one', async () => {
  const beat = await startHook()
  closing.push(() => beat.close())
  const { shop, alarms, after } = watched({ heartbeatUrl: beat.url })
  await alarms.passed('notify', [count(shop, { ok: false })])
  await after(0)
  expect(beat.calls()).toEqual([])
  for (let n = 0; n < 4; n += 1) {
    await alarms.passed('notify', [count(shop)])
    await after(25)
  }
  expect(beat.calls().map(({ method }) => method)).toEqual(['GET', 'GET'])
})

test('a database that is away is told from memory after a minute', async () => {
  const { after, mails, calls } = watched()
  await around.store.close()
  await after(30)
  expect(mails()).toEqual([])
  await after(60)
  await after(60)
  expect(mails()).toEqual(['Marketplace Care alarm: Database away'])
  expect(calls()).toEqual(['database_away open'])
})
