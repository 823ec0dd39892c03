import type { StoredVerdict, SuppressionReason } from '../domain/effect.ts'
import { isFault, Permanent } from '../domain/errors.ts'
import { plusSeconds } from '../domain/time.ts'
import type { Claim } from '../ledger/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countSuppressed } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopAccount } from './faults.ts'

/** A claimed row on its way, with all that its steps work with. */
export interface Sending<Payload> {
  readonly claim: Claim<Payload>
  readonly opened: OpenAccount
  readonly count: AccountCount
  readonly ports: FlowPorts
}

/** Outcomes, counted; each resolves to whether the account may go on. */
export async function done({ claim, count }: Sending<unknown>, result: Record<string, unknown>): Promise<boolean> {
  if (await claim.done(result)) count.sent += 1
  return true
}

export async function failed({ claim, count }: Sending<unknown>, reason: string): Promise<boolean> {
  if (await claim.fail(reason)) count.failed += 1
  return true
}

export async function suppressed(
  { claim, count }: Sending<unknown>,
  reason: SuppressionReason,
  detail: string,
  verdict?: StoredVerdict,
): Promise<boolean> {
  if (await claim.suppress(reason, detail, verdict)) countSuppressed(count, reason)
  return true
}

/** Nothing happened outside: it failed for good, or is tried again later. */
export async function afterFault(sending: Sending<unknown>, error: unknown): Promise<boolean> {
  if (!isFault(error)) throw error
  const { claim, opened, count, ports } = sending
  const { attempts } = claim.effect
  if (error instanceof Permanent && !error.systemic) return failed(sending, error.message)
  if (!error.systemic && attempts + 1 >= ATTEMPTS_MAX)
    return failed(sending, `${error.message} It was tried ${String(ATTEMPTS_MAX)} times.`)
  const at = plusSeconds(ports.clock.now(), backoffSeconds(error, attempts))
  await claim.retry(at, error.message, { systemic: error.systemic })
  if (error.systemic) await stopAccount(opened.account, error, count, ports)
  return !error.systemic
}
