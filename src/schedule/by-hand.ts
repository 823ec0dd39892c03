import { isFault } from '../domain/errors.ts'
import type { Clock } from '../domain/time.ts'
import { traceOf } from '../kit/trace.ts'
import type { JobOutcome, RunHistory } from './job.ts'

/** A slot of this name is none of a schedule: nothing is made up for it. */
const BY_HAND = 'by hand'

/** A pass that somebody started, kept in the run history like one of the schedule. What `run` throws is kept and thrown on. */
export async function recorded<Outcome extends JobOutcome>(
  job: string,
  { ledger, clock }: { readonly ledger: Pick<RunHistory, 'claimRun' | 'finishRun'>; readonly clock: Clock },
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const slot = `${BY_HAND} ${clock.now()}`
  await ledger.claimRun(job, slot)
  try {
    const outcome = await run()
    await ledger.finishRun(job, slot, { ok: outcome.ok, result: outcome.result })
    return outcome
  } catch (error) {
    const told = isFault(error) ? error.message : `${traceOf(error).type} (see the log)`
    await ledger.finishRun(job, slot, { ok: false, result: { error: told } })
    throw error
  }
}
