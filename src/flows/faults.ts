import type { Logger } from 'pino'
import type { Account } from '../domain/account.ts'
import { type Fault, isFault, Retryable } from '../domain/errors.ts'
import { plusSeconds } from '../domain/time.ts'
import { DatabaseStopped, DiskFull } from '../ledger/faults.ts'
import type { FlowPorts } from './context.ts'
import { type AccountCount, countFault } from './count.ts'

const PAUSE_SECONDS = { retryable: 60, misconfigured: 300, permanent: 300, unknown: 60 } as const
const BACKOFF_SECONDS = [5, 30, 120, 600, 1800, 3600] as const
/** After this many tries of its own an item counts as failed. */
export const ATTEMPTS_MAX = 10

/**
 * A fault stopped the pass of one account: it is counted and logged. Anything that is no Fault is a mistake in the program and goes on upwards.
 */
export function stopPass(account: Account, error: unknown, count: AccountCount, log: Logger): Fault {
  if (!isFault(error)) throw error
  countFault(count, error)
  log.warn({ account: account.name, fault: error.kind, systemic: error.systemic }, error.message)
  return error
}

/** The marketplace itself stopped the pass: as `stopPass`, and a systemic fault pauses the account. Faults of Odoo pause nobody. */
export async function stopAccount(
  account: Account,
  error: unknown,
  count: AccountCount,
  { ledger, clock, log }: Pick<FlowPorts, 'ledger' | 'clock' | 'log'>,
): Promise<void> {
  const fault = stopPass(account, error, count, log)
  // A full disk is the service's own trouble.
  if (!fault.systemic || fault instanceof DiskFull || fault instanceof DatabaseStopped) return
  const at = clock.now()
  const until = plusSeconds(at, pauseSeconds(fault))
  await ledger.pauseAccount(account.name, until, fault.message, { kind: fault.kind, at })
}

/** Seconds until an item is tried again: what the other side asked for, else growing by the tries so far. */
export function backoffSeconds(error: Fault, attempts: number): number {
  const asked = error instanceof Retryable ? error.afterSeconds : undefined
  return asked ?? BACKOFF_SECONDS[Math.min(attempts, BACKOFF_SECONDS.length - 1)] ?? 3600
}

function pauseSeconds(error: Fault): number {
  const asked = error instanceof Retryable ? error.afterSeconds : undefined
  return Math.max(asked ?? 0, PAUSE_SECONDS[error.kind])
}
