import type { FastifyInstance } from 'fastify'
import { type App, confirmOdoo, locks } from './app.ts'
import { isFault } from './domain/errors.ts'
import { createFacts } from './facts.ts'
import { type AccountName, accountName } from './domain/ids.ts'
import { type OpenAccount, startLine } from './flows/context.ts'
import { takeCarrierCall } from './flows/carrier-hook.ts'
import { BUILT_JOBS, type BuiltJob, jobOk, pass, type PassOptions } from './flows/passes.ts'
import { pause, pausesOf, resume } from './flows/pauses.ts'
import type { Expected } from './flows/alarm-findings.ts'
import type { Job, JobOutcome } from './schedule/job.ts'
import { traceOf } from './kit/trace.ts'
import { DISK_RESERVE_BYTES, diskSpace, inMegabytes } from './kit/disk.ts'
import { titleOf } from './flows/alarm-words.ts'
import { plusSeconds, type Instant } from './domain/time.ts'
import { recorded } from './schedule/by-hand.ts'
import { startSchedule } from './schedule/schedule.ts'
import { cronSlots } from './kit/cron-slots.ts'
import { createMetrics } from './server/metrics.ts'
import type { AccountView, HealthCheck, HoldPorts, ServerPorts, ServiceStatus } from './server/ports.ts'
import { buildServer } from './server/server.ts'
import { VERSION } from './version.ts'
import { createWebhooks } from './webhooks.ts'
import { type MailboxWatches, watchMailboxes } from './mailboxes.ts'

/** Jobs by cron where the settings name no other time: SEAMS "Time and go-live". */
const NOTIFY_CRON = '*/5 * * * *'
const TRACKING_CRON = '*/5 * * * *'
const RETURNS_CRON = '*/10 * * * *'
const RECONCILE_CRON = '15 3 * * *'
const SWEEP_CRON = '17 * * * *'
/** A long import in Odoo commits behind the feeds' short overlap. */
const SWEEP_HOURS = 24
/** How often alarms are looked for; oftener where ALERT_AFTER is short. */
const ALARM_SECONDS = 30

export interface Service {
  readonly server: FastifyInstance
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly address: string
  stop(): Promise<void>
}

/** What the service may be given besides its settings. */
export interface ServiceOptions {
  /** More routes, before the server listens (the demo's pages). */
  readonly register?: (server: FastifyInstance) => void
  readonly links?: readonly { readonly href: string; readonly text: string }[]
}

/** Starts schedules and server on an opened app. Odoo may be away: work waits in the ledger and health says so. */
export async function startService(app: App, options: ServiceOptions = {}): Promise<Service> {
  const { settings, ports, log } = app
  await ports.outbox.reclaim()
  const accounts = app.accounts.map(accountView)
  const metrics = createMetrics({
    version: VERSION,
    ledger: ports.ledger,
    outbox: ports.outbox,
    accounts,
    alarms: () => app.alarms.open(),
    overdueSeconds: settings.alerts.afterSeconds,
    ...('dataDir' in settings.store ? { dataDir: settings.store.dataDir } : {}),
  })
  const webhooks = createWebhooks(app, async (job, opened) => {
    const names = job === 'mirror' ? [`mirror:${opened.account.name}`] : [job]
    try {
      await app.jobs(names, () => work(app, job, [opened]))
    } catch (error) {
      // A mistake in the program, as in a scheduled pass: reported, and the next pass is another try.
      log.error({ job, account: opened.account.name, ...traceOf(error) }, 'a pass after a push failed')
    }
  })
  const watched = settings.schedule.mirror === 'off' ? [] : app.accounts
  const mailboxes = watchMailboxes({ ...app, accounts: watched }, (opened) => readNow(app, opened))
  const facts = createFacts(app)
  const server = await buildServer({
    version: VERSION,
    ledger: ports.ledger,
    outbox: ports.outbox,
    accounts,
    status: () => status(app, mailboxes),
    alarms: () => app.alarms.open(),
    metricsRegistry: metrics.registry,
    ...(settings.http.consolePassword === undefined ? {} : { consolePassword: settings.http.consolePassword }),
    ...(settings.serviceSecret === undefined ? {} : { serviceSecret: settings.serviceSecret }),
    odooUrl: settings.odoo.url,
    log,
    timeZone: settings.timeZone,
    jobs: BUILT_JOBS,
    runNow: (job) => runNow(app, job),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...carrierHook(app),
    holds: holdsOf(app),
    ...(facts === undefined ? {} : { facts }),
    ...(options.links === undefined ? {} : { links: options.links }),
  })
  options.register?.(server)
  const address = await server.listen({ host: settings.http.host, port: settings.http.port })
  const schedule = startSchedule({
    jobs: jobs(app),
    ledger: ports.ledger,
    clock: ports.clock,
    timeZone: settings.timeZone,
    log,
    onOutcome: (report) => {
      metrics.passed(report)
      metrics.odooCalled(ports.odoo.calls().by)
      ports.odoo.resetCalls()
    },
  })
  return {
    server,
    address,
    async stop() {
      // No further mail is begun, however many are due: what is on its way ends, and with it the passes that send.
      const lastMails = ports.mailer.close()
      await mailboxes.stop()
      await schedule.stop()
      await server.close()
      await webhooks?.settled()
      await lastMails
    },
  }
}

/** Accounts that notify can be held back from the console, as by the command `pause notify`. */
function holdsOf({ accounts, ports: { ledger, clock, outbox } }: App): HoldPorts {
  const names = accounts.filter(({ account }) => account.notify.length > 0).map(({ account }) => account.name)
  return {
    accounts: names,
    list: () => pausesOf(names, ledger),
    hold: (name, kept) => pause([{ account: accountName(name), since: clock.now(), ...kept }], ledger),
    async release(name) {
      await resume([accountName(name)], ledger)
      outbox.wake()
    },
  }
}

function carrierHook({ settings, ports }: App): Pick<ServerPorts, 'carrierEvents'> {
  const secret = settings.carriers?.webhookSecret
  return secret === undefined ? {} : { carrierEvents: (call) => takeCarrierCall(call, secret, ports) }
}

function accountView({ account, manifest }: OpenAccount): AccountView {
  const missing = Object.entries(manifest.missing) as [AccountView['missing'][number]['capability'], string][]
  return {
    name: account.name,
    label: manifest.label,
    mode: account.mode,
    missing: missing.map(([capability, reason]) => ({ capability, reason })),
  }
}

/** A mailbox told of news, or answers again after it was away: a pause of such an account speaks of its mailbox, and is over. */
async function readNow(app: App, opened: OpenAccount): Promise<void> {
  const { ledger, clock, log } = app.ports
  const { name } = opened.account
  try {
    const states = await ledger.accountStates()
    if (states.some(({ account, pausedUntil }) => account === name && pausedUntil !== null))
      await ledger.accountWorked(name, clock.now())
    await app.jobs([`mirror:${name}`], () => work(app, 'mirror', [opened]))
  } catch (error) {
    // As after a push: reported, and the next pass is another try.
    log.error({ job: 'mirror', account: name, ...traceOf(error) }, 'a pass after news in a mailbox failed')
  }
}

/** A person's button: one whole pass now, beside the schedule. */
async function runNow(app: App, word: string): Promise<void> {
  const job = BUILT_JOBS.find((built) => built === word)
  if (job !== undefined)
    await recorded(job, app.ports, () => app.jobs(locks(job, app), () => work(app, job, app.accounts)))
}

/** Polls and cron jobs; a pass of a job never overlaps another of the same job. A job whose schedule is `off` is none. */
function jobs(app: App): readonly Job[] {
  const { settings, accounts } = app
  const { mirror, reply, notify = NOTIFY_CRON, tracking = TRACKING_CRON, returns = RETURNS_CRON } = settings.schedule
  const mirrors: Job[] =
    mirror === undefined
      ? accounts.filter(reads).map((opened) => ({
          name: `mirror:${opened.account.name}`,
          everyMs: () => opened.account.messagePollSeconds * 1000,
          run: () => app.jobs([`mirror:${opened.account.name}`], () => work(app, 'mirror', [opened])),
        }))
      : byClock(mirror, 'mirror', () => app.jobs(locks('mirror', app), () => work(app, 'mirror', accounts)))
  const replies = (): Promise<JobOutcome> => app.jobs(['reply'], () => work(app, 'reply', accounts))
  return [
    ...mirrors,
    ...(reply === undefined
      ? [{ name: 'reply', everyMs: () => settings.pollSeconds * 1000, run: replies }]
      : byClock(reply, 'reply', replies)),
    ...byClock(notify, 'notify', () => app.jobs(['notify'], () => work(app, 'notify', accounts))),
    ...accounts.flatMap((opened) => kindSlots(app, opened)),
    ...byClock(tracking, 'tracking', () => app.jobs(['tracking'], () => work(app, 'tracking', accounts))),
    ...byClock(returns, 'returns', () => app.jobs(locks('returns', app), () => work(app, 'returns', accounts))),
    ...byClock(settings.schedule.reconcile ?? RECONCILE_CRON, 'reconcile', () =>
      app.jobs(['reconcile'], () => work(app, 'reconcile', accounts)),
    ),
    ...byClock(notify === 'off' ? 'off' : SWEEP_CRON, 'sweep', () =>
      app.jobs(['notify'], () => work(app, 'notify', accounts, { sweepHours: SWEEP_HOURS })),
    ),
    alarmJob(app),
  ]
}

/** Buyers' messages are read there, by calls or by mail. */
const reads = ({ connector, mail }: OpenAccount): boolean => connector.messages !== undefined || mail !== undefined
const answers = ({ connector, mail }: OpenAccount): boolean => connector.reply !== undefined || mail !== undefined

const byClock = (cron: string, name: string, run: Job['run']): Job[] => (cron === 'off' ? [] : [{ name, cron, run }])

/** One job for each kind of an account that has slots of its own; what happened is looked for by each of them. */
function kindSlots(app: App, { account }: OpenAccount): readonly Job[] {
  return account.notify.flatMap((kind) => {
    const cron = account.schedules?.get(kind)
    const only = { account: account.name, kinds: [kind] }
    const run = (): Promise<JobOutcome> => app.jobs(['notify'], () => work(app, 'notify', app.accounts, { only }))
    return cron === undefined ? [] : byClock(cron, `notify:${account.name}:${kind}`, run)
  })
}

/** Looks every half minute whether there is something to tell; not kept up by passes that hang. */
function alarmJob(app: App): Job {
  const { afterSeconds } = app.settings.alerts
  const expected = expectations(app)
  return {
    name: 'alarms',
    everyMs: () => Math.min(ALARM_SECONDS, Math.max(1, afterSeconds / 4)) * 1000,
    async run() {
      await app.alarms.round(expected(app.ports.clock.now()))
      return { ok: true, result: null }
    },
  }
}

/** What should have gone well by a moment: the newest pass that was due ALERT_AFTER before it. */
function expectations({ settings, accounts }: App): (now: Instant) => readonly Expected[] {
  const { schedule, alerts, timeZone, pollSeconds } = settings
  const due = (cron: string | undefined, everySeconds: number) => {
    if (cron === 'off') return () => undefined
    const slots = cron === undefined ? undefined : cronSlots(cron, timeZone)
    return (now: Instant): Instant | undefined =>
      slots === undefined
        ? plusSeconds(now, -Math.max(alerts.afterSeconds, 2 * everySeconds))
        : slots.newestAt(plusSeconds(now, -alerts.afterSeconds))
  }
  const replyDue = due(schedule.reply, pollSeconds)
  const notifyDue = due(schedule.notify ?? NOTIFY_CRON, 0)
  const rows = accounts.flatMap((opened) => {
    const { account } = opened
    const mirrorDue = due(schedule.mirror, account.messagePollSeconds)
    return [
      ...(reads(opened) ? [{ job: 'mirror', account: account.name, at: mirrorDue }] : []),
      ...(answers(opened) ? [{ job: 'reply', account: account.name, at: replyDue }] : []),
      ...(account.notify.length === 0 ? [] : [{ job: 'notify', account: account.name, at: notifyDue }]),
    ]
  })
  return (now) =>
    rows.flatMap(({ job, account, at }) => {
      const moment = at(now)
      return moment === undefined ? [] : [{ job, account, due: moment }]
    })
}

/** One pass over the accounts that are not paused. A fault is a reported outcome, anything else a mistake in the program. */
async function work(
  app: App,
  job: BuiltJob,
  accounts: readonly OpenAccount[],
  options: Omit<PassOptions, 'paused'> = {},
): Promise<JobOutcome> {
  const { ports } = app
  try {
    await confirmOdoo(app)
    for (const { account } of accounts) await startLine(account, ports)
    await ports.outbox.reclaim()
    const counts = await pass(job, accounts, ports, { ...options, paused: await pausedNow(ports) })
    const result = { job, accounts: counts, seconds: 0 }
    await app.alarms.passed(job, counts)
    return { ok: jobOk(result), result: counts }
  } catch (error) {
    if (!isFault(error)) throw error
    ports.log.warn({ job, fault: error.kind }, error.message)
    await app.alarms.brokeOff(job, accounts, error)
    return { ok: false, result: { error: error.message } }
  }
}

async function pausedNow({ ledger, clock }: App['ports']): Promise<ReadonlySet<AccountName>> {
  const now = clock.now()
  const states = await ledger.accountStates()
  return new Set(
    states
      // A pause from the future: the clock was put back since, and it may be tried again.
      .filter(({ pausedUntil, pausedAt }) => pausedUntil !== null && pausedUntil > now && (pausedAt ?? now) <= now)
      .map(({ account }) => account),
  )
}

/** Ready = database and Odoo answer; a paused account is shown but stops nobody else. */
async function status(app: App, mailboxes: MailboxWatches): Promise<ServiceStatus> {
  const { ports, store, settings } = app
  const database = await store.health()
  const odoo = await odooCheck(app)
  const now = ports.clock.now()
  const states = database.ok ? await ports.ledger.accountStates() : []
  const accounts: HealthCheck[] = settings.accounts.map(({ name }) => {
    const state = states.find(({ account }) => account === name)
    const paused = state?.pausedUntil != null && state.pausedUntil > now
    return { name: `account ${name}`, ok: !paused, detail: paused ? (state.pausedReason ?? 'paused') : 'works' }
  })
  const own = [...(await alarmCheck(app)), ...diskCheck(app), ...mailboxChecks(mailboxes)]
  const ready = database.ok && odoo.ok && own.every(({ name, ok }) => ok || name !== 'disk')
  return { ready, checks: [{ name: 'database', ...database }, odoo, ...own, ...accounts] }
}

/** Whether news of a mailbox are told at once; while they are not it is polled, and an alarm tells where that fails, too. */
function mailboxChecks(mailboxes: MailboxWatches): HealthCheck[] {
  return [...mailboxes.states()].map(([account, { listening, since, fault }]) => ({
    name: `mailbox ${account}`,
    ok: listening,
    detail: listening ? `listens since ${since}` : `does not listen since ${since}: ${fault ?? 'not connected yet'}`,
  }))
}

/** Space for the embedded database: with too little nothing is taken on. */
function diskCheck({ settings: { store } }: App): HealthCheck[] {
  const space = 'dataDir' in store ? diskSpace(store.dataDir) : undefined
  if (space === undefined) return []
  const detail = `${inMegabytes(space.freeBytes)} left for the database`
  return [{ name: 'disk', ok: space.freeBytes >= DISK_RESERVE_BYTES, detail }]
}

async function alarmCheck({ alarms }: App): Promise<HealthCheck[]> {
  const open = await alarms.open()
  if (open.length === 0) return []
  return [{ name: 'alarms', ok: false, detail: open.map(titleOf).join('; ') }]
}

async function odooCheck({ ports }: App): Promise<HealthCheck> {
  try {
    await ports.odoo.now()
    return { name: 'odoo', ok: true, detail: 'answers' }
  } catch (error) {
    if (!isFault(error)) throw error
    return { name: 'odoo', ok: false, detail: error.message }
  }
}
