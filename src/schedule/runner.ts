import { isFault } from '../domain/errors.ts'
import { msBetween } from '../domain/time.ts'
import { traceOf } from '../kit/trace.ts'
import { brokeOff, type Job, type JobOutcome, type PassReport, type SchedulePorts } from './job.ts'

/** One job within this process: never beside itself; a fault ends a pass, never the process. */
export interface JobRunner {
  readonly job: Job
  /** Takes the job here and the slot for all replicas. `busy` = a pass is under way or we are stopping; `taken` = somebody has the slot. */
  reserve(slot: string): Promise<'ours' | 'taken' | 'busy'>
  /** One pass of a reserved slot, written to the run history. */
  runSlot(slot: string): Promise<void>
  /** Gives the job back after `reserve` said ours. */
  release(): void
  /** One pass without a slot. */
  runOnce(): Promise<JobOutcome>
  /** Resolves when no pass is under way. */
  idle(): Promise<void>
}

type RunnerPorts = Pick<SchedulePorts, 'ledger' | 'clock' | 'log' | 'onOutcome'>

export function jobRunner(job: Job, { ledger, clock, log, onOutcome }: RunnerPorts, signal: AbortSignal): JobRunner {
  let busy: PromiseWithResolvers<void> | undefined

  const release = (): void => {
    busy?.resolve()
    busy = undefined
  }

  async function pass(slot: string | null): Promise<JobOutcome> {
    const started = clock.now()
    const outcome = await outcomeOf(job, log, signal)
    const report = { job: job.name, slot, seconds: msBetween(started, clock.now()) / 1000, ...outcome }
    // A loop comes by every few seconds: what stays open in it stands in the console, not in every line of the log.
    const level = slot !== null || brokeOff(outcome) ? 'warn' : 'debug'
    if (!outcome.ok) log[level]({ job: job.name, slot, result: outcome.result }, 'a pass failed')
    tell(report)
    return outcome
  }

  function tell(report: PassReport): void {
    try {
      onOutcome?.(report)
    } catch (error) {
      log.error({ job: job.name, err: error }, 'the outcome of a pass could not be counted')
    }
  }

  return {
    job,
    release,
    async reserve(slot) {
      if (busy !== undefined || signal.aborted) return 'busy'
      busy = Promise.withResolvers()
      try {
        if (await ledger.claimRun(job.name, slot)) return 'ours'
        release()
        return 'taken'
      } catch (error) {
        release()
        throw error
      }
    },
    async runSlot(slot) {
      const outcome = await pass(slot)
      try {
        await ledger.finishRun(job.name, slot, outcome)
      } catch (error) {
        log.error({ job: job.name, slot, err: error }, 'the run history could not be written')
      }
    },
    async runOnce() {
      busy = Promise.withResolvers()
      try {
        return await pass(null)
      } finally {
        release()
      }
    },
    idle: () => busy?.promise ?? Promise.resolve(),
  }
}

async function outcomeOf(job: Job, log: SchedulePorts['log'], signal: AbortSignal): Promise<JobOutcome> {
  try {
    return await job.run(signal)
  } catch (error) {
    if (isFault(error)) return { ok: false, result: { error: error.message } }
    log.error({ job: job.name, ...traceOf(error) }, 'a pass broke off')
    return { ok: false, result: { error: `${traceOf(error).type} (see the log)` } }
  }
}
