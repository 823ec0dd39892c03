import type { PolicyRule } from '../../src/domain/policy.ts'

const terms = 'Allegro terms since 20 October 2025 (telepolis.pl 2025-09-23; community FAQ of 24 September 2025)'

/** Who may tell a buyer of Allegro what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: `${terms}: texts that repeat Allegro's own notices are forbidden and blocked`,
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: `${terms}: texts that repeat Allegro's own notices are forbidden and blocked`,
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'C',
    source: `Allegro REST API: the shipment is added to the order and Allegro informs the buyer; own texts about parcel status are forbidden (${terms})`,
    seen: '2026-11',
  },
  {
    kind: 'delayed',
    verdict: 'allow',
    channel: 'message',
    certainty: 'L',
    source: "Allegro's spokesman (wirtualnemedia.pl): contact about one single order is not restricted",
    seen: '2026-11',
    condition: 'written by a person for one order; never in bulk and never from a template',
  },
  {
    kind: 'delivered',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: `${terms}: thanks and parcel states are forbidden`,
    seen: '2026-11',
  },
  {
    kind: 'return_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `inference from ${terms}: Allegro informs about returns itself`,
    seen: '2026-11',
  },
  {
    kind: 'refund_issued',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: `inference from ${terms}: Allegro informs about refunds itself`,
    seen: '2026-11',
  },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'message',
    certainty: 'C',
    source: 'help.allegro.com, bulk communication with buyers: answers inside a conversation stay free',
    seen: '2026-11',
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source:
      "Allegro terms since July 2021: asking to change a rating is forbidden; asking for one repeats Allegro's own notice",
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
