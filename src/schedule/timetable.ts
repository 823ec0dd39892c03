import nodeCron, { type ScheduledTask } from 'node-cron'
import { instant, plusSeconds, type Instant } from '../domain/time.ts'
import type { SchedulePorts } from './job.ts'
import type { JobRunner } from './runner.ts'
import { cronSlots } from '../kit/cron-slots.ts'

/** How long a slot is left to node-cron before it counts as missed, and how often missed ones are looked for. */
const GRACE_SECONDS = 10
const LOOK_EVERY_MS = 60_000

type TimetablePorts = Pick<SchedulePorts, 'ledger' | 'clock' | 'timeZone' | 'log'>

/**
 * node-cron is the alarm clock; which slots there are and who takes one is decided here. It skips what the spring clock leaves
 * out, loses an hourly run in autumn, and cannot ring in a process that is blocked or not running: so the newest slot that
 * nobody took is looked for every minute and made up once.
 * @returns what runs the job until the signal
 * @throws Misconfigured when the expression is none
 */
export function timetable(
  runner: JobRunner,
  cron: string,
  ports: TimetablePorts,
  signal: AbortSignal,
): () => Promise<void> {
  const { clock, timeZone, log } = ports
  const { job } = runner
  const slots = cronSlots(cron, timeZone)
  /** Newest slot known to be taken, here or by another replica; undefined until the history was asked. */
  let taken: Instant | undefined
  /** Slot that was run once more, or that another replica did. */
  let stoodIn: Instant | undefined

  async function reserve(slot: Instant): Promise<boolean> {
    const answer = await runner.reserve(slot)
    if (answer !== 'busy' && (taken === undefined || taken < slot)) taken = slot
    return answer === 'ours'
  }

  async function makeUp(): Promise<void> {
    const newest = slots.newestAt(plusSeconds(clock.now(), -GRACE_SECONDS))
    if (newest === undefined) return
    taken ??= (await newestTaken(job.name, ports)) ?? (await beginHistory(job.name, newest, ports))
    if (taken > plusSeconds(clock.now(), GRACE_SECONDS)) return standIn(newest)
    if (newest <= taken || !(await reserve(newest))) return
    log.info({ job: job.name, slot: newest }, 'a missed run is made up')
    await runNow(newest)
  }

  /**
   * The clock was put back, and the slots up to the newest that was taken come round again. A job of certain hours has done them
   * (twice a night would be wrong); one of every hour must not stand still until then: each slot once more, by one replica.
   */
  async function standIn(slot: Instant): Promise<void> {
    if (!slots.everyHour || stoodIn === slot) return
    const again = `${slot} again`
    const answer = await runner.reserve(again)
    if (answer !== 'busy') stoodIn = slot
    if (answer !== 'ours') return
    log.info({ job: job.name, slot }, 'the clock was put back: a slot is run once more')
    await runNow(again)
  }

  async function runNow(slot: string): Promise<void> {
    try {
      await runner.runSlot(slot)
    } finally {
      runner.release()
    }
  }

  return async () => {
    const alarm = alarmClock(runner, cron, reserve, slots.newestAt, ports)
    try {
      while (!signal.aborted) {
        await makeUp().catch((error: unknown) => {
          log.error({ job: job.name, err: error }, 'missed runs could not be looked for')
        })
        await clock.sleep(LOOK_EVERY_MS, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
    } finally {
      await alarm.destroy()
    }
  }
}

/** Slots are stored as instants; runs started by hand are not slots. */
async function newestTaken(job: string, { ledger }: TimetablePorts): Promise<Instant | undefined> {
  const runs = await ledger.lastRuns(50, job)
  const slots = runs.filter((run) => run.job === job && /^\d{4}-.*Z$/.test(run.slot)).map((run) => run.slot)
  const newest = slots.toSorted().at(-1)
  return newest === undefined ? undefined : instant(newest)
}

/** The very first start makes nothing up; it leaves a mark from which later missed slots are known. */
async function beginHistory(job: string, slot: Instant, { ledger }: TimetablePorts): Promise<Instant> {
  const ours = await ledger.claimRun(job, slot)
  if (ours) await ledger.finishRun(job, slot, { ok: true, result: { note: 'first start: nothing was run' } })
  return slot
}

function alarmClock(
  { job, release, runSlot }: JobRunner,
  cron: string,
  reserve: (slot: Instant) => Promise<boolean>,
  newestAt: (at: Instant) => Instant | undefined,
  { timeZone, log }: TimetablePorts,
): ScheduledTask {
  const coordinator = {
    async shouldRun(key: string) {
      const slot = instant(key.slice(job.name.length + 1))
      // The repeated hour of autumn: node-cron may ring at the second of two equal times.
      if (newestAt(slot) !== slot) return false
      return reserve(slot)
    },
    onComplete: release,
  }
  return nodeCron.schedule(cron, ({ date }) => runSlot(instant(date)), {
    name: job.name,
    timezone: timeZone,
    noOverlap: true,
    distributed: true,
    runCoordinator: coordinator,
    suppressMissedWarning: true,
    logger: {
      debug: (what) => log.debug({ job: job.name }, String(what)),
      info: (what) => log.info({ job: job.name }, what),
      warn: (what) => log.warn({ job: job.name }, what),
      error: (what, error) => log.error({ job: job.name, err: error ?? what }, 'the schedule failed'),
    },
  })
}
