import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { Permanent } from '../../src/domain/errors.ts'
import type { Alarm } from '../../src/domain/alarm.ts'
import type { Effect } from '../../src/domain/effect.ts'
import { accountName, conversationId, effectId } from '../../src/domain/ids.ts'
import { instant, plusSeconds, type Instant } from '../../src/domain/time.ts'
import type { EffectCounts, EffectTrouble } from '../../src/ledger/effect-counts.ts'
import type { AccountState, JobState, RunRecord } from '../../src/ledger/ports.ts'
import type { DeadlineTotals } from '../../src/ledger/deadline-ports.ts'
import { createMetrics, type Metrics, type MetricsPorts } from '../../src/server/metrics.ts'
import type { AccountView, ServerPorts, ServiceStatus } from '../../src/server/ports.ts'
import { buildServer } from '../../src/server/server.ts'

export const NOW: Instant = instant('2026-11-22T10:05:12.000Z')
export const ago = (seconds: number): Instant => plusSeconds(NOW, -seconds)

/** What the ledger holds, as the server reads it. */
export interface Holding {
  effects: Effect[]
  runs: RunRecord[]
  states: AccountState[]
  jobs: JobState[]
  deadlines: DeadlineTotals[]
  troubles: EffectTrouble[]
  alarms: Alarm[]
}

const nothing = (): Holding => ({
  effects: [],
  runs: [],
  states: [],
  jobs: [],
  deadlines: [],
  troubles: [],
  alarms: [],
})

export const shop: AccountView = {
  name: 'shop',
  label: 'Web shop',
  mode: 'live',
  missing: [
    { capability: 'messages.pull', reason: 'The shop has no inbox of its own; connect its mailbox as an account.' },
    { capability: 'messages.reply', reason: 'The shop has no inbox of its own; connect its mailbox as an account.' },
  ],
}

export const market: AccountView = {
  name: 'market-de',
  label: 'Market',
  mode: 'shadow',
  missing: [{ capability: 'returns.pull', reason: 'Not built yet.' }],
}

export function effect(id: string, row: Partial<Effect>): Effect {
  return {
    id: effectId(id),
    account: accountName('shop'),
    flow: 'notify',
    kind: 'shipped',
    state: 'planned',
    reason: null,
    dedupeKey: `shop:shipped:stock.picking:${id}`,
    conversation: null,
    source: { model: 'stock.picking', id: 40, createDate: ago(90_000) },
    payload: { text: 'SECRET WORDS OF A BUYER' },
    verdict: null,
    result: { text: 'SECRET WORDS OF A BUYER', to: 'buyer@example.org' },
    attempts: 0,
    notBefore: null,
    created: ago(3_600),
    updated: ago(1_800),
    ...row,
  }
}

export function run(job: string, slot: Instant, row: Partial<RunRecord> = {}): RunRecord {
  return { job, slot, started: slot, finished: plusSeconds(slot, 2), ok: true, result: [], ...row }
}

function readable(held: Holding): Pick<ServerPorts, 'ledger' | 'outbox'> & Pick<MetricsPorts, 'ledger' | 'outbox'> {
  const counts = (rows: readonly Effect[]): EffectCounts => {
    const suppressed: Record<string, number> = {}
    for (const { state, reason } of rows) {
      if (state === 'suppressed') suppressed[reason ?? ''] = (suppressed[reason ?? ''] ?? 0) + 1
    }
    const of = (...states: string[]): number => rows.filter(({ state }) => states.includes(state)).length
    const waiting = of('proposed', 'planned', 'sending')
    return {
      planned: rows.length,
      done: of('done'),
      failed: of('failed'),
      unknown: of('unknown'),
      waiting,
      suppressed,
    }
  }
  return {
    ledger: {
      accountStates: async () => held.states,
      lastRuns: async (limit, job) => held.runs.filter((row) => job === undefined || row.job === job).slice(0, limit),
      messageTotals: async () => ({ mirrored: 128, setAside: 2, waiting: 1 }),
      conversation: async () => undefined,
      jobStates: async () => held.jobs,
      deadlines: async () => held.deadlines,
      halted: async () => undefined,
      cursor: async () => undefined,
    },
    outbox: {
      troubles: async () => held.troubles,
      effect: async (id) => held.effects.find((row) => row.id === id),
      list: async ({ state, account, limit = 50 }) =>
        held.effects
          .filter((row) => (state === undefined || row.state === state) && (account ?? row.account) === row.account)
          .slice(0, limit),
      counts: async (account, flow) =>
        counts(held.effects.filter((row) => row.account === account && row.flow === flow)),
      async resolve(id, decision, by) {
        const row = held.effects.find((known) => known.id === id)
        if (row?.state !== 'unknown') throw new Permanent(`Effect ${id} is not open to this decision.`)
        const settled: Effect = { ...row, state: decision === 'sent' ? 'done' : 'planned', reason: by }
        held.effects = held.effects.map((known) => (known.id === id ? settled : known))
        return settled
      },
    },
  }
}

export interface World {
  readonly server: FastifyInstance
  readonly held: Holding
  readonly metrics: Metrics
  readonly logged: string[]
  status: ServiceStatus
}

/** A server over what a ledger might hold. */
export async function given(options: Partial<ServerPorts> & { held?: Partial<Holding> } = {}): Promise<World> {
  const held: Holding = { ...nothing(), ...options.held }
  const logged: string[] = []
  const accounts = options.accounts ?? [shop, market]
  const ports = readable(held)
  const alarms = async () => held.alarms
  const metrics = createMetrics({
    version: '1.2.3',
    accounts,
    ...ports,
    alarms,
    overdueSeconds: 1800,
    dataDir: '/',
    now: () => NOW,
  })
  const well = [
    { name: 'database', ok: true, detail: 'embedded' },
    { name: 'odoo', ok: true, detail: '19.0' },
  ]
  const world: Omit<World, 'server'> = { held, metrics, logged, status: { ready: true, checks: well } }
  const server = await buildServer({
    version: '1.2.3',
    ...ports,
    accounts,
    status: async () => world.status,
    alarms,
    metricsRegistry: metrics.registry,
    odooUrl: 'http://127.0.0.1:8069',
    log: pino({ level: 'debug' }, { write: (line: string) => logged.push(line) }),
    timeZone: 'Europe/Berlin',
    now: () => NOW,
    ...options,
  })
  return Object.assign(world, { server })
}

/** What operators see on a working day. */
export function workingDay(): Holding {
  const answer = (id: string, row: Partial<Effect>): Effect =>
    effect(id, {
      account: accountName('market-de'),
      flow: 'reply',
      kind: 'answer',
      conversation: conversationId('00010021'),
      source: { model: 'mail.message', id: 5512, createDate: ago(9_000) },
      dedupeKey: `market-de:reply:mail.message:${id}`,
      ...row,
    })
  const order = { model: 'sale.order', id: 118, createDate: ago(200_000) }
  return {
    ...nothing(),
    effects: [
      effect('311', {
        kind: 'order_confirmed',
        state: 'unknown',
        source: order,
        reason: 'The connection to the mail server broke after the text was sent. The mail may have gone out.',
        attempts: 1,
        updated: ago(2_400),
      }),
      answer('309', {
        state: 'unknown',
        reason: 'The marketplace did not confirm the answer. It is looked for there again.',
        attempts: 1,
        notBefore: plusSeconds(NOW, 90),
        updated: ago(35),
      }),
      answer('298', {
        state: 'failed',
        reason:
          'The marketplace refuses the answer: the conversation was closed for good. The buyer has not read it. Write to the buyer another way.',
        attempts: 1,
        updated: ago(86_400),
      }),
      effect('312', { state: 'planned', notBefore: plusSeconds(NOW, 1_500), updated: ago(900) }),
      answer('313', {
        state: 'planned',
        updated: ago(3),
        attempts: 2,
        reason: 'The marketplace asked us to slow down.',
      }),
      effect('305', { state: 'suppressed', reason: 'no_address', updated: ago(7_200) }),
      answer('301', {
        state: 'suppressed',
        reason: 'linter',
        updated: ago(6_000),
        verdict: {
          allowed: false,
          policy: 'Answers are allowed as messages of the marketplace.',
          findings: [
            {
              rule: 'link',
              message: 'A link leads away from the marketplace. Take it out.',
              excerpt: 'www.shop.example',
            },
            { rule: 'phone-number', message: 'A phone number is not allowed. Take it out.', excerpt: '030 1234567' },
          ],
        },
      }),
      effect('300', { state: 'done', result: { messageId: '<shop.n.4f2a@marketplace-care>' }, updated: ago(10_000) }),
    ],
    runs: [
      run('notify', instant('2026-11-22T10:05:00.000Z'), {
        finished: plusSeconds(NOW, -10),
        result: [{ account: 'shop', ok: true, planned: 3, sent: 2, suppressed: { no_address: 1 }, waiting: 1 }],
      }),
      run('notify', instant('2026-11-22T10:00:00.000Z'), { result: [{ account: 'shop', ok: true, planned: 0 }] }),
      run('tracking', instant('2026-11-22T10:05:00.000Z'), { finished: null, ok: null, result: null }),
      run('returns', instant('2026-11-22T10:00:00.000Z'), {
        ok: false,
        result: { error: 'Odoo does not answer (connection refused). Nothing is lost. Tried again in ten minutes.' },
      }),
      run('reconcile', instant('2026-11-22T02:15:00.000Z'), {
        finished: instant('2026-11-22T02:18:20.000Z'),
        result: [{ account: 'market-de', ok: true, received: 412, mirrored: 0, duplicates: 412 }],
      }),
    ],
    states: [
      {
        account: accountName('shop'),
        goLive: ago(900_000),
        pausedUntil: null,
        pausedReason: null,
        mode: null,
        liveSince: null,
        lastSuccess: ago(12),
      },
      {
        account: accountName('market-de'),
        goLive: ago(900_000),
        pausedUntil: plusSeconds(NOW, 240),
        pausedReason:
          'The marketplace refuses the key of account market-de (401). No message is read or sent there until it is renewed. Seller portal → API → new key, then: marketplace-care doctor.',
        mode: null,
        liveSince: null,
        lastSuccess: ago(5_400),
      },
    ],
  }
}
