import type { AccountName, ConversationId, FileKey } from '../domain/ids.ts'
import type { ConversationSnapshot, IncomingMessage, MessagePage } from '../domain/message.ts'
import type { Instant } from '../domain/time.ts'
import type { PageToRecord } from '../ledger/ports.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import { type AccountCount, emptyCount } from './count.ts'
import { stopAccount, stopPass } from './faults.ts'
import { mirrorMailbox } from './mail-mirror.ts'
import { place } from './place.ts'
import { ourMessage } from './readback.ts'

/**
 * Buyer writes → ticket. One pass over one account; safe to repeat at any point.
 * What the marketplace gives is in the ledger before Odoo is asked, so that either side may be down.
 */
export async function mirror(opened: OpenAccount, ports: FlowPorts): Promise<AccountCount> {
  const { account, connector } = opened
  if (opened.mail !== undefined) return mirrorMailbox(opened, ports)
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
    await place(opened, count, ports, { live, stream: 'messages' })
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
