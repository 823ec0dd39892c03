import type { PolicyRule } from '../../src/domain/policy.ts'

const guidelines = 'Amazon communication guidelines'

/** Who may tell a buyer of Amazon what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: `${guidelines}: order confirmations are named as not permitted, Amazon sends them (cloudcommercegroup.com 4480212, ecomengine.com checklist)`,
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: 'inference: Amazon collects the money, and no permitted purpose of its communication guidelines fits',
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'C',
    source: `${guidelines}: shipping confirmations are not permitted; confirmShipment makes Amazon inform the buyer (ecomengine.com checklist)`,
    seen: '2026-11',
  },
  {
    kind: 'delayed',
    verdict: 'allow',
    channel: 'message',
    certainty: 'C',
    source: `${guidelines}, Seller Central help G1701: the seller must tell the buyer of a later shipment`,
    seen: '2026-11',
    condition:
      "by the order's own reason unexpectedProblem or to the relay alias; within 30 days of order completion; never asking the buyer to cancel",
  },
  {
    kind: 'delivered',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: `${guidelines}: messages that only thank or offer help are not permitted (cloudcommercegroup.com 4480212)`,
    seen: '2026-11',
  },
  {
    kind: 'return_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: `${guidelines} (help G1701, notice of December 2017): Amazon mails about returns itself`,
    seen: '2026-11',
    condition: 'a question for missing data is allowed as an answer in the conversation',
  },
  {
    kind: 'refund_issued',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source: `${guidelines} (help G1701, notice of December 2017): Amazon mails refunds itself`,
    seen: '2026-11',
    condition: 'explaining a partial refund is allowed as an answer in the conversation',
  },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'mail',
    certainty: 'C',
    source: 'Amazon Seller Central help 200549770: buyers are answered through the relay address, within 24 hours',
    seen: '2026-11',
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'C',
    source:
      "Amazon Solicitations API guide allows only Amazon's own template; BGH 10 July 2018, VI ZR 225/17: asking for a review is advertising",
    seen: '2026-11',
  },
  {
    kind: 'auto_reply',
    verdict: 'deny',
    channel: 'none',
    certainty: 'U',
    source: 'Amazon Seller Central help 200549770 and 202152030: an automatic answer does not count as an answer',
    seen: '2026-11',
    countsAsAnswer: 'no',
  },
]
