import type { AccountName } from '../domain/ids.ts'
import type { Flow } from '../domain/effect.ts'
import { isFault } from '../domain/errors.ts'
import { msBetween } from '../domain/time.ts'
import { closeConversations } from './close.ts'
import { type DeadlineOptions, showDeadlines } from './deadlines.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { Halt } from '../ledger/ports.ts'
import { type AccountCount, countFault, emptyCount, type KindCount } from './count.ts'
import { stopPass } from './faults.ts'
import { mirror } from './mirror.ts'
import { notify, type NotifyOptions } from './notify.ts'
import { reconcileAll } from './reconcile.ts'
import { pausesOf } from './pauses.ts'
import { writeReceipts } from './receipts.ts'
import { reply } from './reply.ts'
import { lookSometimes } from './restores.ts'
import { decideNow, returns } from './returns.ts'
import { settleToldAnswers } from './told.ts'
import { tracking } from './tracking.ts'

/** Jobs that exist; the rest of the known names are refused with a clear word. */
export const BUILT_JOBS = ['mirror', 'reply', 'notify', 'tracking', 'returns', 'reconcile'] as const
export type BuiltJob = (typeof BUILT_JOBS)[number]

/** What falls due within this time is waited for by a single run; anything later counts as waiting. */
const WAIT_MAX_MS = 5_000
/** A run comes to an end even where rows keep falling due. */
const WAITS_MAX = 20

export interface JobResult {
  readonly job: BuiltJob
  readonly accounts: readonly AccountCount[]
  readonly seconds: number
}

export const jobOk = ({ accounts }: JobResult): boolean =>
  accounts.every(({ ok, failed, unknown }) => ok && failed === 0 && unknown === 0)

export interface PassOptions {
  readonly sweepHours?: number
  /** Accounts that are left in peace: nothing is read or sent there, what happened in Odoo is planned all the same. */
  readonly paused?: ReadonlySet<AccountName>
  /** notify: the slot of a kind of this account; nothing else is sent. */
  readonly only?: NonNullable<NotifyOptions['only']>
}

type Step = (
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  options: PassOptions,
) => Promise<readonly AccountCount[]>

/** One whole pass of a job over these accounts, with the receipts it owes. */
export async function pass(
  job: BuiltJob,
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
  options: PassOptions = {},
): Promise<readonly AccountCount[]> {
  const counts = await STEPS[job](accounts, ports, options)
  // A number may mean another record now: nothing is written by it.
  if ((await ports.ledger.halted()) !== undefined) return counts
  const look = LOOKS_FOR_DEADLINES[job]
  if (look !== undefined) await deadlinesOf(accounts, counts, ports, { look })
  try {
    await writeReceipts(accounts, ports)
  } catch (error) {
    if (!isFault(error)) throw error
    for (const count of counts) countFault(count, error)
  }
  return counts
}

const LOOKS_FOR_DEADLINES: Record<BuiltJob, DeadlineOptions['look'] | undefined> = {
  mirror: 'rules',
  reply: 'changes',
  notify: undefined,
  tracking: undefined,
  returns: undefined,
  reconcile: undefined,
}

/** Time runs for a paused account too. */
async function deadlinesOf(
  accounts: readonly OpenAccount[],
  counts: readonly AccountCount[],
  ports: FlowPorts,
  options: DeadlineOptions,
): Promise<void> {
  for (const opened of accounts) {
    try {
      await showDeadlines(opened, ports, options)
    } catch (error) {
      if (!isFault(error)) throw error
      const count = counts.find(({ account }) => account === opened.account.name)
      if (count === undefined) ports.log.warn({ account: opened.account.name, fault: error.kind }, error.message)
      else countFault(count, error)
    }
  }
}

/** One writer per conversation: while another process mirrors this account, there is nothing to do here. */
async function mirrorAlone(opened: OpenAccount, ports: FlowPorts): Promise<AccountCount> {
  const { name } = opened.account
  const done = await ports.ledger.alone(`mirror:${name}`, () => mirror(opened, ports))
  return done?.result ?? emptyCount(name)
}

/**
 * Who may read from the marketplace. While Odoo is the restored side reading goes on: tickets are found by what cannot be issued twice,
 * and buyers wait for nobody's backup. A restored ledger reads only when it knows again which of the seller's messages are our own
 * answers; an account that reads for the first time learns that from Odoo's receipts.
 */
async function readingNow(
  accounts: readonly OpenAccount[],
  ports: FlowPorts,
): Promise<{ readonly reading: readonly OpenAccount[]; readonly stopped: readonly AccountCount[] }> {
  const halt = await haltedAsFarAsKnown(accounts, ports)
  if (halt?.side === 'ledger') {
    const stopped = accounts.map(({ account }) => emptyCount(account.name))
    for (const count of stopped) countFault(count, new Error(halt.reason))
    return { reading: [], stopped }
  }
  const reading: OpenAccount[] = []
  const stopped: AccountCount[] = []
  for (const opened of accounts) {
    const { account, connector } = opened
    try {
      const first =
        opened.mail === undefined
          ? connector.messages !== undefined && (await ports.ledger.cursor(account.name, 'messages')) === undefined
          : (await ports.ledger.mails.folders(account.name)).length === 0
      if (first && account.mode !== 'read') await settleToldAnswers([opened], ports)
      reading.push(opened)
    } catch (error) {
      const count = emptyCount(account.name)
      stopPass(account, error, count, ports.log)
      stopped.push(count)
    }
  }
  return { reading, stopped }
}

/** While Odoo is away reading goes on; it is looked again before anything is sent. */
async function haltedAsFarAsKnown(accounts: readonly OpenAccount[], ports: FlowPorts): Promise<Halt | undefined> {
  try {
    return await lookSometimes(accounts, ports)
  } catch (error) {
    if (!isFault(error)) throw error
    return undefined
  }
}

const STEPS: Record<BuiltJob, Step> = {
  mirror: async (accounts, ports, { paused }) => {
    const awake = accounts.filter(({ account }) => paused?.has(account.name) !== true)
    const { reading, stopped } = await readingNow(awake, ports)
    return [...stopped, ...(await Promise.all(reading.map((opened) => mirrorAlone(opened, ports))))]
  },
  reply: async (accounts, ports, { paused }) => {
    const counts = await reply(accounts, ports, paused)
    await decideNow(accounts, ports, paused)
    for (const opened of accounts) {
      const count = counts.find(({ account }) => account === opened.account.name)
      if (count === undefined || paused?.has(opened.account.name) === true) continue
      try {
        await closeConversations(opened, count, ports)
      } catch (error) {
        stopPass(opened.account, error, count, ports.log)
      }
    }
    return counts
  },
  notify: (accounts, ports, options) => notify(accounts, ports, options),
  tracking: (accounts, ports, options) => tracking(accounts, ports, options),
  returns: (accounts, ports, options) => returns(accounts, ports, options),
  reconcile: (accounts, ports, { paused }) =>
    reconcileAll(
      accounts.filter(({ account }) => paused?.has(account.name) !== true),
      ports,
    ),
}

const FLOW_OF: Record<BuiltJob, Flow | undefined> = {
  mirror: undefined,
  reply: 'reply',
  notify: 'notify',
  tracking: 'tracking',
  returns: 'returns',
  reconcile: undefined,
}

/** Passes of a job until nothing is left to do; what falls due within 5 s is waited for. */
export async function runJob(job: BuiltJob, accounts: readonly OpenAccount[], ports: FlowPorts): Promise<JobResult> {
  const started = ports.clock.now()
  await ports.outbox.reclaim()
  let total = await pass(job, accounts, ports)
  for (let waits = 0; waits < WAITS_MAX && total.every(({ ok }) => ok); waits += 1) {
    const waitMs = await untilNextDue(job, accounts, ports)
    if (waitMs === undefined) break
    await ports.clock.sleep(waitMs)
    total = add(total, await pass(job, accounts, ports))
  }
  return { job, accounts: total, seconds: Math.round(msBetween(started, ports.clock.now()) / 100) / 10 }
}

async function untilNextDue(
  job: BuiltJob,
  accounts: readonly OpenAccount[],
  { outbox, clock, ledger }: FlowPorts,
): Promise<number | undefined> {
  const flow = FLOW_OF[job]
  if (flow === undefined) return undefined
  const now = clock.now()
  const names = accounts.map(({ account }) => account.name)
  // What a person holds back is not waited for.
  const held = job === 'notify' ? (await pausesOf(names, ledger)).map(({ account }) => account) : []
  const waits: number[] = []
  for (const { account } of accounts.filter((opened) => !held.includes(opened.account.name))) {
    const due = await outbox.nextDue({ flow, account: account.name })
    if (due !== undefined) waits.push(Math.max(100, msBetween(now, due)))
  }
  const soonest = Math.min(...waits)
  return soonest <= WAIT_MAX_MS ? soonest : undefined
}

/** What happened adds up; what is open is as the last pass left it. */
function add(before: readonly AccountCount[], after: readonly AccountCount[]): AccountCount[] {
  const earlier = new Map<AccountName, AccountCount>(before.map((count) => [count.account, count]))
  return after.map((count) => {
    const first = earlier.get(count.account)
    if (first === undefined) return count
    const suppressed = { ...first.suppressed }
    for (const [reason, n] of Object.entries(count.suppressed) as [keyof typeof suppressed, number][])
      suppressed[reason] = (suppressed[reason] ?? 0) + n
    const error = count.error ?? (count.ok ? undefined : first.error)
    return {
      account: count.account,
      ok: count.ok,
      ...(error === undefined ? {} : { error }),
      received: first.received + count.received,
      mirrored: first.mirrored + count.mirrored,
      duplicates: first.duplicates + count.duplicates,
      set_aside: first.set_aside + count.set_aside,
      planned: first.planned + count.planned,
      sent: first.sent + count.sent,
      delivered: first.delivered + count.delivered,
      suppressed,
      failed: first.failed + count.failed,
      unknown: count.unknown,
      waiting: count.waiting,
      ...addedKinds(first.kinds, count.kinds),
    }
  })
}

function addedKinds(
  before: AccountCount['kinds'] = {},
  after: AccountCount['kinds'] = {},
): Pick<AccountCount, 'kinds'> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  if (names.size === 0) return {}
  const none: KindCount = { planned: 0, sent: 0, suppressed: {}, failed: 0 }
  const sum = (name: string): KindCount => {
    const [one, two] = [before[name] ?? none, after[name] ?? none]
    const suppressed = { ...one.suppressed }
    for (const [reason, n] of Object.entries(two.suppressed) as [keyof typeof suppressed, number][])
      suppressed[reason] = (suppressed[reason] ?? 0) + n
    return {
      planned: one.planned + two.planned,
      sent: one.sent + two.sent,
      suppressed,
      failed: one.failed + two.failed,
    }
  }
  return { kinds: Object.fromEntries([...names].map((name) => [name, sum(name)])) }
}
