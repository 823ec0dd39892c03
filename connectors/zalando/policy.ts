import type { PolicyRule } from '../../src/domain/policy.ts'

const university =
  "Zalando Partner University (resolve-customer-issues, platform-rules): Zalando's Customer Care talks to the customer"

/** Who may tell a buyer of Zalando what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: university,
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: university,
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'C',
    source:
      'Zalando Orders API 1.1.1: the order line is set to shipped and Zalando, as operator of the shop, informs the customer',
    seen: '2026-11',
  },
  {
    kind: 'delayed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `${university}; delays are reported to Zalando`,
    seen: '2026-11',
  },
  {
    kind: 'delivered',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: university,
    seen: '2026-11',
  },
  {
    kind: 'return_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: university,
    seen: '2026-11',
  },
  {
    kind: 'refund_issued',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: university,
    seen: '2026-11',
  },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'mail',
    certainty: 'L',
    source:
      "Zalando Partner University (resolve-customer-issues): the seller answers Zalando's Customer Care, not the buyer",
    seen: '2026-11',
    condition: "the answer goes to Zalando's Customer Care",
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: university,
    seen: '2026-11',
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
