import { account } from './account.ts'
import { conversationId, messageId } from '../src/domain/ids.ts'
import { instant } from '../src/domain/time.ts'
import type { Odoo } from '../src/odoo/ports.ts'

/** As many conversations a call as the mirror flow places at once. */
const BATCH = 200

/** Places conversations as the mirror flow does: where do they stand, then what is missing. */
export async function placeAll(odoo: Odoo, run: string, conversations: number) {
  const owner = account(run)
  await odoo.setup()
  odoo.resetCalls()
  const started = performance.now()
  for (let from = 0; from < conversations; from += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, conversations - from) }, (_, n) => String(from + n))
    await odoo.tickets.locate(
      owner.name,
      ids.map((id) => ({ id: conversationId(id), known: null, messages: [messageId(id)] })),
    )
    const placed = await odoo.tickets.place({
      account: owner,
      marketplaceLabel: 'Bench',
      tickets: ids.map((id) => ({
        conversation: conversationId(id),
        name: `${run} ${id}`,
        descriptionHtml: `<p>${id}</p>`,
        order: null,
        orderRef: null,
        buyer: { id, name: `Buyer ${id}` },
      })),
      messages: ids.map((id) => ({
        id: messageId(id),
        conversation: conversationId(id),
        ticketId: null,
        bodyHtml: `<p>Question ${id}</p>`,
        at: instant('2026-03-01T10:00:00Z'),
        author: { kind: 'buyer', id, name: `Buyer ${id}` },
        files: [],
        tell: [],
      })),
    })
    if (placed.messages.size !== ids.length)
      throw new Error(`Only ${String(placed.messages.size)} of ${String(ids.length)} were placed.`)
  }
  const seconds = (performance.now() - started) / 1000
  const { total, by } = odoo.calls()
  return { seconds, calls: total, by }
}
