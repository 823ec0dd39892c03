import type { Instant } from '../domain/time.ts'
import type { FoundOrder } from './ports.ts'

/** An order found by the address of one of its contacts: a hint whose it is, no proof. */
export interface AddressedOrder extends FoundOrder {
  /** Addresses of its contacts that fit, in lower case as Odoo holds them. */
  readonly emails: readonly string[]
  readonly placedAt: Instant | null
  /** open = confirmed, and as far as Odoo tells not all of it has left; over = cancelled, or all of it has. */
  readonly standing: 'quotation' | 'open' | 'over'
}
