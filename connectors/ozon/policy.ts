import type { PolicyRule } from '../../src/domain/policy.ts'

const chatOnly =
  'docs.ozon.ru, global policies, communication: contact only in the chat, Ozon informs about order states'

/** Who may tell a buyer of Ozon what; certainty C certain, L likely, U unknown. */
export const policy: readonly PolicyRule[] = [
  {
    kind: 'order_confirmed',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: chatOnly,
    seen: '2026-11',
  },
  {
    kind: 'payment_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: chatOnly,
    seen: '2026-11',
  },
  {
    kind: 'shipped',
    verdict: 'push',
    channel: 'push',
    certainty: 'L',
    source: 'Ozon Seller API, tracking-number/set and delivering: Ozon shows the state to the buyer',
    seen: '2026-11',
  },
  {
    kind: 'delayed',
    verdict: 'allow',
    channel: 'message',
    certainty: 'L',
    source: 'docs.ozon.com, customers-chat: the seller may open a chat for an order it ships itself',
    seen: '2026-11',
    condition: 'only orders that the seller ships itself (realFBS), not yet delivered or cancelled',
  },
  {
    kind: 'delivered',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: 'docs.ozon.com, customers-chat: after delivery the buyer must write first',
    seen: '2026-11',
  },
  {
    kind: 'return_received',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: chatOnly,
    seen: '2026-11',
  },
  {
    kind: 'refund_issued',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: chatOnly,
    seen: '2026-11',
  },
  {
    kind: 'reply',
    verdict: 'answer',
    channel: 'message',
    certainty: 'C',
    source: 'docs.ozon.com, customers-chat: the seller answers in the chat',
    seen: '2026-11',
  },
  {
    kind: 'review_request',
    verdict: 'deny',
    channel: 'none',
    certainty: 'L',
    source: chatOnly,
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
