import { randomUUID } from 'node:crypto'
import { advance, type Alarm, ALARM_KINDS, type AlarmKind, type Finding, isOpen, keyOf } from '../domain/alarm.ts'
import { isFault } from '../domain/errors.ts'
import { accountName, type AccountName } from '../domain/ids.ts'
import { plusSeconds, type Instant } from '../domain/time.ts'
import { diskSpace, isLow } from '../kit/disk.ts'
import { DatabaseStopped, DiskFull } from '../ledger/faults.ts'
import type { JobState } from '../ledger/ports.ts'
import { alarmBook } from './alarm-book.ts'
import * as findings from './alarm-findings.ts'
import type { Expected } from './alarm-findings.ts'
import { createRefusedMail } from './alarm-mail.ts'
import { channelsOf, type Reach, tell } from './alarm-tell.ts'
import { createAside } from './aside.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { AccountCount } from './count.ts'
import { createCredentials } from './credentials.ts'
import { createHeartbeat } from './heartbeat.ts'

export interface AlarmOptions {
  readonly ports: Pick<FlowPorts, 'ledger' | 'outbox' | 'odoo' | 'clock' | 'log' | 'mailer'>
  readonly accounts: readonly OpenAccount[]
  readonly reach: Reach
  readonly heartbeatUrl?: string
  /** ALERT_AFTER. */
  readonly afterSeconds: number
  /** Folder of the embedded database. */
  readonly dataDir?: string
  /** Time that no setting of the clock moves, in milliseconds. */
  readonly monotonicMs?: () => number
}

export interface Alarms {
  /**
   * Looks at what holds, and tells what is new and what is over. Faults of the outside are told or logged, never thrown.
   * @param expected what should have gone well by now
   */
  round(expected: readonly Expected[]): Promise<void>
  /** The same at the end of a single run, which knows only how its own passes went. */
  afterRun(results: readonly { readonly job: string; readonly accounts: readonly AccountCount[] }[]): Promise<void>
  /** A pass of a job ended: kept for "no success"; a good one calls the heartbeat. */
  passed(job: string, counts: readonly AccountCount[]): Promise<void>
  /** A pass of a job broke off as a whole. */
  brokeOff(job: string, accounts: readonly OpenAccount[], error: unknown): Promise<void>
  /** What is open now, the oldest first. */
  open(): Promise<readonly Alarm[]>
}

const DATABASE_GRACE_SECONDS = 60
const FAILED_DAYS = 7
const FLOOD_SECONDS = 24 * 3600
/** No account is called so. */
const OURSELVES = accountName('_alarms')
/** While nothing changes, a job's passes are written down no more often. */
const NOTE_GOOD_MS = 60_000
const NOTE_BAD_MS = 10_000
/** What is known by asking outside, with a note of when that was. */
const ASKED: ReadonlySet<AlarmKind> = new Set(['credential_ends', 'mail_refused'])
/** What can be judged while the database cannot be asked. */
const OUTSIDE: readonly AlarmKind[] = ['database_away', 'disk_full', 'odoo_away']

/** Watches over the service and tells its operator: once each, with what it means and what to do, and the all-clear. */
export function createAlarms(options: AlarmOptions): Alarms {
  const { ports, accounts, reach, afterSeconds, dataDir } = options
  const { ledger, outbox, odoo, clock, log } = ports
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const names = new Set(accounts.map(({ account }) => account.name))
  const book = alarmBook(ledger, channelsOf(reach), log)
  const aside = createAside(log)
  const keys = createCredentials(ports, aside)
  const refusedMail = createRefusedMail(ports, aside)
  const heartbeat = createHeartbeat(options.heartbeatUrl, monotonicMs, log)
  const noted = new Map<string, { readonly ok: boolean; readonly ms: number }>()
  /** What the database said when it had no room. */
  let refused: string | undefined
  let looked = { at: clock.now(), ms: monotonicMs() }
  /** Before it nothing counts as missed: the process or the machine slept, or something that is told by itself kept all jobs up. */
  let awakeSince = looked.at
  const lastPaused = new Map<AccountName, Instant>()
  let running: Promise<unknown> = Promise.resolve()
  let beating: Promise<void> = Promise.resolve()

  function sawFault(error: unknown): void {
    if (error instanceof DiskFull || error instanceof DatabaseStopped) refused = error.message
  }

  /** After a sleep of the machine or a change of its clock nothing counts as missed. */
  function stayAwake(now: Instant): void {
    const ms = monotonicMs()
    if (findings.clockJumped(looked.at, now, ms - looked.ms)) awakeSince = now
    looked = { at: now, ms }
  }

  async function lookAtDisk(now: Instant): Promise<readonly Finding[]> {
    const space = dataDir === undefined ? undefined : diskSpace(dataDir)
    if (refused !== undefined || (space !== undefined && isLow(space))) {
      try {
        await ledger.storeCursor(OURSELVES, 'room', { at: now })
        refused = undefined
      } catch (error) {
        if (!isFault(error)) throw error
        sawFault(error)
      }
    }
    return findings.full(space, refused)
  }

  async function lookAtOdoo(): Promise<readonly Finding[]> {
    try {
      await odoo.now()
      return []
    } catch (error) {
      if (!isFault(error)) throw error
      return [findings.away('odoo_away', error.message, afterSeconds)]
    }
  }

  async function lookInside(expected: readonly Expected[], since: Instant, now: Instant): Promise<readonly Finding[]> {
    const [states, jobs, troubles, deadlines, halt] = await Promise.all([
      ledger.accountStates(),
      ledger.jobStates(),
      outbox.troubles({ failedDays: FAILED_DAYS, overdueSeconds: afterSeconds }),
      ledger.deadlines(now),
      ledger.halted(),
    ])
    const paused = findings.paused(states, names)
    const resting = new Set(paused.map(({ account }) => account))
    for (const { account } of paused) if (account !== null) lastPaused.set(account, now)
    return [
      ...paused,
      ...findings.withoutSuccess(
        expected.filter(({ account, due }) => due >= (lastPaused.get(account) ?? since)),
        jobs,
        since,
      ),
      ...findings.troubled(troubles, names),
      ...findings.late(deadlines, names, now),
      ...findings.flooded(await floods(now)),
      ...(await askedOutside(resting, jobs, now)),
      ...findings.stopped(halt),
    ]
  }

  async function floods(now: Instant): Promise<Parameters<typeof findings.flooded>[0]> {
    const found = accounts
      .filter(({ mail }) => mail !== undefined)
      .map(async ({ account: { name } }) => ({
        account: name,
        ...(await ledger.mails.asideSince(name, 'loop', plusSeconds(now, -FLOOD_SECONDS))),
      }))
    return Promise.all(found)
  }

  /** What marketplaces and mail servers are asked for is written down; a disk that takes nothing must not hide the rest. */
  async function askedOutside(
    resting: ReadonlySet<AccountName | null>,
    jobs: readonly JobState[],
    now: Instant,
  ): Promise<readonly Finding[]> {
    if (refused !== undefined) return []
    return [...findings.ending(await keys(accounts, resting), now), ...(await refusedMail(accounts, jobs))]
  }

  async function look(expected: readonly Expected[], since: Instant, now: Instant) {
    const outside = [...(await lookAtDisk(now)), ...(await lookAtOdoo())]
    try {
      const inside = await lookInside(expected, since, now)
      const judged = new Set(refused === undefined ? ALARM_KINDS : ALARM_KINDS.filter((kind) => !ASKED.has(kind)))
      return { found: [...outside, ...inside], judged }
    } catch (error) {
      if (!isFault(error)) throw error
      sawFault(error)
      const away = error instanceof DiskFull || error instanceof DatabaseStopped
      const more = away
        ? findings.full(undefined, refused)
        : [findings.away('database_away', error.message, DATABASE_GRACE_SECONDS)]
      return { found: unique([...outside, ...more]), judged: new Set(OUTSIDE) }
    }
  }

  async function compareAndTell(given: readonly Expected[] | 'known', since: Instant): Promise<void> {
    const now = clock.now()
    const before = await book.read()
    const expected = given === 'known' ? await expectedOfKnown(before, now) : given
    const { found, judged } = await look(expected, since, now)
    const openKeys = new Set(before.filter(isOpen).map(({ key }) => key))
    if (found.some(findings.keepsAllUp)) awakeSince = now
    const holding = findings.withoutConsequences(found, openKeys, keyOf)
    const after = advance(before, holding, { now, judged, afterSeconds, newId: randomUUID })
    // Kept before it is told: a process that dies in between tells it twice at worst, under the same Message-ID.
    await book.write(after, now)
    await book.write(await tell(after, reach, clock.now(), ports), now)
  }

  /** Without a schedule only what failed at its last try, or is open already, can be missed. */
  async function expectedOfKnown(known: readonly Alarm[], now: Instant): Promise<readonly Expected[]> {
    const due = plusSeconds(now, -afterSeconds)
    try {
      const failing = (await ledger.jobStates()).filter(({ failingSince }) => failingSince !== null)
      const open = known.flatMap(({ cleared, finding: { kind, account, about } }) =>
        cleared === null && kind === 'no_success' && account !== null && about !== undefined
          ? [{ job: about, account }]
          : [],
      )
      return [...failing, ...open]
        .filter(({ account }) => names.has(account))
        .map(({ job, account }) => ({ job, account, due }))
    } catch (error) {
      if (!isFault(error)) throw error
      return []
    }
  }

  /** By one process at a time; where the database cannot say by which, by each. */
  async function alone(work: () => Promise<void>): Promise<void> {
    let began = false
    try {
      await ledger.alone('alarms', () => {
        began = true
        return work()
      })
    } catch (error) {
      if (!isFault(error) || began) throw error
      await work()
    }
  }

  async function note(job: string, passes: Parameters<typeof ledger.jobPassed>[1]): Promise<void> {
    const ms = monotonicMs()
    const news = passes.filter(({ account, ok }) => {
      const last = noted.get(`${job} ${account}`)
      return (
        last === undefined ||
        last.ok !== ok ||
        ms - last.ms >= Math.min(ok ? NOTE_GOOD_MS : NOTE_BAD_MS, afterSeconds * 250)
      )
    })
    if (news.length === 0) return
    try {
      await ledger.jobPassed(job, news, clock.now())
      for (const { account, ok } of news) noted.set(`${job} ${account}`, { ok, ms })
    } catch (error) {
      if (!isFault(error)) throw error
      sawFault(error)
    }
  }

  function turn(expected: readonly Expected[] | 'known', since: () => Instant): Promise<void> {
    const ours = running.then(async () => {
      stayAwake(clock.now())
      await alone(() => compareAndTell(expected, since()))
      await beating
    })
    running = ours.catch(() => undefined)
    return ours
  }

  return {
    round: (expected) => turn(expected, () => awakeSince),
    async afterRun(results) {
      for (const { job, accounts: counts } of results) await this.passed(job, counts)
      await turn('known', () => BEFORE_ALL)
    },
    async passed(job, counts) {
      const passes = counts.map(({ account, ok, error }) => ({
        account,
        ok,
        ...(error === undefined ? {} : { error }),
      }))
      await note(job, passes)
      // Nobody waits for it but the next look.
      if (counts.some(({ ok }) => ok)) beating = heartbeat.beat()
    },
    async brokeOff(job, concerned, error) {
      sawFault(error)
      const words = isFault(error) ? { error: error.message } : {}
      await note(
        job,
        concerned.map(({ account }) => ({ account: account.name, ok: false, ...words })),
      )
    },
    async open() {
      return (await book.peek()).filter(isOpen)
    },
  }
}

const BEFORE_ALL = '1970-01-01T00:00:00.000Z' as Instant

function unique(found: readonly Finding[]): readonly Finding[] {
  return [...new Map(found.map((finding) => [keyOf(finding), finding])).values()]
}
