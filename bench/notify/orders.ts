import { money } from '../../src/domain/money.ts'
import { type Instant, plusMs } from '../../src/domain/time.ts'
import type { OrderFacts } from '../../src/odoo/ports.ts'

/** Most connections to the mail server, on both sides: what the product takes by itself. */
export const CONNECTIONS = 4

/**
 * Orders of a web shop, each with so many lines.
 * @param from ids begin after it
 */
export function manyOrders(count: number, lines: number, now: Instant, from = 0): ReadonlyMap<number, OrderFacts> {
  const confirmedAt = plusMs(now, -60_000)
  return new Map(
    Array.from({ length: count - from }, (_, n) => {
      const id = from + n + 1
      const contact = {
        id,
        name: `Käthe Müller ${String(id)}`,
        email: `buyer-${String(id)}@example.org`,
        language: 'de_DE',
        internal: false,
      }
      const items = Array.from({ length: lines }, (_line, line) => ({
        name: `Übertopf „Grüne Wiese“, glasiert, Größe ${String(line + 1)}`,
        quantity: line + 1,
        total: money(19.9 * (line + 1), 'EUR'),
      }))
      const order: OrderFacts = {
        model: 'sale.order',
        id,
        createDate: confirmedAt,
        name: `S${String(id).padStart(6, '0')}`,
        clientOrderRef: `W${String(id)}`,
        origin: null,
        team: null,
        state: 'sale',
        confirmedAt,
        contact,
        delivery: contact,
        deliveryAddress: [contact.name, 'Königsallee 12', '40212 Düsseldorf', 'Deutschland'],
        lines: items,
        untaxed: money(100, 'EUR'),
        tax: money(19, 'EUR'),
        total: money(119, 'EUR'),
        companyId: 1,
        promised: null,
      }
      return [id, order] as const
    }),
  )
}
