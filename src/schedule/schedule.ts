import { Misconfigured } from '../domain/errors.ts'
import type { Job, Schedule, SchedulePorts } from './job.ts'
import { poll } from './polling.ts'
import { jobRunner, type JobRunner } from './runner.ts'
import { timetable } from './timetable.ts'

/**
 * Starts the jobs: those with `cron` at their slots, each slot by one replica only, missed ones made up once (the newest);
 * the others as loops. No fault of a pass reaches the caller.
 * @throws Misconfigured when a job has no or an impossible schedule; then nothing has been started
 */
export function startSchedule(ports: SchedulePorts): Schedule {
  const stopping = new AbortController()
  const runners = ports.jobs.map((job) => jobRunner(job, ports, stopping.signal))
  const starts = runners.map((runner) => ({ runner, run: wayOf(runner, ports, stopping.signal) }))
  const running = starts.map(async ({ runner, run }) => {
    try {
      await run()
    } catch (error) {
      ports.log.error({ job: runner.job.name, err: error }, 'a schedule ended')
    }
  })
  return {
    async stop() {
      stopping.abort(new Error('the service stops'))
      await Promise.all(running)
      await Promise.all(runners.map((runner) => runner.idle()))
    },
  }
}

function wayOf(runner: JobRunner, ports: SchedulePorts, signal: AbortSignal): () => Promise<void> {
  const { job } = runner
  if (job.cron !== undefined) return timetable(runner, job.cron, ports, signal)
  const { everyMs } = job
  if (everyMs === undefined) throw unscheduled(job)
  return () => poll(runner, everyMs, ports.clock, signal)
}

const unscheduled = ({ name }: Job): Misconfigured =>
  new Misconfigured(`The job ${name} has no schedule. It would never run. Give it a cron expression or a pause.`)
