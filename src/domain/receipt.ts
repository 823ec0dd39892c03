/** Outcomes that are told in Odoo's chatter. */
export type ReceiptOutcome = 'done' | 'suppressed' | 'failed' | 'unknown'
