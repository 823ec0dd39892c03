import type { PolicyRule } from '../../src/domain/policy.ts'

/** Who may tell a buyer of DHgate what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'U',
    source: 'no source found',
    seen: 'never',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'U',
    source: 'no source found',
    seen: 'never',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'L',
    source: 'DHgate open API, order.delivery.save: DHgate informs the buyer',
    seen: '2026-11',
  },
  { kind: 'delayed', verdict: 'deny', channel: 'none', certainty: 'U', source: 'no source found', seen: 'never' },
  { kind: 'delivered', verdict: 'deny', channel: 'none', certainty: 'U', source: 'no source found', seen: 'never' },
  {
    kind: 'return_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'U',
    source: 'no source found',
    seen: 'never',
  },
  { kind: 'refund_issued', verdict: 'deny', channel: 'none', certainty: 'U', source: 'no source found', seen: 'never' },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'message',
    certainty: 'L',
    source:
      'DHgate notice of July 2022 (maijiaw.com 527894): the message channel is for answers; contact data there is punished',
    seen: '2026-11',
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'U',
    source: 'no source found',
    seen: 'never',
  },
  {
    kind: 'auto_reply',
    verdict: 'deny',
    channel: 'none',
    certainty: 'U',
    source: 'no source found',
    seen: 'never',
    countsAsAnswer: 'unknown',
  },
]
