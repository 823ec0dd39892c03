import type { StoredVerdict } from '../domain/effect.ts'
import { isFault, Permanent, Retryable } from '../domain/errors.ts'
import type { MessageId } from '../domain/ids.ts'
import type { ConversationSnapshot } from '../domain/message.ts'
import { plusSeconds } from '../domain/time.ts'
import type { Claim } from '../ledger/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, countSuppressed } from './count.ts'
import { ATTEMPTS_MAX, backoffSeconds, stopAccount } from './faults.ts'
import { findOwn, type ReplyMarker } from './readback.ts'
import type { ReplyPayload } from './reply.ts'

export type ReplyClaim = Claim<ReplyPayload>

/** An answer that passed the guard, on its way to the marketplace. */
export interface Handing {
  readonly claim: ReplyClaim
  readonly opened: OpenAccount
  readonly count: AccountCount
  readonly ports: FlowPorts
  readonly text: string
  readonly files: Awaited<ReturnType<FlowPorts['odoo']['answers']['files']>>
  readonly stored: StoredVerdict
}

/** The message of a conversation that is this answer, and no other effect's. */
export async function findUnbound(
  snapshot: ConversationSnapshot,
  marker: ReplyMarker,
  { account }: OpenAccount,
  effect: ReplyClaim['effect']['id'],
  { outbox }: FlowPorts,
): Promise<MessageId | undefined> {
  const shown = snapshot.messages.map(({ id }) => id)
  const bound = await outbox.boundMessages(account.name, shown, effect)
  return findOwn(snapshot, marker, bound)?.id
}

export async function handleFault(
  { claim, opened, count, ports }: Pick<Handing, 'opened' | 'count' | 'ports'> & { readonly claim: Claim },
  error: unknown,
): Promise<boolean> {
  if (!isFault(error)) throw error
  if (error instanceof Permanent && !error.systemic) return failed(claim, count, error.message)
  const { effect } = claim
  const tired = !error.systemic && effect.attempts + 1 >= ATTEMPTS_MAX
  if (tired) return failed(claim, count, `${error.message} It was tried ${ATTEMPTS_MAX} times.`)
  const seconds = backoffSeconds(error, effect.attempts)
  await claim.retry(plusSeconds(ports.clock.now(), seconds), error.message, { systemic: error.systemic })
  if (!error.systemic) return true
  if (error instanceof Retryable && seconds <= 5) return false
  await stopAccount(opened.account, error, count, ports)
  return false
}

export async function delivered(
  claim: ReplyClaim,
  count: AccountCount,
  result: Record<string, unknown>,
): Promise<boolean> {
  if (await claim.done(result)) count.delivered += 1
  return true
}

export async function suppressed(
  claim: ReplyClaim,
  count: AccountCount,
  reason: 'deleted' | 'policy_deny' | 'linter' | 'shadow',
  detail: string,
  verdict?: StoredVerdict,
): Promise<boolean> {
  if (await claim.suppress(reason, detail, verdict)) countSuppressed(count, reason)
  return true
}

export async function failed(claim: Claim, count: AccountCount, reason: string): Promise<boolean> {
  if (await claim.fail(reason)) count.failed += 1
  return true
}
