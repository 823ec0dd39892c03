import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { ALARM_KINDS, type Alarm } from '../domain/alarm.ts'
import { FLOWS } from '../domain/effect.ts'
import { isFault } from '../domain/errors.ts'
import { accountName } from '../domain/ids.ts'
import { instant, type Instant } from '../domain/time.ts'
import { diskSpace } from '../kit/disk.ts'
import type { Ledger, Outbox } from '../ledger/ports.ts'
import type { AccountView } from './ports.ts'

export interface MetricsPorts {
  readonly version: string
  readonly ledger: Pick<Ledger, 'accountStates' | 'messageTotals' | 'jobStates' | 'deadlines' | 'halted' | 'cursor'>
  readonly outbox: Pick<Outbox, 'counts' | 'troubles'>
  readonly accounts: readonly Pick<AccountView, 'name' | 'label' | 'mode'>[]
  /** Open alarms. */
  readonly alarms: () => Promise<readonly Alarm[]>
  /** ALERT_AFTER: when what is due counts as overdue. */
  readonly overdueSeconds: number
  /** Folder of the embedded database. */
  readonly dataDir?: string
  /** Default: the system's clock. */
  readonly now?: () => Instant
}

export interface Metrics {
  readonly registry: Registry
  /** Counts a pass of a job. */
  passed(pass: { readonly job: string; readonly ok: boolean; readonly seconds: number }): void
  /** Adds calls to Odoo, by model and method. */
  odooCalled(by: Readonly<Record<string, number>>): void
}

const PREFIX = 'marketplace_care_'
/** As the alarm of refused effects counts them. */
const FAILED_DAYS = 7

type AddGauge = (name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => Promise<void>) => void

/** What Prometheus sees. What the database knows is read at every scrape, so replicas show the same; while it is away those are absent. */
export function createMetrics(ports: MetricsPorts): Metrics {
  const { version, ledger, outbox, accounts } = ports
  const registry = new Registry()
  const gauge: AddGauge = (name, help, labelNames, collect) => {
    new Gauge({
      name: PREFIX + name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset()
        try {
          await collect(this)
        } catch (error) {
          if (!isFault(error)) throw error
        }
      },
    })
  }

  gauge('build_info', 'Version of the service; always 1.', ['version'], async (metric) => {
    metric.set({ version }, 1)
  })
  gauge('account_info', 'Accounts and how they run; always 1.', ['account', 'marketplace', 'mode'], async (metric) => {
    for (const { name, label, mode } of accounts) metric.set({ account: name, marketplace: label, mode }, 1)
  })
  gauge(
    'account_paused',
    'Whether a fault of the whole account keeps it from working (1) or not (0).',
    ['account'],
    async (metric) => {
      const paused = new Set((await ledger.accountStates()).filter(isPaused).map(({ account }) => account))
      for (const { name } of accounts) metric.set({ account: name }, paused.has(accountName(name)) ? 1 : 0)
    },
  )
  gauge(
    'account_last_success_timestamp_seconds',
    'When the account last worked, in seconds since 1970; absent = never.',
    ['account'],
    async (metric) => {
      for (const { account, lastSuccess } of await ledger.accountStates()) {
        if (lastSuccess !== null) metric.set({ account }, Date.parse(lastSuccess) / 1000)
      }
    },
  )
  gauge(
    'messages',
    'Messages of buyers and others by what became of them: mirrored, set_aside, waiting.',
    ['account', 'state'],
    async (metric) => {
      for (const { name } of accounts) {
        const { mirrored, setAside, waiting } = await ledger.messageTotals(accountName(name))
        metric.set({ account: name, state: 'mirrored' }, mirrored)
        metric.set({ account: name, state: 'set_aside' }, setAside)
        metric.set({ account: name, state: 'waiting' }, waiting)
      }
    },
  )
  gauge(
    'effects',
    'What the service did or is to do outside, by state: waiting, done, suppressed (with the reason), failed, unknown.',
    ['account', 'flow', 'state', 'reason'],
    (metric) => collectEffects(metric, outbox, accounts),
  )
  watchGauges(gauge, ports)
  return { registry, ...events(registry) }
}

/** What alerts are made of: docs/prometheus/alerts.yml. */
function watchGauges(gauge: AddGauge, ports: MetricsPorts): void {
  const { ledger, outbox, accounts, alarms, overdueSeconds, dataDir } = ports
  const now = ports.now ?? (() => instant(new Date()))
  gauge('database_up', 'Whether the database answers (1) or not (0).', [], async (metric) => {
    metric.set(0)
    await ledger.accountStates()
    metric.set(1)
  })
  gauge('alarm_open', 'Open alarms of the service, by kind.', ['kind'], async (metric) => {
    const open = await alarms()
    for (const kind of ALARM_KINDS) metric.set({ kind }, open.filter(({ finding }) => finding.kind === kind).length)
  })
  gauge(
    'job_last_success_timestamp_seconds',
    'When a job last went well for an account, in seconds since 1970; absent = never.',
    ['job', 'account'],
    async (metric) => {
      for (const { job, account, lastSuccess } of await ledger.jobStates()) {
        if (lastSuccess !== null) metric.set({ job, account }, Date.parse(lastSuccess) / 1000)
      }
    },
  )
  gauge(
    'effects_troubled',
    'Effects that only a person can settle (unknown), that failed within seven days (failed), due for longer than ALERT_AFTER (overdue), or required by law and not to be sent (unsent).',
    ['account', 'trouble'],
    async (metric) => {
      const found = await outbox.troubles({ failedDays: FAILED_DAYS, overdueSeconds })
      for (const { name } of accounts) {
        for (const trouble of ['unknown', 'failed', 'overdue', 'unsent'] as const) {
          const row = found.find((one) => one.account === name && one.trouble === trouble)
          metric.set({ account: name, trouble }, row?.count ?? 0)
        }
      }
    },
  )
  gauge(
    'deadline_late',
    'Conversations past the time until which an answer is wanted.',
    ['account'],
    async (metric) => {
      for (const { account, late } of await ledger.deadlines(now())) metric.set({ account }, late)
    },
  )
  gauge('deadline_waiting', 'Conversations that wait for an answer.', ['account'], async (metric) => {
    for (const { account, waiting } of await ledger.deadlines(now())) metric.set({ account }, waiting)
  })
  gauge(
    'credential_end_timestamp_seconds',
    'When the key of an account ends, in seconds since 1970; absent = the marketplace does not tell.',
    ['account'],
    async (metric) => {
      for (const { name } of accounts) {
        const endsAt = (await ledger.cursor(accountName(name), 'credential'))?.['endsAt']
        if (typeof endsAt === 'string') metric.set({ account: name }, Date.parse(endsAt) / 1000)
      }
    },
  )
  gauge(
    'sending_stopped',
    'Whether sending is stopped because a backup was restored (1) or not (0).',
    [],
    async (metric) => {
      metric.set((await ledger.halted()) === undefined ? 0 : 1)
    },
  )
  if (dataDir === undefined) return
  gauge('disk_free_bytes', 'Space left on the disk of DATA_DIR.', [], async (metric) => {
    const space = diskSpace(dataDir)
    if (space !== undefined) metric.set(space.freeBytes)
  })
  gauge('disk_size_bytes', 'Size of the disk of DATA_DIR.', [], async (metric) => {
    const space = diskSpace(dataDir)
    if (space !== undefined) metric.set(space.sizeBytes)
  })
}

async function collectEffects(
  metric: Gauge,
  outbox: MetricsPorts['outbox'],
  accounts: MetricsPorts['accounts'],
): Promise<void> {
  for (const { name } of accounts) {
    for (const flow of FLOWS) {
      const counts = await outbox.counts(accountName(name), flow)
      const labels = { account: name, flow, reason: '' }
      for (const state of ['waiting', 'done', 'failed', 'unknown'] as const) {
        metric.set({ ...labels, state }, counts[state])
      }
      for (const [reason, count] of Object.entries(counts.suppressed)) {
        metric.set({ ...labels, state: 'suppressed', reason }, count)
      }
    }
  }
}

/** What only this process knows: counted as it happens. */
function events(registry: Registry): Pick<Metrics, 'passed' | 'odooCalled'> {
  const registers = [registry]
  const passes = new Counter({
    name: `${PREFIX}passes_total`,
    help: 'Passes of the jobs in this process, by result: ok, failed.',
    labelNames: ['job', 'result'],
    registers,
  })
  const seconds = new Histogram({
    name: `${PREFIX}pass_duration_seconds`,
    help: 'How long a pass took.',
    labelNames: ['job'],
    buckets: [0.05, 0.2, 1, 5, 20, 60, 300],
    registers,
  })
  const calls = new Counter({
    name: `${PREFIX}odoo_calls_total`,
    help: 'Calls to Odoo from this process, by model and method.',
    labelNames: ['call'],
    registers,
  })
  return {
    passed(pass) {
      passes.inc({ job: pass.job, result: pass.ok ? 'ok' : 'failed' })
      seconds.observe({ job: pass.job }, pass.seconds)
    },
    odooCalled(by) {
      for (const [call, count] of Object.entries(by)) calls.inc({ call }, count)
    },
  }
}

const isPaused = ({ pausedReason }: { readonly pausedReason: string | null }): boolean => pausedReason !== null
