import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { FLOWS } from '../domain/effect.ts'
import { accountName } from '../domain/ids.ts'
import type { Ledger, Outbox } from '../ledger/ports.ts'
import type { AccountView } from './ports.ts'

export interface MetricsPorts {
  readonly version: string
  readonly ledger: Pick<Ledger, 'accountStates' | 'messageTotals'>
  readonly outbox: Pick<Outbox, 'counts'>
  readonly accounts: readonly Pick<AccountView, 'name' | 'label' | 'mode'>[]
}

export interface Metrics {
  readonly registry: Registry
  /** Counts a pass of a job. */
  passed(pass: { readonly job: string; readonly ok: boolean; readonly seconds: number }): void
  /** Adds calls to Odoo, by model and method. */
  odooCalled(by: Readonly<Record<string, number>>): void
}

const PREFIX = 'marketplace_care_'

/** What Prometheus sees. What the database knows is read at every scrape, so replicas show the same. */
export function createMetrics({ version, ledger, outbox, accounts }: MetricsPorts): Metrics {
  const registry = new Registry()
  const gauge = (name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => Promise<void>): void => {
    new Gauge({
      name: PREFIX + name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset()
        await collect(this)
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
  return { registry, ...events(registry) }
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
