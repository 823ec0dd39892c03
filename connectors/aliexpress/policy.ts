import type { PolicyRule } from '../../src/domain/policy.ts'

const platformInforms =
  'inference: AliExpress mails buyers about order states itself and punishes harassment and trade outside (ssopdot.com 34856)'

/** Who may tell a buyer of AliExpress what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: platformInforms,
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: platformInforms,
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'L',
    source: 'AliExpress open platform, declareship: AliExpress informs the buyer',
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
      'AliExpress seller rules (alifaq.org, 2017; ssopdot.com 34856): platform messages serve answers and order problems',
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
