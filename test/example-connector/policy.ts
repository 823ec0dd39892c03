import type { PolicyRule } from '../../src/domain/policy.ts'

/**
 * Who may tell a buyer of Corner Shop what; certainty C certain, L likely, U unknown. What has no row here is denied.
 */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'message',
    certainty: 'C',
    source: "Corner Shop's description, answers",
    seen: '2026-11',
  },
]
