import type { ConversationId } from '../domain/ids.ts'
import { escapeHtml } from '../domain/text.ts'
import { floodMessageId } from '../odoo/naming.ts'
import type { ReceiptNote } from '../odoo/ports.ts'
import type { FlowPorts, OpenAccount } from './context.ts'
import { type AccountCount, emptyCount } from './count.ts'
import { stopAccount, stopPass } from './faults.ts'
import { sortMails } from './mail-sort.ts'
import { place } from './place.ts'
import { writeNotes } from './receipts.ts'

/**
 * Buyer writes → ticket, by mail: fetch, sort, place. Each step takes up what an earlier pass left, so that the mailbox, Odoo or this
 * process may be away in between.
 */
export async function mirrorMailbox(opened: OpenAccount, ports: FlowPorts): Promise<AccountCount> {
  const { account } = opened
  const count = emptyCount(account.name)
  const live = (await ports.ledger.mails.folders(account.name)).length > 0
  try {
    await ports.fetchMail?.(opened, count)
    await ports.ledger.accountWorked(account.name, ports.clock.now())
  } catch (error) {
    await stopAccount(account, error, count, ports)
  }
  try {
    // What was fetched before waits for nobody's mailbox.
    const { flooded } = await sortMails(opened, count, ports)
    if (account.mode === 'read') return count
    await place(opened, count, ports, { live, stream: 'messages' })
    await noteFloods(opened, flooded, ports)
  } catch (error) {
    stopPass(account, error, count, ports.log)
  }
  return count
}

/** Once a day on the ticket: what comes further is listed only. */
async function noteFloods(
  { account }: OpenAccount,
  flooded: ReadonlySet<ConversationId>,
  ports: FlowPorts,
): Promise<void> {
  const day = ports.clock.now().slice(0, 10)
  const notes: ReceiptNote[] = []
  for (const conversation of flooded) {
    const ticket = (await ports.ledger.conversation(account.name, conversation))?.ticket
    if (ticket == null) continue
    const bodyHtml = `<p>${escapeHtml(ports.texts(account.language, 'mail.loop', { account: account.name }))}</p>`
    const messageId = floodMessageId(account.name, conversation, day)
    notes.push({ model: 'helpdesk.ticket', id: ticket.id, messageId, bodyHtml })
  }
  await writeNotes(notes, ports)
}
