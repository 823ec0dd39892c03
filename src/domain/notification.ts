/** Kinds of notification: messages we start. */
export const NOTIFICATION_KINDS = [
  'order_confirmed',
  'payment_received',
  'shipped',
  'delayed',
  'delivered',
  'return_received',
  'refund_issued',
  'withdrawal_receipt',
] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

export type Formality = 'sie' | 'du'

/** Why goods come later, as far as Odoo or the carrier says so. */
export const DELAY_REASONS = ['stock', 'warehouse', 'carrier', 'address', 'weather'] as const
export type DelayReason = (typeof DELAY_REASONS)[number]

/** How a refund reaches the buyer; each takes its own time to show. */
export const REFUND_WAYS = ['transfer', 'card', 'wallet'] as const
export type RefundWay = (typeof REFUND_WAYS)[number]
