import type { PolicyRule } from '../../src/domain/policy.ts'

const terms = "dudes-partner.com, May 2025, citing OTTO's terms, annex 9 section 10"

/** Who may tell a buyer of OTTO what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `${terms}: OTTO sends the order receipt, doubles can cost the account`,
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `${terms}: not on the list of permitted contacts`,
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'C',
    source: `OTTO Shipments interface: reporting the shipment makes OTTO inform the buyer; shipping confirmations of the seller are forbidden (${terms}; magnalister FAQ 1728)`,
    seen: '2026-11',
  },
  {
    kind: 'delayed',
    verdict: 'allow',
    channel: 'message',
    certainty: 'L',
    source: `${terms}: changes of a shipment and delays may be told`,
    seen: '2026-11',
    condition: "to the order's alias, from the address stored with OTTO, about this one order",
  },
  {
    kind: 'delivered',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `${terms}: OTTO sends the delivery confirmation`,
    seen: '2026-11',
  },
  {
    kind: 'return_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `${terms}: not on the list of permitted contacts`,
    seen: '2026-11',
  },
  {
    kind: 'refund_issued',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `${terms}: not on the list of permitted contacts`,
    seen: '2026-11',
  },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'mail',
    certainty: 'C',
    source:
      'OTTO Partner API documentation, use case customer messages: messages reach the seller by mail and may be answered by replying to that mail',
    seen: '2026-11',
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `${terms}: not on the list of permitted contacts`,
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
