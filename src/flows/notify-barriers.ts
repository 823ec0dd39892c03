import type { Effect, SuppressionReason } from '../domain/effect.ts'
import type { Instant } from '../domain/time.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import type { MailFacts } from './notify-mail.ts'
import type { NotifyPayload } from './notify-rules.ts'

/** Whether a notification that is due may go now, goes later, or not at all. */
export type Barrier =
  | { readonly kind: 'go' }
  | { readonly kind: 'suppress'; readonly reason: SuppressionReason; readonly detail: string }
  | { readonly kind: 'postpone'; readonly until: Instant; readonly detail: string }

/** A notification that is due, with what Odoo says now. */
export interface DueNotification {
  readonly effect: Pick<Effect<NotifyPayload>, 'account' | 'kind' | 'dedupeKey' | 'source' | 'payload' | 'result'>
  readonly facts: MailFacts
  readonly opened: OpenAccount
  /** The law demands it: nothing here stops or postpones it. */
  readonly must: boolean
}

/** What stands between a due notification and its buyer. Sends and writes nothing. */
export async function barrierTo({ must }: DueNotification, ports: FlowPorts): Promise<Barrier> {
  if (must) return { kind: 'go' }
  await ports.odoo.info()
  return { kind: 'go' }
}
