import type { PolicyRule } from '../../src/domain/policy.ts'

const guidelines = "Kaufland seller guidelines, section 2 (seen in part): contact runs in the order's ticket only"

/** Who may tell a buyer of Kaufland what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: guidelines,
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: guidelines,
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'C',
    source:
      'Kaufland seller university, order management: a unit is marked as sent with carrier and tracking number, Kaufland mails the buyer',
    seen: '2026-11',
  },
  {
    kind: 'delayed',
    verdict: 'allow',
    channel: 'message',
    certainty: 'L',
    source: `${guidelines}; a delay of this order belongs there`,
    seen: '2026-11',
  },
  {
    kind: 'delivered',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: guidelines,
    seen: '2026-11',
  },
  {
    kind: 'return_received',
    verdict: 'push',
    channel: 'push',
    certainty: 'C',
    source: 'Kaufland seller university, returns settings: the return unit is confirmed, which starts the refund',
    seen: '2026-11',
  },
  {
    kind: 'refund_issued',
    verdict: 'push',
    channel: 'push',
    certainty: 'L',
    source:
      'Kaufland seller university, returns settings: the confirmed return unit starts the refund, Kaufland informs the buyer',
    seen: '2026-11',
  },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'message',
    certainty: 'C',
    source:
      'Kaufland seller university, customer enquiries: buyers are answered in the ticket, within 48 hours on working days',
    seen: '2026-11',
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: guidelines,
    seen: '2026-11',
  },
  {
    kind: 'auto_reply',
    verdict: 'deny',
    channel: 'none',
    certainty: 'U',
    source: 'Seller API 2.27.0 has a field interim_notice for holding answers; whether they count is not documented',
    seen: '2026-11',
    countsAsAnswer: 'unknown',
  },
]
