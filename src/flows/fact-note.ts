import { DateTime } from 'luxon'
import type { OrderFact } from '../domain/order-fact.ts'
import { escapeHtml } from '../domain/text.ts'
import { factActivityXmlid, factMessageId } from '../odoo/naming.ts'
import type { OrderFacts, ReceiptNote } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { writeNotes } from './receipts.ts'

/**
 * What was told of an order, on the order. A withdrawal is a legal act: whoever sold it gets an activity too.
 * @returns false = Odoo refuses the note
 */
export async function noteFact(
  fact: OrderFact,
  order: OrderFacts,
  { account }: OpenAccount,
  ports: FlowPorts,
): Promise<boolean> {
  // A delivery shows by its notice.
  if (fact.fact === 'delivered') return true
  const t = (key: string, values?: Record<string, string>): string =>
    ports.texts(account.language, `fact.${key}`, values)
  const at = DateTime.fromISO(fact.at, { zone: account.timeZone }).setLocale(account.language)
  const said = t(fact.fact, {
    at: at.toLocaleString(DateTime.DATETIME_MED),
    by: fact.by,
    name: fact.name ?? t('buyer'),
  })
  const words = fact.text === null ? '' : `<blockquote>${escapeHtml(fact.text).replaceAll('\n', '<br>')}</blockquote>`
  const bodyHtml = `<p>${escapeHtml(said)}</p>${words}`
  const note: ReceiptNote = {
    model: 'sale.order',
    id: order.id,
    messageId: factMessageId(account.name, fact),
    bodyHtml,
  }
  if (fact.fact === 'objected') return (await writeNotes([note], ports)).length === 0
  const seller = (await ports.odoo.orders.deliveries([order.id])).get(order.id)?.seller
  const activity = {
    xmlid: factActivityXmlid(account.name, fact),
    summary: t('activity_withdrawn'),
    noteHtml: bodyHtml,
  }
  const whole = seller === undefined ? note : { ...note, activity: { ...activity, userId: seller } }
  return (await writeNotes([whole], ports)).length === 0
}
