import type { AccountName, ConversationId, FileKey } from '../domain/ids.ts'
import type { ConversationSnapshot, IncomingMessage, MessagePage } from '../domain/message.ts'
import type { Instant } from '../domain/time.ts'
import { statusMessageId } from '../odoo/naming.ts'
import type { TicketPlace } from '../odoo/ports.ts'
import type { OpenConversation, PageToRecord } from '../ledger/ports.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { type AccountCount, countFault, emptyCount } from './count.ts'
import { stopAccount, stopPass } from './faults.ts'
import { findOrders } from './mirror-orders.ts'
import { messagesToPlace, ticketToMake } from './mirror-rows.ts'
import { ourMessage } from './readback.ts'

/** Conversations placed per batch: large enough to be cheap, small enough that a kill repeats little. */
const BATCH = 200

/**
 * Buyer writes → ticket. One pass over one account; safe to repeat at any point.
 * What the marketplace gives is in the ledger before Odoo is asked, so that either side may be down.
 */
export async function mirror(opened: OpenAccount, ports: FlowPorts): Promise<AccountCount> {
  const { account, connector } = opened
  const count = emptyCount(account.name)
  if (connector.messages === undefined) return count
  const live = (await ports.ledger.cursor(account.name, 'messages')) !== undefined
  try {
    await pull(opened, count, ports)
    await ports.ledger.accountWorked(account.name, ports.clock.now())
  } catch (error) {
    await stopAccount(account, error, count, ports)
  }
  if (account.mode === 'read') return count
  try {
    await place(opened, count, ports, { live })
  } catch (error) {
    stopPass(account, error, count, ports.log)
  }
  return count
}

/** Marketplace → ledger: each page with its files, and with the last page the cursor, in one transaction. */
async function pull({ account, connector }: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<void> {
  const source = connector.messages
  if (source === undefined) return
  const goLive = await startLine(account, ports)
  const cursor = await ports.ledger.cursor(account.name, 'messages')
  for await (const page of source.pull({ cursor, goLive, startFrom: account.startFrom })) {
    const classified = await classify(page, { account, source, ports })
    const recorded = await ports.ledger.record(account.name, classified)
    count.received += recorded.received
    count.duplicates += recorded.duplicates
    count.set_aside += recorded.setAside
  }
}

interface Classifying {
  readonly account: OpenAccount['account']
  readonly source: NonNullable<OpenAccount['connector']['messages']>
  readonly ports: FlowPorts
}

async function classify(page: MessagePage, context: Classifying): Promise<PageToRecord> {
  const conversations: PageToRecord['conversations'][number][] = []
  for (const snapshot of page.conversations) conversations.push(await classifyConversation(snapshot, context))
  return { conversations, unreadable: page.unreadable, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) }
}

type Classified = PageToRecord['conversations'][number]

async function classifyConversation(
  { facts, messages }: ConversationSnapshot,
  context: Classifying,
): Promise<Classified> {
  const { account, source, ports } = context
  const known = await ports.ledger.knownMessages(
    account.name,
    messages.map((message) => message.id),
  )
  const candidates = messages.some((message) => message.author.role === 'seller' && !known.has(message.id))
    ? [...(await ports.outbox.unboundReplies(account.name, facts.id, facts.orders))]
    : []
  const classified: Classified['messages'][number][] = []
  for (const message of messages) {
    const own = known.has(message.id) ? undefined : ourMessage(message, candidates)
    if (own !== undefined) candidates.splice(candidates.indexOf(own), 1)
    classified.push({
      message,
      as: own === undefined ? asideOrMirror(message, account.startFrom) : { kind: 'own', effect: own.id },
    })
  }
  const wanted = new Set(classified.filter(({ as }) => as.kind === 'mirror').map(({ message }) => message.id))
  const knownFiles = await knownFilesOf(account.name, facts.id, messages, ports)
  const files: Classified['files'][number][] = []
  for (const message of messages) {
    for (const file of message.files) {
      if (knownFiles.has(file.key) || !wanted.has(message.id)) continue
      files.push({ file, message: message.id, fetched: await source.fetchFile(file) })
    }
  }
  return { facts, messages: classified, files }
}

async function knownFilesOf(
  account: AccountName,
  conversation: ConversationId,
  messages: readonly IncomingMessage[],
  { ledger }: FlowPorts,
): Promise<ReadonlySet<FileKey>> {
  return messages.some((message) => message.files.length > 0) ? ledger.knownFiles(account, conversation) : new Set()
}

function asideOrMirror(message: IncomingMessage, startFrom: Instant | undefined): Classified['messages'][number]['as'] {
  return startFrom !== undefined && message.at < startFrom
    ? { kind: 'aside', reason: 'before_go_live' }
    : { kind: 'mirror' }
}

/** Ledger → Odoo, batch by batch, until nothing is left without a place. */
async function place(
  opened: OpenAccount,
  count: AccountCount,
  ports: FlowPorts,
  options: { live: boolean },
): Promise<void> {
  for (;;) {
    const open = await ports.ledger.openConversations(opened.account.name, BATCH)
    if (open.length === 0) return
    const progress = await placeBatch(opened, open, count, ports, options)
    if (!progress) return
  }
}

async function placeBatch(
  opened: OpenAccount,
  open: readonly OpenConversation[],
  count: AccountCount,
  ports: FlowPorts,
  options: { live: boolean },
): Promise<boolean> {
  const { account } = opened
  const located = await ports.odoo.tickets.locate(
    account.name,
    open.map(({ facts, ticket, messages }) => ({
      id: facts.id,
      known: ticket,
      messages: messages.map(({ id }) => id),
    })),
  )
  const deleted = open.filter(({ facts, ticket }) => ticket !== null && !located.has(facts.id))
  for (const { facts } of deleted) await ports.ledger.forgetPlace(account.name, facts.id)
  const present = open.filter((conversation) => !deleted.includes(conversation))
  if (present.length === 0) return deleted.length > 0

  const orders = await findOrders(opened, present, ports)
  const rows = { opened, located, orders, texts: ports.texts, live: options.live, now: ports.clock.now() }
  const placed = await ports.odoo.tickets.place({
    account,
    marketplaceLabel: opened.manifest.label,
    tickets: present
      .filter(({ facts }) => !located.has(facts.id))
      .map((conversation) => ticketToMake(conversation, rows)),
    messages: present.flatMap((conversation) => messagesToPlace(conversation, rows).map(({ row }) => row)),
  })
  for (const { message, reason } of placed.refused) {
    countFault(count, new Error(`Odoo refuses message ${message}: ${reason}`))
    await ports.ledger.setAside(account.name, message, reason)
    count.set_aside += 1
  }
  const standing = new Map([...located, ...placed.tickets])
  await showStatus(opened, present, standing, ports)
  const bound = present.flatMap((conversation) => {
    const ticket = standing.get(conversation.facts.id)
    if (ticket === undefined) return []
    const settled = messagesToPlace(conversation, rows).filter(({ row }) => placed.messages.has(row.id))
    return [
      {
        conversation: conversation.facts.id,
        ticket: { model: ticket.model, id: ticket.id, createDate: ticket.createDate },
        messages: settled.flatMap(({ row, message }) =>
          message === null ? [] : [{ id: message, odooId: placed.messages.get(row.id) ?? 0 }],
        ),
        files: settled.flatMap(({ files }) => files),
        shownStatus: conversation.facts.status,
      },
    ]
  })
  count.mirrored += await ports.ledger.bind(account.name, bound)
  return bound.length > 0 || deleted.length > 0 || placed.refused.length > 0
}

/** A new buyer message opens a closed or archived ticket again; a conversation closed at the marketplace closes its ticket, with a note. */
async function showStatus(
  { account, manifest }: OpenAccount,
  present: readonly OpenConversation[],
  standing: ReadonlyMap<ConversationId, TicketPlace>,
  { odoo, texts }: FlowPorts,
): Promise<void> {
  const reopen: number[] = []
  const close: { ticketId: number; conversation: OpenConversation }[] = []
  for (const conversation of present) {
    const ticket = standing.get(conversation.facts.id)
    if (ticket === undefined) continue
    const wrote = conversation.messages.some(({ role }) => role === 'buyer')
    const closedNow = conversation.facts.status === 'closed' && conversation.shownStatus !== 'closed'
    if (wrote && !closedNow && (ticket.closed || !ticket.active)) reopen.push(ticket.id)
    if (closedNow && !ticket.closed) close.push({ ticketId: ticket.id, conversation })
  }
  if (reopen.length > 0) await odoo.tickets.reopen(reopen)
  if (close.length === 0) return
  await odoo.tickets.close(close.map(({ ticketId }) => ticketId))
  await odoo.receipts.write(
    close.map(({ ticketId, conversation: { facts } }) => ({
      model: 'helpdesk.ticket',
      id: ticketId,
      messageId: statusMessageId(account.name, facts.id, facts.updatedAt),
      bodyHtml: `<p>${texts(account.language, 'ticket.closed_there', { marketplace: manifest.label })}</p>`,
    })),
  )
}
