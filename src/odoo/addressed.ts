import { z } from 'zod'
import type { AddressedOrder } from './addressed-ports.ts'
import type { Domain, OdooBridge } from './bridge.ts'
import { chunks, id, many2one, maybeTime, storable, text } from './records.ts'

/** Addresses asked for in one call; each is a pattern that Odoo tries on its contacts. */
const ADDRESSES = 50
/** A buyer of thousands of orders is asked for by himself, and then only his newest are read. */
const ROWS_MAX = 1000

const contactRow = z.object({ id, email_normalized: text })

const orderRow = z.object({
  id,
  state: z.string(),
  date_order: maybeTime,
  delivery_status: text.optional(),
  partner_id: many2one,
  partner_invoice_id: many2one,
  partner_shipping_id: many2one,
})
type OrderRow = z.infer<typeof orderRow>

/** What an order's contacts and dates say, besides the order itself. */
export type Addressed = Pick<AddressedOrder, 'emails' | 'placedAt' | 'standing'>

/**
 * Orders whose customer, invoice or delivery contact has one of these addresses, the newest first; of a buyer with very many the newest.
 * @param addresses in lower case, without a plus part; contacts with one are found as well
 */
export async function addressedOrders(
  bridge: OdooBridge,
  addresses: readonly string[],
): Promise<ReadonlyMap<number, Addressed>> {
  if ((await bridge.fields('sale.order')).size === 0) return new Map()
  const found = new Map<number, Addressed>()
  for (const part of chunks([...new Set(addresses)], ADDRESSES)) {
    for (const [order, addressed] of await ofAddresses(bridge, part)) {
      // Its customer may be found in one part, who it goes to in another.
      const emails = [...(found.get(order)?.emails ?? []), ...addressed.emails]
      found.set(order, { ...addressed, emails: [...new Set(emails)] })
    }
  }
  return new Map([...found].toSorted(newestFirst))
}

const newestFirst = ([a, one]: Found, [b, other]: Found): number =>
  (other.placedAt ?? '').localeCompare(one.placedAt ?? '') || b - a

type Found = readonly [number, Addressed]

async function ofAddresses(bridge: OdooBridge, addresses: readonly string[]): Promise<readonly Found[]> {
  const contacts = await bridge.rows('res.partner', contactRow, withAddress(addresses), newest('id desc'))
  const emails = new Map(contacts.flatMap((row) => (row.email_normalized ? [[row.id, row.email_normalized]] : [])))
  if (emails.size === 0) return []
  const orders = await bridge.rows('sale.order', orderRow, withContact([...emails.keys()]), newest(NEWEST_ORDERS))
  if (addresses.length > 1 && (contacts.length >= ROWS_MAX || orders.length >= ROWS_MAX)) {
    const half = Math.ceil(addresses.length / 2)
    return [
      ...(await ofAddresses(bridge, addresses.slice(0, half))),
      ...(await ofAddresses(bridge, addresses.slice(half))),
    ]
  }
  return orders.map((row) => [row.id, addressed(row, emails)])
}

const NEWEST_ORDERS = 'date_order desc, id desc'
const newest = (order: string) => ({ order, limit: ROWS_MAX })

function withAddress(addresses: readonly string[]): Domain {
  const asked = addresses.map(storable)
  const tagged = asked.map((address) => ['email_normalized', '=like', anyTag(address)])
  return [...tagged.map(() => '|'), ['email_normalized', 'in', asked], ...tagged]
}

/** `maria@example.org` with whatever stands behind a plus. In patterns % and _ are wildcards. */
function anyTag(address: string): string {
  const at = address.lastIndexOf('@')
  const plain = (part: string): string => part.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
  return `${plain(address.slice(0, at))}+%${plain(address.slice(at))}`
}

const withContact = (contacts: readonly number[]): Domain => [
  '|',
  '|',
  ['partner_id', 'in', contacts],
  ['partner_invoice_id', 'in', contacts],
  ['partner_shipping_id', 'in', contacts],
]

function addressed(row: OrderRow, emails: ReadonlyMap<number, string>): Addressed {
  const contacts = [row.partner_id, row.partner_invoice_id, row.partner_shipping_id]
  return {
    emails: [...new Set(contacts.flatMap((contact) => (contact === null ? [] : (emails.get(contact.id) ?? []))))],
    placedAt: row.date_order,
    standing: standingOf(row),
  }
}

/** Where nothing tells what of it has left, it is open. */
function standingOf({ state, delivery_status: delivered }: OrderRow): Addressed['standing'] {
  if (state === 'draft' || state === 'sent') return 'quotation'
  return state === 'cancel' || delivered === 'full' ? 'over' : 'open'
}
