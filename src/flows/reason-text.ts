import { type Effect, SUPPRESSION_REASONS, type SuppressionReason } from '../domain/effect.ts'

/** A reason of the closed list as a sentence in the reader's language; anything else stands as it is. */
export function reasonText({ reason }: Pick<Effect, 'reason'>, t: (key: string) => string): string {
  if (reason === null) return ''
  return reason in SUPPRESSION_REASONS ? t(`reason.${reason as SuppressionReason}`) : reason
}
