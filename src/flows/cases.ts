import type { CaseFacts } from '../domain/case.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { ConversationFacts } from '../domain/message.ts'
import { notBegun } from '../domain/not-begun.ts'
import type { Instant } from '../domain/time.ts'
import type { CasesToRecord } from '../ledger/case-ports.ts'
import { caseMessage, caseWords } from './case-words.ts'
import { type FlowPorts, type OpenAccount, startLine } from './context.ts'
import type { AccountCount } from './count.ts'

/** Marketplace → ledger: each page of cases, and with the last page the cursor, in one transaction. */
export async function pullCases(opened: OpenAccount, count: AccountCount, ports: FlowPorts): Promise<void> {
  const { account, connector } = opened
  if (connector.cases === undefined) return
  const goLive = await startLine(account, ports)
  const cursor = await ports.ledger.cursor(account.name, 'cases')
  for await (const page of connector.cases.pull({ cursor, goLive, startFrom: account.startFrom })) {
    const ids = page.cases.map(({ id }) => id)
    const known = await ports.ledger.cases.known(account.name, ids)
    const cases = []
    for (const facts of page.cases)
      cases.push(await toRecord(facts, known.get(facts.id)?.conversation, opened, { goLive, ports }))
    const recorded = await ports.ledger.cases.record(account.name, {
      cases,
      unreadable: page.unreadable,
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    })
    count.received += recorded.received
    count.duplicates += recorded.duplicates
    count.set_aside += recorded.setAside
  }
}

async function toRecord(
  facts: CaseFacts,
  toldIn: ConversationId | undefined,
  opened: OpenAccount,
  { goLive, ports }: { readonly goLive: Instant; readonly ports: FlowPorts },
): Promise<CasesToRecord['cases'][number]> {
  const conversation = toldIn ?? (await conversationFor(facts, opened, ports))
  const isOver = facts.state === 'accepted' || facts.state === 'rejected' || facts.state === 'closed'
  return {
    facts,
    conversation,
    ...(conversation === notBegun(facts.order) ? { notBegun: toConversation(facts, opened, ports) } : {}),
    text: caseMessage(facts, opened, ports.texts),
    asks: facts.state === 'announced' || facts.state === 'to_decide',
    ...(isOver && facts.updatedAt < goLive ? { aside: 'before_go_live' } : {}),
    raw: new TextEncoder().encode(JSON.stringify(facts)),
  }
}

/** Where a new case is told: in its own conversation, else the newest open one about its order, else one that nobody has begun. */
async function conversationFor(
  facts: CaseFacts,
  { account }: OpenAccount,
  { ledger }: FlowPorts,
): Promise<ConversationId> {
  const known = await ledger.cases.conversationsOf(account.name, facts.order)
  const own = known.find(({ id }) => facts.conversations.includes(id))
  const open = known.find(({ status }) => status === 'open')
  return own?.id ?? open?.id ?? notBegun(facts.order)
}

function toConversation(facts: CaseFacts, opened: OpenAccount, { texts }: FlowPorts): ConversationFacts {
  return {
    id: notBegun(facts.order),
    status: 'open',
    final: false,
    topic: caseWords(opened, texts)(`type.${facts.type}`),
    orders: [facts.order],
    buyer: facts.buyer,
    waitsForSeller: false,
    ...(facts.storefront === undefined ? {} : { storefront: facts.storefront }),
    updatedAt: facts.updatedAt,
  }
}
