import type { PolicyRule } from '../../src/domain/policy.ts'

const serviceMail = 'service mail of the own shop without advertising (§ 7 UWG does not apply)'

/** What a buyer of the own shop may be told; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'must',
    channel: 'mail',
    certainty: 'C',
    source:
      '§ 312i (1) no. 3 BGB: the order is confirmed electronically without delay; § 312f (2) BGB: contract content on a durable medium',
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'allow',
    channel: 'mail',
    certainty: 'C',
    source: serviceMail,
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'allow',
    channel: 'mail',
    certainty: 'C',
    source: serviceMail,
    seen: '2026-11',
  },
  {
    kind: 'delayed',
    verdict: 'allow',
    channel: 'mail',
    certainty: 'C',
    source: serviceMail,
    seen: '2026-11',
  },
  {
    kind: 'delivered',
    verdict: 'allow',
    channel: 'mail',
    certainty: 'L',
    source: 'inference from § 7 UWG and BGH 10 July 2018, VI ZR 225/17: a neutral note of what arrived and whom to ask',
    seen: '2026-11',
    condition: 'no survey, no review link, no offer, no thanks that sell',
  },
  {
    kind: 'return_received',
    verdict: 'allow',
    channel: 'mail',
    certainty: 'C',
    source: serviceMail,
    seen: '2026-11',
  },
  {
    kind: 'refund_issued',
    verdict: 'allow',
    channel: 'mail',
    certainty: 'C',
    source: serviceMail,
    seen: '2026-11',
  },
  {
    kind: 'withdrawal_receipt',
    verdict: 'must',
    channel: 'mail',
    certainty: 'C',
    source:
      '§ 356a BGB (law of 3 February 2026, in force since 19 June 2026): receipt of the withdrawal on a durable medium without delay',
    seen: '2026-11',
  },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'mail',
    certainty: 'C',
    source: 'the buyer wrote to the shop and is answered there',
    seen: '2026-11',
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: '§ 7 (2) no. 2 UWG; BGH 10 July 2018, VI ZR 225/17: asking for a review is advertising and needs consent',
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
